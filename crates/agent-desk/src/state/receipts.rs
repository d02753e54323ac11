//! Delivery and read receipts (protocol §5.3).

use hailer_messaging::wire::{AcceptStatus, EventRecord, MessagingEvent, Role};
use std::collections::{BTreeMap, BTreeSet};

/// Whether an event is a message.
pub(super) fn is_content(event: &EventRecord) -> bool {
    matches!(event.event, MessagingEvent::Content { .. })
}

/// The sequences of the consumer's messages.
pub(super) fn consumers(events: &BTreeMap<u64, EventRecord>) -> impl Iterator<Item = u64> {
    events
        .iter()
        .filter(|(_, event)| is_content(event) && event.originator.role == Some(Role::Consumer))
        .map(|(at, _)| *at)
}

/// The receipts of both sides in one dialog.
#[derive(Default)]
pub(super) struct Receipts {
    delivered: BTreeSet<(bool, u64)>,
    /// For each side, the last message that was read. It covers all earlier ones (protocol §5.3).
    read: [Option<u64>; 2],
}

impl Receipts {
    /// Collects the receipts of a dialog.
    pub fn of(events: &BTreeMap<u64, EventRecord>) -> Self {
        let mut receipts = Self::default();
        for event in events.values() {
            let MessagingEvent::AcceptStatus { status, sequences } = &event.event else {
                continue;
            };
            // A receipt refers to messages of the other side.
            let is_consumers = event.originator.role != Some(Role::Consumer);
            match status {
                AcceptStatus::Accept => {
                    let places = sequences.iter().map(|at| (is_consumers, at.0));
                    receipts.delivered.extend(places);
                }
                AcceptStatus::Read => {
                    let read = &mut receipts.read[usize::from(is_consumers)];
                    *read = sequences
                        .iter()
                        .map(|at| Some(at.0))
                        .max()
                        .flatten()
                        .max(*read);
                }
                _ => {}
            }
        }
        receipts
    }

    /// Whether a message was read. `is_consumers` tells whose message it is.
    pub fn is_read(&self, is_consumers: bool, at: u64) -> bool {
        self.read[usize::from(is_consumers)] >= Some(at)
    }

    /// Whether a message was delivered. `is_consumers` tells whose message it is.
    pub fn is_delivered(&self, is_consumers: bool, at: u64) -> bool {
        self.delivered.contains(&(is_consumers, at))
    }
}
