//! Who is here. A token says so, and before it comes nobody knows.
//!
//! A browser may be used by several people whom the brand's page names. What one of
//! them was told is *sealed* until a token names the same consumer: it is held as the
//! text it was kept as, so that there is nothing that could be shown. Another's is
//! forgotten. An anonymous consumer's identity lies beside their snapshot, and says
//! as much as a token would; so theirs is only sealed on a page that names somebody.

use super::Session;
use super::settle::PersistWish;
use super::snapshot::read;
use super::state::SessionState;
use crate::conversation::Outbox;
use crate::ids::ParticipantId;
use crate::wire::Token;

impl Session {
    /// The brand names the consumer from now on, who may be another than before.
    pub(super) fn name(&mut self) {
        if self.state != SessionState::Idle || !self.own.is_empty() {
            self.seal();
        }
        self.is_named = true;
    }

    // Not inlined, like the others below: they belong to the rest of the module.
    #[inline(never)]
    fn seal(&mut self) {
        if !self.own.is_empty() {
            self.sealed = Some(self.snapshot(true));
        }
        self.forget_consumer();
    }

    #[inline(never)]
    fn unseal(&mut self, kept: &str) {
        if let Ok(kept) = read(kept) {
            self.take_snapshot(&kept);
        }
    }

    /// The consumer is gone for good, and takes along what was never sent, too.
    #[inline(never)]
    pub(super) fn forget(&mut self) {
        self.forget_consumer();
        self.sealed = None;
        self.outbox = Outbox::default();
    }

    fn forget_consumer(&mut self) {
        self.disconnect();
        self.token = None;
        self.own.clear();
        self.outbox.hold_back_from(&self.own);
        self.forget_conversations();
    }

    /// Another consumer's transcript is not this consumer's to see. What was
    /// written here and not sent yet still is, unless the brand named its author.
    pub(super) fn adopt(&mut self, token: &Token) {
        let sealed = self.sealed.take();
        if let Some(kept) = &sealed {
            self.unseal(kept);
        }
        let own = vec![token.consumer().clone()];
        let before = core::mem::replace(&mut self.own, own);
        if before != self.own {
            if !before.is_empty() {
                self.forget_conversations();
                self.outbox.requeue_unsigned();
            }
            self.persist = PersistWish::Now;
        }
        self.outbox.hold_back_from(&self.own);
        if self.is_named {
            self.outbox.sign(token.consumer());
        }
        if sealed.is_some() {
            self.claim_known();
            self.persist = PersistWish::Now;
        }
        self.note_outbox_changed();
    }

    /// Whose what is written now is, where the brand named the consumer and a token
    /// said who that is.
    pub fn author(&self) -> Option<&ParticipantId> {
        self.own.first().filter(|_| self.is_named)
    }

    /// Whether anybody uses it, or did: otherwise there is nothing to keep.
    pub fn is_in_use(&self) -> bool {
        self.state != SessionState::Idle || self.sealed.is_some() || !self.own.is_empty()
    }
}
