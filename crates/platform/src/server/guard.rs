//! Who comes in: a token, a role that may call the method, and a free place.
//!
//! What a table lists as [`Role::Public`] answers anyone who shows no token at all. A token that is shown must be
//! valid there too: whoever believes to be somebody is told when they are not. The public shares a part of the
//! places only, so that those who work here find one whatever comes from outside.
//!
//! Overload is refused at once, not suffered: when every place is taken the answer is no, now. Health
//! answers anyone and always.

use std::sync::Arc;
use std::task::{Context, Poll};

use futures::future::{BoxFuture, Either, Ready, ready};
use http::{Request, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tonic::Status;
use tonic::body::Body;
use tower::{Layer, Service};

use crate::identity::{Identity, Permissions, Role, TokenKey, permits, unknown_caller};
use crate::refusal::{Refusal, RefusalKind};

/// Calls that may be under way at one time.
const PLACES: usize = 256;
/// How many of them callers without a token may take.
const PUBLIC_PLACES: usize = 64;
const HEALTH: &str = "/grpc.health.v1.Health/";
const REFLECTION: &str = "/grpc.reflection.";

/// Stands before every method of a server.
#[derive(Clone)]
pub struct Guard(Arc<Rules>);

struct Rules {
    key: TokenKey,
    tables: Vec<Permissions>,
    places: Arc<Semaphore>,
    public_places: Arc<Semaphore>,
    /// Ends the calls under way.
    cut: CancellationToken,
}

impl Guard {
    /// A guard that knows tokens by `key` and permissions by `tables`.
    pub fn new(key: TokenKey, tables: Vec<Permissions>) -> Self {
        Self(Arc::new(Rules {
            key,
            tables,
            places: Arc::new(Semaphore::new(PLACES)),
            public_places: Arc::new(Semaphore::new(PUBLIC_PLACES)),
            cut: CancellationToken::new(),
        }))
    }

    /// Ends the calls under way when it is cancelled: their callers are told, and their places are free.
    pub(super) fn cut(&self) -> CancellationToken {
        self.0.cut.clone()
    }

    fn admit<B>(&self, request: &Request<B>) -> Result<Identity, Refusal> {
        let method = request.uri().path();
        let Some(shown) = request.headers().get(http::header::AUTHORIZATION) else {
            let public = Identity::public();
            let is_public = permits(&self.0.tables, method, &public);
            return is_public.then_some(public).ok_or_else(unknown_caller);
        };
        let token = shown
            .to_str()
            .ok()
            .and_then(|shown| shown.strip_prefix("Bearer "));
        let identity = self.0.key.verify(token.unwrap_or_default())?;
        if method.starts_with(REFLECTION) || permits(&self.0.tables, method, &identity) {
            Ok(identity)
        } else {
            Err(Refusal::denied(format!(
                "vai trò của bạn không được gọi {method}"
            )))
        }
    }

    /// A place for `identity`, until what is given back is dropped; nothing when all are taken.
    fn place(&self, identity: &Identity) -> Option<Place> {
        let one_of = |places: &Arc<Semaphore>| Arc::clone(places).try_acquire_owned().ok();
        let of_public = if identity.is(Role::Public) {
            Some(one_of(&self.0.public_places)?)
        } else {
            None
        };
        Some((one_of(&self.0.places)?, of_public))
    }
}

/// A place, and for the public one of those that it may take.
type Place = (OwnedSemaphorePermit, Option<OwnedSemaphorePermit>);

/// Who sent `request`.
pub fn caller<T>(request: &tonic::Request<T>) -> Result<Identity, Refusal> {
    request
        .extensions()
        .get::<Identity>()
        .cloned()
        .ok_or_else(|| Refusal::denied("cuộc gọi không kèm danh tính"))
}

impl<S> Layer<S> for Guard {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Guarded {
            guard: self.clone(),
            inner,
        }
    }
}

/// A service behind a [`Guard`].
#[derive(Clone)]
pub struct Guarded<S> {
    guard: Guard,
    inner: S,
}

impl<S, B> Service<Request<B>> for Guarded<S>
where
    S: Service<Request<B>, Response = Response<Body>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future =
        Either<Ready<Result<Self::Response, S::Error>>, BoxFuture<'static, Result<Self::Response, S::Error>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        if request.uri().path().starts_with(HEALTH) {
            return Either::Right(Box::pin(self.inner.call(request)));
        }
        let identity = match self.guard.admit(&request) {
            Ok(identity) => identity,
            Err(refusal) => return refused(refusal),
        };
        let Some(place) = self.guard.place(&identity) else {
            return refused(overloaded());
        };
        request.extensions_mut().insert(identity);
        let (answer, cut) = (self.inner.call(request), self.guard.cut());
        Either::Right(Box::pin(async move {
            let _place = place;
            tokio::select! {
                answer = answer => answer,
                () = cut.cancelled() => Ok(ending().into_http()),
            }
        }))
    }
}

fn refused<E, F>(refusal: Refusal) -> Either<Ready<Result<Response<Body>, E>>, F> {
    Either::Left(ready(Ok(Status::from(refusal).into_http())))
}

fn ending() -> Status {
    Status::unavailable("the server is ending and cut the call off; send it again with the same request_id")
}

fn overloaded() -> Refusal {
    Refusal {
        kind: RefusalKind::Overloaded,
        reason: "OVERLOADED".to_owned(),
        message: "hệ thống đang quá tải; chưa có gì thay đổi, hãy thử lại sau ít phút".to_owned(),
    }
}
