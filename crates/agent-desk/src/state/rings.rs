//! The rings that wait for an answer (protocol §6.5).

use crate::received::Ring;

/// The waiting rings, sorted by deadline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rings {
    waiting: Vec<Ring>,
}

impl Rings {
    /// Applies a ring. Returns whether it is new and waiting.
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

    /// The waiting rings, sorted by deadline.
    pub fn waiting(&self) -> &[Ring] {
        &self.waiting
    }

    /// Removes expired rings, even if the service's notification is late.
    pub fn expire(&mut self, now_unix_ms: u64) {
        self.waiting
            .retain(|ring| ring.expires_unix_ms > now_unix_ms);
    }

    /// Removes a ring that was answered here.
    pub fn answered(&mut self, id: &str) {
        self.waiting.retain(|ring| ring.id != id);
    }
}
