//! A wire between a client and a server that can fall silent without breaking: the fault that no error
//! ever reports.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

/// Forwards connections to a server. What the server says to a silent connection is held back; what the
/// client says passes.
pub struct Proxy {
    pub address: SocketAddr,
    accepted: Arc<AtomicU64>,
    ended: Arc<AtomicU64>,
    /// Connections before this number are silent.
    silent_before: watch::Sender<u64>,
    /// Connections before this number are cut.
    cut_before: watch::Sender<u64>,
    _listener: AbortOnDropHandle<()>,
}

impl Proxy {
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (accepted, ended) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let (silent_before, cut_before) = (watch::Sender::new(0), watch::Sender::new(0));
        let (count, ends) = (Arc::clone(&accepted), Arc::clone(&ended));
        let (silence, cut) = (silent_before.subscribe(), cut_before.subscribe());
        let listener = tokio::spawn(async move {
            // Connections end with the proxy.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let number = count.fetch_add(1, Ordering::SeqCst);
                let (silence, mut cut, ends) = (silence.clone(), cut.clone(), Arc::clone(&ends));
                connections.spawn(async move {
                    tokio::select! {
                        () = connect(client, server, number, silence) => {}
                        _ = cut.wait_for(|before| *before > number) => {}
                    }
                    ends.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        Self {
            address,
            accepted,
            ended,
            silent_before,
            cut_before,
            _listener: AbortOnDropHandle::new(listener),
        }
    }

    /// How many connections were made so far.
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::SeqCst)
    }

    /// How many of them are still there.
    pub fn open(&self) -> u64 {
        self.accepted() - self.ended.load(Ordering::SeqCst)
    }

    /// Cuts the connections made so far.
    pub fn cut(&self) {
        self.cut_before.send_replace(self.accepted());
    }

    /// Silences the connections made so far.
    pub fn silence_present(&self) {
        self.silent_before.send_replace(self.accepted());
    }

    /// Silences every connection, also those to come.
    pub fn silence(&self) {
        self.silent_before.send_replace(u64::MAX);
    }

    /// Lets everything through again, what was held back first.
    pub fn restore(&self) {
        self.silent_before.send_replace(0);
    }
}

async fn connect(client: TcpStream, server: SocketAddr, number: u64, silence: watch::Receiver<u64>) {
    let Ok(server) = TcpStream::connect(server).await else {
        return;
    };
    let (mut from_client, to_client) = client.into_split();
    let (from_server, mut to_server) = server.into_split();
    tokio::select! {
        _ = tokio::io::copy(&mut from_client, &mut to_server) => {}
        () = answer(from_server, to_client, number, silence) => {}
    }
}

/// Forwards what the server says, while it may be heard.
async fn answer(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    number: u64,
    mut silence: watch::Receiver<u64>,
) {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let Ok(read @ 1..) = from.read(&mut buffer).await else {
            return;
        };
        let heard = silence.wait_for(|before| *before <= number).await.is_ok();
        if !heard || to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
