//! Calls that come in by a service's own door, behind its guard.

use std::net::SocketAddr;
use std::time::Duration;

use platform::identity::{Identity, TokenKey};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::Channel;
use tonic::{Request, Status};

/// A way to a service on which one identity speaks; a client's `new` takes it.
pub type Door = InterceptedService<Channel, Voice>;

/// Puts one identity's token before every call.
#[derive(Clone)]
pub struct Voice(String);

impl Voice {
    /// The voice of `identity`, whom a service believes that has `key`.
    pub fn of(key: &TokenKey, identity: &Identity) -> Self {
        Self(key.issue(identity, Duration::from_secs(600)).unwrap())
    }

    /// `content` as this identity sends it.
    pub fn request<T>(&self, content: T) -> Request<T> {
        self.sign(Request::new(content))
    }

    fn sign<T>(&self, mut request: Request<T>) -> Request<T> {
        let token = format!("Bearer {}", self.0).parse().unwrap();
        request.metadata_mut().insert("authorization", token);
        request
    }
}

impl Interceptor for Voice {
    fn call(&mut self, request: Request<()>) -> Result<Request<()>, Status> {
        Ok(self.sign(request))
    }
}

/// A channel to `address`, which connects with the first call.
pub fn channel(address: SocketAddr) -> Channel {
    Channel::from_shared(format!("http://{address}"))
        .unwrap()
        .connect_lazy()
}
