//! InitConnection (protocol §1.5).

use super::{Outcome, Refusal, Request, read, text};
use crate::names::last_segment;
use crate::world::{Peer, World};
use serde_json::Value;

impl World {
    pub(super) fn init_connection(&mut self, request: &Request<'_>) -> Result<Outcome, Refusal> {
        if request.peer != Peer::Unknown {
            return Err(Refusal::bad("This connection is initialized already"));
        }
        let headers = read::list(&request.frame["headers"]);
        let header = |name: &str| {
            let is = |header: &&Value| {
                header["type"]
                    .as_str()
                    .is_some_and(|kind| last_segment(kind) == name)
            };
            headers.iter().find(is).cloned().unwrap_or_default()
        };
        if let Some(code) = self.faults.refuses_connection() {
            return Ok(Outcome::Close(code));
        }
        let token = header("ConsumerAuthentication");
        // A bad token closes the socket with a code instead of an error response.
        let consumer = match self.check_token(token["jwt"].as_str().unwrap_or_default()) {
            Ok(consumer) => consumer,
            Err(code) => return Ok(Outcome::Close(code)),
        };
        if let Some(connection) = self.connections.get_mut(&request.from) {
            connection.peer = Peer::Consumer(consumer);
            connection.client_properties = header("ClientProperties");
        }
        Ok(text("OK Connection initialized successfully"))
    }
}
