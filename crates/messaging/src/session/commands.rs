//! Handles the consumer's commands.

use super::Session;
use super::config::MAX_MESSAGE_CHARS;
use super::input::{Command, CommandError};
use super::output::Event;
use crate::conversation::{OutboxEntry, OutboxState, OutgoingContent};
use crate::ids::LocalId;
use serde_json::Value;

/// Rejects a text that is longer than the service accepts.
pub(super) fn check_length(text: &str) -> Result<(), CommandError> {
    let chars = text.chars().count();
    if chars > MAX_MESSAGE_CHARS {
        return Err(CommandError::MessageTooLong { chars });
    }
    Ok(())
}

impl Session {
    pub(super) fn handle_command(&mut self, command: Command) {
        match command {
            Command::Connect => self.connect(),
            Command::Disconnect => self.disconnect(),
            Command::Typed { has_text } => self.on_typed(has_text),
            Command::Attention(attention) => self.on_attention(attention),
            Command::OnScreen(sights) => self.on_screen_changed(sights),
            Command::Named => self.name(),
            Command::Forget => self.forget(),
            Command::Route(routing) => self.routing = routing,
            Command::ShowEarlier => self.show_earlier(),
            Command::PageHides => self.on_page_hides(),
            Command::CannotShow { dialog, sequence } => self.cannot_show(&dialog, sequence),
            refusable => {
                if let Err(error) = self.try_command(refusable) {
                    self.tell(Event::CommandRefused(error));
                }
            }
        }
    }

    fn try_command(&mut self, command: Command) -> Result<(), CommandError> {
        match command {
            Command::Send { text } => self.write(text),
            Command::Click {
                dialog,
                sequence,
                metadata,
                texts,
            } => self.click(dialog, sequence, metadata.as_ref(), texts),
            Command::Retry(id) => self.retry(&id),
            Command::Discard(id) => self.take_failed(&id).map(|_| ()),
            Command::EndConversation => self.end_conversation(),
            Command::Rate { stars, resolved } => self.rate(stars, resolved),
            Command::SkipSurvey => self.skip_survey(),
            Command::SetUrgent(urgent) => self.set_urgent(urgent),
            _ => Ok(()),
        }
    }

    /// Sends the text unchanged. A text of white space only is rejected.
    fn write(&mut self, text: String) -> Result<(), CommandError> {
        if text.trim().is_empty() {
            return Err(CommandError::EmptyMessage);
        }
        check_length(&text)?;
        self.queue(OutgoingContent::Text(text), None);
        self.composing_is_over();
        self.withdraw_survey();
        Ok(())
    }

    /// Adds a message or a click to the outbox.
    pub(super) fn queue(&mut self, content: OutgoingContent, metadata: Option<Value>) {
        let id = LocalId::new(format!("{:016x}", self.random()));
        self.outbox.push(OutboxEntry {
            id,
            content,
            metadata,
            written_unix_ms: self.server_unix_ms(),
            author: self.author().cloned(),
            state: OutboxState::Queued,
        });
        self.note_outbox_changed();
    }

    /// Queues a failed message again, at the end: it becomes the newest message.
    fn retry(&mut self, id: &LocalId) -> Result<(), CommandError> {
        let mut entry = self.take_failed(id)?;
        entry.state = OutboxState::Queued;
        self.outbox.push(entry);
        Ok(())
    }

    fn take_failed(&mut self, id: &LocalId) -> Result<OutboxEntry, CommandError> {
        let is_failed =
            |entry: &OutboxEntry| entry.id == *id && matches!(entry.state, OutboxState::Failed(_));
        if !self.outbox.entries().iter().any(is_failed) {
            return Err(CommandError::NoSuchMessage);
        }
        self.note_outbox_changed();
        self.outbox.remove(id).ok_or(CommandError::NoSuchMessage)
    }
}
