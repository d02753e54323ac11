//! What waits to be taken (protocol §6.5).

use crate::told::Ring;

/// The rings that can be answered, in the order they end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rings {
    waiting: Vec<Ring>,
}

impl Rings {
    /// Takes in one ring; whether it is a new one that waits.
    pub fn apply(&mut self, ring: Ring) -> bool {
        let is_known = self.waiting.iter().any(|one| one.id == ring.id);
        self.waiting.retain(|one| one.id != ring.id);
        if !ring.is_waiting {
            return false;
        }
        self.waiting.push(ring);
        self.waiting.sort_by_key(|one| one.expires_unix_ms);
        !is_known
    }

    /// Those that wait.
    pub fn waiting(&self) -> &[Ring] {
        &self.waiting
    }

    /// Drops those whose time is over; a late word of the service changes nothing.
    pub fn expire(&mut self, now_unix_ms: u64) {
        self.waiting
            .retain(|ring| ring.expires_unix_ms > now_unix_ms);
    }

    /// Drops one that was answered here.
    pub fn answered(&mut self, id: &str) {
        self.waiting.retain(|ring| ring.id != id);
    }
}
