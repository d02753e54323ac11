//! ACCEPT, READ and NACK for the other side's messages (protocol §5.3).

use super::Session;
use super::Sight;
use super::config::{RECEIPT_BATCH, RECEIPT_PAUSE};
use super::pending_requests::Pending;
use super::settle::PersistWish;
use super::timers::Timer;
use crate::ids::DialogId;
use crate::wire::request::PublishEvent;
use crate::wire::{AcceptStatus, MessagingEvent, Response};

impl Session {
    pub(super) fn on_screen_changed(&mut self, sights: Vec<Sight>) {
        for sight in sights {
            let message = (sight.dialog, sight.sequence);
            self.reading.on_screen.retain(|known| *known != message);
            if sight.visible {
                self.reading.on_screen.push(message);
            }
        }
    }

    /// Marks visible messages as read while the window is open and the tab is visible. A
    /// message that is read is removed from `on_screen`.
    pub(super) fn owe_reads(&mut self) {
        if !self.reading.attention.is_reading() {
            return;
        }
        let (transcripts, own) = (&mut self.history.transcripts, &self.identity.own);
        self.reading.on_screen.retain(|(dialog, sequence)| {
            let transcript = transcripts.get_mut(dialog);
            let Some(transcript) = transcript.filter(|one| one.is_of_others(*sequence, own)) else {
                return true;
            };
            if !transcript.reads.is_known(*sequence) {
                transcript.reads.owe(*sequence);
                self.changes.persist = self.changes.persist.max(PersistWish::Soon);
            }
            false
        });
    }

    /// Schedules the next batch of receipts. The wait is longer if a batch was sent just
    /// before. An ended dialog accepts no receipts, so its receipts are dropped.
    pub(super) fn pump_receipts(&mut self) {
        let writable = self.writable_live_dialogs();
        let soon = self.now.instant + RECEIPT_BATCH;
        let at = (self.reading.receipts_sent).map_or(soon, |sent| soon.max(sent + RECEIPT_PAUSE));
        for transcript in self.history.transcripts.values_mut() {
            let dialog = transcript.dialog();
            if self.history.complete.contains_key(dialog) {
                transcript.accepts.write_off();
                transcript.nacks.write_off();
                transcript.reads.write_off();
            } else if writable.contains(dialog)
                && (transcript.accepts.is_due()
                    || transcript.reads.is_due()
                    || transcript.nacks.is_due())
            {
                self.timers.set_if_stopped(Timer::Receipts, at);
            }
        }
    }

    fn writable_live_dialogs(&self) -> Vec<DialogId> {
        if !self.connection.state.is_ready() {
            return Vec::new();
        }
        let open = self
            .history
            .conversations
            .iter()
            .filter_map(|known| known.writable_dialog());
        open.filter(|dialog| self.is_live(dialog))
            .cloned()
            .collect()
    }

    pub(super) fn send_receipts(&mut self) {
        for dialog in self.writable_live_dialogs() {
            self.send_receipts_of(&dialog, &AcceptStatus::Accept);
            self.send_receipts_of(&dialog, &AcceptStatus::Read);
            self.send_receipts_of(&dialog, &AcceptStatus::Nack);
        }
    }

    fn send_receipts_of(&mut self, dialog: &DialogId, status: &AcceptStatus) {
        let Some(mut transcript) = self.history.transcripts.remove(dialog) else {
            return;
        };
        let receipts = match status {
            AcceptStatus::Read => &mut transcript.reads,
            AcceptStatus::Nack => &mut transcript.nacks,
            _ => &mut transcript.accepts,
        };
        if receipts.is_due() {
            self.reading.receipts_sent = Some(self.now.instant);
            let sequences = receipts.take_due();
            let request = PublishEvent {
                dialog: dialog.clone(),
                conversation: Some(transcript.conversation().clone()),
                event: MessagingEvent::AcceptStatus {
                    status: status.clone(),
                    sequences: sequences.clone(),
                },
                metadata: None,
            };
            let id = self.send(Pending::Receipts(dialog.clone()), &request);
            match status {
                AcceptStatus::Read => transcript.reads.sent(id, sequences),
                AcceptStatus::Nack => transcript.nacks.sent(id, sequences),
                _ => transcript.accepts.sent(id, sequences),
            }
        }
        self.history.transcripts.insert(dialog.clone(), transcript);
    }

    pub(super) fn on_receipts_answered(&mut self, dialog: &DialogId, response: &Response) {
        if let Some(transcript) = self.history.transcripts.get_mut(dialog) {
            transcript.accepts.settle(&response.request);
            transcript.reads.settle(&response.request);
            transcript.nacks.settle(&response.request);
        }
        if !response.is_success() {
            self.tell(super::Event::RequestRefused {
                code: response.code,
            });
        }
    }
}
