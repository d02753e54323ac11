//! Ways to break the session. The simulator must detect each one.

/// A change that breaks the session.
pub struct Mutant {
    /// A description of the broken behaviour.
    pub what: &'static str,
    /// The file, relative to `crates/messaging/src`.
    pub file: &'static str,
    /// The code to replace. It must occur exactly once, ignoring white space.
    pub from: &'static str,
    /// The replacement.
    pub to: &'static str,
}

const fn mutant(
    what: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
) -> Mutant {
    Mutant {
        what,
        file,
        from,
        to,
    }
}

/// All mutants.
pub const MUTANTS: &[Mutant] = &[
    mutant(
        "an unacknowledged message is sent again without checking the history",
        "conversation/outbox.rs",
        "entry.state = OutboxState::InDoubt { dialog: dialog.clone(), watermark: *watermark, since: now, };",
        "entry.state = OutboxState::Queued;",
    ),
    mutant(
        "a message in doubt is settled at once, without waiting for late frames",
        "session/config.rs",
        "DOUBT_PATIENCE: Duration = Duration::from_secs(5)",
        "DOUBT_PATIENCE: Duration = Duration::from_secs(0)",
    ),
    mutant(
        "a message in doubt is never settled",
        "session/settle.rs",
        "self.end_doubts();",
        "",
    ),
    mutant(
        "an older message with the same text counts as the sent copy",
        "conversation/outbox/claim.rs",
        "watermark.is_none_or(|mark| sequence > mark)",
        "watermark.is_none_or(|_| true)",
    ),
    mutant(
        "the sequence of an acknowledged message can match the next one",
        "session/sending.rs",
        "known.max(self.outbox.taken_up_to(&dialog))",
        "known",
    ),
    mutant(
        "messages do not wait for the previous one",
        "conversation/outbox.rs",
        ".filter(|entry| entry.state == OutboxState::Queued)",
        "",
    ),
    mutant(
        "a reload loses the outbox",
        "session/kept_outbox.rs",
        "version: VERSION, outbox,",
        "version: VERSION, outbox: Vec::new(),",
    ),
    mutant(
        "a click is forgotten by a reload, and its text is not",
        "session/kept_outbox.rs",
        "(None, Some(of)) =>",
        "(None, Some(of)) if !of.dialog_id.as_str().is_empty() => return None, (None, Some(of)) =>",
    ),
    mutant(
        "the click of another tab is taken for this tab's",
        "conversation/outbox/claim.rs",
        "&& carries(metadata, entry.metadata.as_ref())",
        "",
    ),
    mutant(
        "a message that another dialog took, which the service forgot, is overtaken",
        "session/sending.rs",
        "if self.waits_for_copy_elsewhere(dialog.as_ref().and_then(Option::as_ref)) { return; }",
        "",
    ),
    mutant(
        "a form asks again after a bot's survey",
        "session/closing.rs",
        "let is_asked_by_bot = ended.has_survey_dialog();",
        "let is_asked_by_bot = false;",
    ),
    mutant(
        "what is written in a bot's survey goes to the dialog before it",
        "wire/notification/conversation.rs",
        "self.open_main_dialog().or_else(any)",
        "any().and(self.dialogs.first().map(|one| &one.id))",
    ),
    mutant(
        "every tab adopts a closed tab's message",
        "session/kept_outbox.rs",
        "self.claim_known();",
        "",
    ),
    mutant(
        "the next consumer sees a named consumer's stored conversation",
        "session/snapshot.rs",
        r#"lenient::member(&kept, "named") == Some(true)"#,
        r#"lenient::member::<bool>(&kept, "named").is_none()"#,
    ),
    mutant(
        "the history is requested from one event too late",
        "session/subscriptions.rs",
        "let held = transcript.last_in_order();",
        "let held = transcript.known().first_missing().next();",
    ),
    mutant(
        "any single event counts as the history",
        "session/subscriptions.rs",
        "if !needs_proof || events.len() != 1 || events.contains(&question.from)",
        "if !needs_proof || !events.is_empty() || events.is_empty()",
    ),
    mutant(
        "gaps in the history are not repaired",
        "session/subscriptions.rs",
        "Some(DialogSync::Live { .. }) if has_gap =>",
        "Some(DialogSync::Live { .. }) if has_gap && dialog.as_str().is_empty() =>",
    ),
    mutant(
        "duplicate events are applied twice",
        "conversation/transcript.rs",
        "if !self.known.insert(sequence) && self.records.contains_key(&sequence) { return Applied::Nothing; }",
        "self.known.insert(sequence);",
    ),
    mutant(
        "an outdated state of a conversation replaces a newer one",
        "session/notifications.rs",
        "held.metadata_updated_unix_ms > new.metadata_updated_unix_ms &&",
        "held.metadata_updated_unix_ms.is_none() &&",
    ),
    mutant(
        "request timeouts are ignored",
        "session/mod.rs",
        "Timer::ResponseDue => self.on_response_overdue(),",
        "Timer::ResponseDue => {}",
    ),
    mutant(
        "a silent connection counts as alive",
        "session/pending_requests.rs",
        "let alive_until = last_frame + self.patience();",
        "let alive_until = now + self.patience();",
    ),
    mutant(
        "requests of a lost connection stay pending",
        "session/connection.rs",
        "self.connection.pending.clear();",
        "",
    ),
    mutant(
        "subscriptions are assumed to survive a reconnect",
        "session/connection.rs",
        "self.history.sync.clear();",
        "",
    ),
    mutant(
        "all requests time out when a page wakes up",
        "session/mod.rs",
        "self.on_waking();",
        "",
    ),
    mutant(
        "messages in a hidden tab count as read",
        "session/receipts.rs",
        "if !self.reading.attention.is_reading() { return; }",
        "",
    ),
    mutant(
        "connection attempts follow each other without a back-off",
        "session/config.rs",
        "ATTEMPT_SPACING: Duration = Duration::from_secs(1)",
        "ATTEMPT_SPACING: Duration = Duration::from_secs(0)",
    ),
    mutant(
        "a receipt can undo an earlier one",
        "conversation/transcript.rs",
        "self.read_by_others = before.max(of.iter().copied().max());",
        "self.read_by_others = of.iter().copied().min();",
    ),
    mutant(
        "a refused message disappears",
        "session/sending.rs",
        "entry.state = OutboxState::Failed(reason);",
        "entry.content = crate::conversation::OutgoingContent::Text(String::new()); entry.state = OutboxState::Failed(reason); self.outbox.remove(id);",
    ),
    mutant(
        "messages are sent to a conversation that the service has lost",
        "session/responses.rs",
        "if code == UNKNOWN {",
        "if code == UNKNOWN && self.connection.online != self.connection.online {",
    ),
    mutant(
        "the messages of a conversation that the service has lost disappear",
        "session/forgotten.rs",
        "self.presence.clear_typing();",
        "self.history.conversations.retain(|known| known.id != *id);",
    ),
    mutant(
        "a deadline is reported only when it changes",
        "session/settle.rs",
        "|| (is_spent && next.is_some())",
        "",
    ),
    mutant(
        "a lost wake-up is repeated only if its timer was slightly early",
        "session/settle.rs",
        "(is_spent && next.is_some())",
        "(is_spent && next.is_some_and(|at| at.since(self.now.instant).as_ms() <= 16))",
    ),
    mutant(
        "a lost wake-up is repeated only if the clock went back slightly",
        "session/settle.rs",
        "(is_spent && next.is_some())",
        "(is_spent && next.is_some_and(|at| at.since(self.now.instant).as_ms() <= 100))",
    ),
    mutant(
        "a lost wake-up is repeated only if the clock stopped briefly",
        "session/settle.rs",
        "(is_spent && next.is_some())",
        "(is_spent && next.is_some_and(|at| at.since(self.now.instant).as_ms() <= 1000))",
    ),
    mutant(
        "a missing wake-up is never compensated",
        "session/mod.rs",
        "self.handle_deadlines(); match input {",
        "if matches!(input, Input::DeadlineReached) { self.handle_deadlines(); } match input {",
    ),
];
