//! A mail server that does what a test tells it: plain TCP, one script per mail.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// What the server does with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Script {
    /// Takes it.
    Accept,
    /// Answers this to MAIL, RCPT, DATA or END (of the data) instead.
    Answer(&'static str, &'static str),
    /// Says nothing at the greeting (`CONNECT`), MAIL, RCPT, DATA or END until released, and takes it then.
    Stall(&'static str),
    /// Closes the connection while the text is still coming.
    DropBefore,
    /// Takes it, and closes the connection instead of saying so.
    Drop,
}

/// A mail whose data came whole.
#[derive(Clone, Debug)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    /// As on the wire, without the dot.
    pub data: Vec<u8>,
    /// Which connection it came by.
    pub connection: usize,
    /// Whether the server said that it has it.
    pub acknowledged: bool,
    /// Whether it has it, whatever it said.
    pub kept: bool,
}

impl Received {
    /// The header fields, unfolded.
    pub fn headers(&self) -> Vec<(String, String)> {
        let text = String::from_utf8(self.data.clone()).unwrap();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let field = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_owned(), value.to_owned())
        };
        unfolded.split("\r\n").map(field).collect()
    }

    pub fn header(&self, name: &str) -> String {
        let headers = self.headers();
        let found = headers.into_iter().find(|(header, _)| header == name);
        found.unwrap_or_else(|| panic!("no header {name}")).1
    }
}

#[derive(Default)]
struct State {
    scripts: Mutex<VecDeque<Script>>,
    /// What is answered to recipients, by what their address has in it.
    refused: Mutex<Vec<(&'static str, &'static str)>>,
    received: Mutex<Vec<Received>>,
    connections: Mutex<usize>,
    stalls: Mutex<usize>,
    release: Notify,
}

const GREETING: &str = "250-truong.example\r\n250-8BITMIME\r\n250 SMTPUTF8";

/// The server.
pub struct Server {
    pub url: String,
    state: Arc<State>,
    listening: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Server {
    /// Listens, and does with the first mails what `scripts` say; it takes all others.
    pub async fn start(scripts: impl IntoIterator<Item = Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let state = Arc::new(State {
            scripts: Mutex::new(scripts.into_iter().collect()),
            ..State::default()
        });
        Self {
            listening: tokio::spawn(listen(listener, Arc::clone(&state))),
            url,
            state,
        }
    }

    /// Nobody listens any more: connections are refused.
    pub async fn down(&mut self) {
        self.listening.abort();
        let _ = (&mut self.listening).await;
    }

    /// Listens again where it did.
    pub async fn up(&mut self) {
        let address = self.url.strip_prefix("smtp://").unwrap();
        let listener = TcpListener::bind(address).await.unwrap();
        self.listening = tokio::spawn(listen(listener, Arc::clone(&self.state)));
    }

    /// From now on answers this to recipients with `part` in their address.
    pub fn refuse(&self, part: &'static str, answer: &'static str) {
        self.state.refused.lock().unwrap().push((part, answer));
    }

    /// Takes every recipient again.
    pub fn refuse_nobody(&self) {
        self.state.refused.lock().unwrap().clear();
    }

    /// The mails whose data came whole, taken or not.
    pub fn received(&self) -> Vec<Received> {
        self.state.received.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        *self.state.connections.lock().unwrap()
    }

    /// How many times it has stalled.
    pub fn stalls(&self) -> usize {
        *self.state.stalls.lock().unwrap()
    }

    /// Ends every stall under way.
    pub fn release(&self) {
        self.state.release.notify_waiters();
    }
}

async fn listen(listener: TcpListener, state: Arc<State>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(converse(stream, Arc::clone(&state)));
    }
}

/// One connection.
struct Conversation {
    lines: BufReader<OwnedReadHalf>,
    answers: OwnedWriteHalf,
    state: Arc<State>,
    number: usize,
    script: Script,
}

async fn converse(stream: TcpStream, state: Arc<State>) {
    let number = {
        let mut connections = state.connections.lock().unwrap();
        *connections += 1;
        *connections
    };
    let (lines, answers) = stream.into_split();
    let script = state
        .scripts
        .lock()
        .unwrap()
        .pop_front()
        .unwrap_or(Script::Accept);
    let mut conversation = Conversation {
        lines: BufReader::new(lines),
        answers,
        state,
        number,
        script,
    };
    // A client that goes away in the middle ends the conversation and nothing else.
    let _ = conversation.hold().await;
}

impl Conversation {
    async fn hold(&mut self) -> std::io::Result<()> {
        self.stage("CONNECT", "220 truong.example").await?;
        let (mut from, mut to) = (String::new(), Vec::new());
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let line = line.trim_end_matches("\r\n");
            match line.split(' ').next().unwrap_or_default() {
                "EHLO" => self.say(GREETING).await?,
                "NOOP" => self.say("250 OK").await?,
                "MAIL" => {
                    (from, to) = (line.to_owned(), Vec::new());
                    self.stage("MAIL", "250 OK").await?;
                }
                "RCPT" => match self.refusal(line) {
                    Some(answer) => self.say(answer).await?,
                    None => {
                        to.push(line.to_owned());
                        self.stage("RCPT", "250 OK").await?;
                    }
                },
                "DATA" if self.stage("DATA", "354 go on").await? => {
                    if self.script == Script::DropBefore {
                        self.lines.read_u8().await?;
                        return Ok(());
                    }
                    let data = self.data().await?;
                    let place = self.keep(Received {
                        from: from.clone(),
                        to: to.clone(),
                        data,
                        connection: self.number,
                        acknowledged: false,
                        kept: !matches!(self.script, Script::Answer("END", _)),
                    });
                    if self.script == Script::Drop {
                        return Ok(());
                    }
                    if self.stage("END", "250 kept").await? {
                        self.state.received.lock().unwrap()[place].acknowledged = true;
                    }
                    self.script = self.next();
                }
                "DATA" => {}
                "QUIT" => return self.say("221 bye").await,
                _ => self.say("500 what").await?,
            }
        }
    }

    fn refusal(&self, line: &str) -> Option<&'static str> {
        let refused = self.state.refused.lock().unwrap();
        let line = line.to_lowercase();
        let found = refused.iter().find(|(part, _)| line.contains(part));
        found.map(|(_, answer)| *answer)
    }

    fn next(&self) -> Script {
        // A second mail by the same connection is one too many: see the post.
        Script::Answer("END", "554 one mail for a connection")
    }

    fn keep(&self, received: Received) -> usize {
        let mut all = self.state.received.lock().unwrap();
        all.push(received);
        all.len() - 1
    }

    /// Says `usual`, or what the script has for this stage. Answers whether it was the usual.
    async fn stage(&mut self, stage: &str, usual: &str) -> std::io::Result<bool> {
        match self.script.clone() {
            Script::Answer(at, answer) if at == stage => {
                self.say(answer).await?;
                if answer.starts_with("421") {
                    self.answers.shutdown().await?;
                }
                return Ok(false);
            }
            Script::Stall(at) if at == stage => {
                let state = Arc::clone(&self.state);
                let released = state.release.notified();
                *state.stalls.lock().unwrap() += 1;
                released.await;
            }
            _ => {}
        }
        self.say(usual).await?;
        Ok(true)
    }

    async fn say(&mut self, line: &str) -> std::io::Result<()> {
        self.answers.write_all(format!("{line}\r\n").as_bytes()).await
    }

    /// The data, up to the dot that ends it.
    async fn data(&mut self) -> std::io::Result<Vec<u8>> {
        let mut data = Vec::new();
        while !data.ends_with(b"\r\n.\r\n") {
            data.push(self.lines.read_u8().await?);
        }
        data.truncate(data.len() - 3);
        Ok(data)
    }
}
