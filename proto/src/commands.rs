//! Requests that change something: every message with a `request_id`, found when the files are compiled.

/// A request that changes something.
pub trait CommandRequest: prost::Message + Send + Sync + 'static {
    /// The key under which its answer is kept.
    fn request_id(&self) -> &str;
    /// Whether it only asks what would happen.
    fn validate_only(&self) -> bool;
    /// The version that the caller saw, or empty.
    fn etag(&self) -> &str;
}

include!(concat!(env!("OUT_DIR"), "/commands.rs"));
