//! The identity of the consumer. It is unknown until a token arrives.
//!
//! Several people whom the brand's page names may use the same browser. The snapshot of a named
//! consumer is *sealed* until a token names the same consumer. A sealed snapshot stays unparsed
//! text, so nothing of it can be shown. The snapshot of another consumer is dropped. An
//! anonymous consumer's identity is stored beside their snapshot and proves as much as a token.
//! So an anonymous snapshot is sealed only on a page that names its consumer.

use super::Session;
use super::settle::PersistWish;
use super::snapshot::read;
use super::state::SessionState;
use crate::conversation::Outbox;
use crate::ids::ParticipantId;
use crate::wire::Token;

impl Session {
    /// The brand names the consumer from now on. It may be another consumer than before.
    pub(super) fn name(&mut self) {
        if self.connection.state != SessionState::Idle || !self.identity.own.is_empty() {
            self.seal();
        }
        self.identity.is_named = true;
    }

    // Not inlined, like the functions below: they belong to the same part of the module.
    #[inline(never)]
    fn seal(&mut self) {
        if !self.identity.own.is_empty() {
            self.identity.sealed = Some(self.snapshot(true));
        }
        self.forget_consumer();
    }

    #[inline(never)]
    fn unseal(&mut self, kept: &str) {
        if let Ok(kept) = read(kept) {
            self.take_snapshot(&kept);
        }
    }

    /// The consumer logged out. Their unsent messages are deleted, too.
    #[inline(never)]
    pub(super) fn forget(&mut self) {
        self.forget_consumer();
        self.identity.sealed = None;
        self.outbox = Outbox::default();
    }

    fn forget_consumer(&mut self) {
        self.disconnect();
        self.identity.token = None;
        self.identity.own.clear();
        self.outbox.hold_back_from(&self.identity.own);
        self.forget_conversations();
    }

    /// Hides another consumer's transcript. Unsent messages stay, unless the brand named their
    /// author and it is somebody else.
    pub(super) fn adopt(&mut self, token: &Token) {
        let sealed = self.identity.sealed.take();
        if let Some(kept) = &sealed {
            self.unseal(kept);
        }
        let own = vec![token.consumer().clone()];
        let before = core::mem::replace(&mut self.identity.own, own);
        if before != self.identity.own {
            if !before.is_empty() {
                self.forget_conversations();
                self.outbox.requeue_unsigned();
            }
            self.changes.persist = PersistWish::Now;
        }
        self.outbox.hold_back_from(&self.identity.own);
        if self.identity.is_named {
            self.outbox.sign(token.consumer());
        }
        if sealed.is_some() {
            self.claim_known();
            self.changes.persist = PersistWish::Now;
        }
        self.note_outbox_changed();
    }

    /// The author of new messages. None unless the brand names the consumer and a token with
    /// the consumer's id has arrived.
    pub fn author(&self) -> Option<&ParticipantId> {
        self.identity.own.first().filter(|_| self.identity.is_named)
    }

    /// Whether anybody uses the session or used it before. If not, there is nothing to store.
    pub fn is_in_use(&self) -> bool {
        self.connection.state != SessionState::Idle
            || self.identity.sealed.is_some()
            || !self.identity.own.is_empty()
    }
}
