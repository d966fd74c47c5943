//! From a gRPC request to an order: who asks, under which key, and what they saw before.

use proto::CommandRequest;
use tonic::Request;

use super::caller;
use crate::journal::Order;
use crate::refusal::Refusal;

/// The order in `request`, and its content.
pub fn order<R: CommandRequest>(method: &'static str, request: Request<R>) -> Result<(Order, R), Refusal> {
    let identity = caller(&request)?;
    let content = request.into_inner();
    let order = Order::new(
        method,
        identity,
        content.request_id(),
        content.validate_only(),
        &content,
    )?;
    Ok((order, content))
}

/// The etag of what stands at `version`.
pub fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

/// Refuses when the caller saw another version than the one that stands.
pub fn must_be_unchanged(seen: &str, version: i64) -> Result<(), Refusal> {
    if seen.is_empty() || seen == etag(version) {
        return Ok(());
    }
    let message = "đã có người thay đổi sau khi bạn đọc: hãy đọc lại rồi quyết định";
    Err(Refusal::conflict("ETAG_MISMATCH", message))
}
