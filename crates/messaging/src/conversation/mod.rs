//! What has been said, by whom, and how far each message has come.

mod message;
mod outbox;
mod receipts;
mod sequence_set;
mod transcript;

pub use message::{DeliveryState, FailureReason, Message, MessageKey, Sender};
pub use outbox::{Outbox, OutboxEntry, OutboxState, OutgoingContent};
pub use sequence_set::SequenceSet;
pub use transcript::{Applied, Transcript, outgoing};
