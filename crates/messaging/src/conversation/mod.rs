//! Messages, their authors and their delivery states.

mod message;
mod outbox;
mod outgoing;
mod receipts;
pub mod rich;
mod sequence_set;
mod transcript;

pub use message::{DeliveryState, FailureReason, Message, MessageKey, Sender};
pub use outbox::{Outbox, OutboxEntry, OutboxState};
pub use outgoing::OutgoingContent;
pub use sequence_set::SequenceSet;
pub use transcript::{Applied, Transcript};
