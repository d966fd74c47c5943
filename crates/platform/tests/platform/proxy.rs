//! A wire between a client and a server that can fall silent without breaking: the fault that no error
//! ever reports.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

/// Forwards connections to a server. What the server says to a silent connection is held back; what the
/// client says passes.
pub struct Proxy {
    pub address: SocketAddr,
    accepted: Arc<AtomicU64>,
    /// Connections before this number are silent.
    silent_before: watch::Sender<u64>,
    _listener: AbortOnDropHandle<()>,
}

impl Proxy {
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (accepted, silent_before) = (Arc::new(AtomicU64::new(0)), watch::Sender::new(0));
        let (count, silence) = (Arc::clone(&accepted), silent_before.subscribe());
        let listener = tokio::spawn(async move {
            // Connections end with the proxy.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let (number, silence) = (count.fetch_add(1, Ordering::SeqCst), silence.clone());
                connections.spawn(connect(client, server, number, silence));
            }
        });
        Self {
            address,
            accepted,
            silent_before,
            _listener: AbortOnDropHandle::new(listener),
        }
    }

    /// How many connections were made so far.
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::SeqCst)
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
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let (_, open) = watch::channel(0);
    tokio::select! {
        () = forward(from_client, to_server, 1, open) => {}
        () = forward(from_server, to_client, number, silence) => {}
    }
}

async fn forward(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    number: u64,
    mut silence: watch::Receiver<u64>,
) {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let Ok(read @ 1..) = from.read(&mut buffer).await else {
            return;
        };
        if *silence.borrow() > number && silence.wait_for(|before| *before <= number).await.is_err() {
            return;
        }
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
