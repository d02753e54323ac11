//! Ways to break the session that the simulator must notice.

/// One change for the worse.
pub struct Mutant {
    /// What it does.
    pub what: &'static str,
    /// A file below `crates/messaging/src`.
    pub file: &'static str,
    /// Code that stands in it exactly once.
    pub from: &'static str,
    /// What stands there instead.
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

/// All of them.
pub const MUTANTS: &[Mutant] = &[
    mutant(
        "an unanswered message is sent again, whatever the history says",
        "conversation/outbox.rs",
        "entry.state = OutboxState::InDoubt { dialog: dialog.clone(), watermark: *watermark, since: now, };",
        "entry.state = OutboxState::Queued;",
    ),
    mutant(
        "a doubt ends at once, and no frame may be late",
        "session/config.rs",
        "DOUBT_PATIENCE: Duration = Duration::from_secs(5)",
        "DOUBT_PATIENCE: Duration = Duration::from_secs(0)",
    ),
    mutant(
        "a doubt never ends",
        "session/settle.rs",
        "self.end_doubts();",
        "",
    ),
    mutant(
        "any copy with the same words counts, also an older one",
        "conversation/outbox/claim.rs",
        "watermark.is_none_or(|mark| sequence > mark)",
        "watermark.is_none_or(|_| true)",
    ),
    mutant(
        "the place of an answered message is open to the next one",
        "session/sending.rs",
        "known.max(self.outbox.taken_up_to(&dialog))",
        "known",
    ),
    mutant(
        "messages do not wait for the one before",
        "conversation/outbox.rs",
        ".filter(|entry| entry.state == OutboxState::Queued)",
        "",
    ),
    mutant(
        "the outbox is forgotten by a reload",
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
        "a lost tab's message is adopted once more by every tab",
        "session/kept_outbox.rs",
        "self.claim_known();",
        "",
    ),
    mutant(
        "what a named consumer was told is shown to whoever comes next",
        "session/snapshot.rs",
        r#"lenient::member(&kept, "named") == Some(true)"#,
        r#"lenient::member::<bool>(&kept, "named").is_none()"#,
    ),
    mutant(
        "the history is asked for from one event too late",
        "session/subscriptions.rs",
        "let held = transcript.last_in_order();",
        "let held = transcript.known().first_missing().next();",
    ),
    mutant(
        "any single event is taken for the history",
        "session/subscriptions.rs",
        "if !needs_proof || events.len() != 1 || events.contains(&question.from)",
        "if !needs_proof || !events.is_empty() || events.is_empty()",
    ),
    mutant(
        "holes are not repaired",
        "session/subscriptions.rs",
        "Some(DialogSync::Live { .. }) if has_gap =>",
        "Some(DialogSync::Live { .. }) if has_gap && dialog.as_str().is_empty() =>",
    ),
    mutant(
        "events that come twice are taken twice",
        "conversation/transcript.rs",
        "if !self.known.insert(sequence) && self.records.contains_key(&sequence) { return Applied::Nothing; }",
        "self.known.insert(sequence);",
    ),
    mutant(
        "an old state of a conversation is taken for news",
        "session/notifications.rs",
        "held.metadata_updated_unix_ms > new.metadata_updated_unix_ms &&",
        "held.metadata_updated_unix_ms.is_none() &&",
    ),
    mutant(
        "unanswered requests are not noticed",
        "session/mod.rs",
        "Timer::ResponseDue => self.on_response_overdue(),",
        "Timer::ResponseDue => {}",
    ),
    mutant(
        "a silent connection is taken for one that tells something",
        "session/pending_requests.rs",
        "let alive_until = last_frame + self.patience();",
        "let alive_until = now + self.patience();",
    ),
    mutant(
        "requests of a lost connection are still waited for",
        "session/connection.rs",
        "self.pending.clear();",
        "",
    ),
    mutant(
        "subscriptions are taken to outlive their connection",
        "session/connection.rs",
        "self.sync.clear();",
        "",
    ),
    mutant(
        "a page that wakes takes everything for overdue",
        "session/mod.rs",
        "self.on_waking();",
        "",
    ),
    mutant(
        "what is on the screen of a hidden tab counts as read",
        "session/receipts.rs",
        "if !self.attention.is_reading() { return; }",
        "",
    ),
    mutant(
        "attempts follow one another without a pause",
        "session/config.rs",
        "ATTEMPT_SPACING: Duration = Duration::from_secs(1)",
        "ATTEMPT_SPACING: Duration = Duration::from_secs(0)",
    ),
    mutant(
        "a receipt may take back an earlier one",
        "conversation/transcript.rs",
        "self.read_by_others = before.max(of.iter().copied().max());",
        "self.read_by_others = of.iter().copied().min();",
    ),
    mutant(
        "a refused message is forgotten",
        "session/sending.rs",
        "entry.state = OutboxState::Failed(reason);",
        "entry.content = crate::conversation::OutgoingContent::Text(String::new()); entry.state = OutboxState::Failed(reason); self.outbox.remove(id);",
    ),
    mutant(
        "a conversation that the service forgot is still written in",
        "session/responses.rs",
        "if code == UNKNOWN {",
        "if code == UNKNOWN && self.online != self.online {",
    ),
    mutant(
        "what was said in a conversation that the service forgot is gone",
        "session/forgotten.rs",
        "self.presence.clear_typing();",
        "self.conversations.retain(|known| known.id != *id);",
    ),
    mutant(
        "a deadline is said only when it changes",
        "session/settle.rs",
        "|| (is_spent && next.is_some())",
        "",
    ),
    mutant(
        "a wake-up is made up for only when its timer was a little early",
        "session/settle.rs",
        "(is_spent && next.is_some())",
        "(is_spent && next.is_some_and(|at| at.since(self.now.instant).as_ms() <= 16))",
    ),
    mutant(
        "a wake-up is made up for only when the clock fell back a little",
        "session/settle.rs",
        "(is_spent && next.is_some())",
        "(is_spent && next.is_some_and(|at| at.since(self.now.instant).as_ms() <= 100))",
    ),
    mutant(
        "a wake-up is made up for only when the clock stood still for a moment",
        "session/settle.rs",
        "(is_spent && next.is_some())",
        "(is_spent && next.is_some_and(|at| at.since(self.now.instant).as_ms() <= 1000))",
    ),
    mutant(
        "a wake-up that never came is not made up for",
        "session/mod.rs",
        "self.handle_deadlines(); match input {",
        "if matches!(input, Input::DeadlineReached) { self.handle_deadlines(); } match input {",
    ),
];
