//! Time to respond, delay, expected response time, note and topic (protocol §5.7, §6.7).

use super::{Draft, Refusal, read};
use crate::ttr;
use serde_json::{Value, json};

const DELAY_KINDS: [&str; 3] = ["NIGHT", "WEEKEND", "HOLIDAY"];
/// The longest note, in characters (protocol §3.6).
const MAX_NOTE_CHARS: usize = 5_000;

impl Draft<'_> {
    pub(super) fn set_ttr(&mut self, field: &Value) -> Result<&'static str, Refusal> {
        self.while_open()?;
        let kind = one_of(field, "ttrType", &ttr::KINDS)?;
        // SDKs send 0 if the user did not enter a time (protocol §11).
        let named = read::number(field, "value").filter(|secs| *secs > 0);
        let secs = named.unwrap_or_else(|| ttr::usual_secs(&kind));
        let due_ms = self.now_ms.saturating_add(secs.saturating_mul(1_000));
        self.conversation.ttr_kind = kind;
        self.conversation.ttr_secs = secs;
        self.conversation.effective_ttr_ms = due_ms;
        Ok("Update TTR ended successfully")
    }

    pub(super) fn set_delay(&mut self, field: &Value) -> Result<&'static str, Refusal> {
        self.by_agent()?;
        self.while_open()?;
        let kind = one_of(field, "type", &DELAY_KINDS)?;
        let till = read::number(field, "tillWhen");
        let till_ms = till.ok_or_else(|| Refusal::bad("Missing tillWhen"))?;
        let delay = json!({"type": kind, "tillWhen": till_ms});
        self.conversation.extra.insert("delay".to_owned(), delay);
        Ok("Update delay ended successfully")
    }

    /// Sets the expected response time. Null removes it.
    pub(super) fn set_manual_ettr(&mut self, field: &Value) -> Result<&'static str, Refusal> {
        self.by_agent()?;
        self.while_open()?;
        let extra = &mut self.conversation.extra;
        match (&field["time"], read::number(field, "time")) {
            (Value::Null, _) => drop(extra.remove("manualETTR")),
            (_, Some(time_ms)) => drop(extra.insert("manualETTR".to_owned(), time_ms.into())),
            _ => return Err(Refusal::bad("time must be in milliseconds, or null")),
        }
        Ok("Update manual Ettr ended successfully")
    }

    /// Sets a note, which only agents see. It is allowed after the end, too.
    pub(super) fn set_note(
        &mut self,
        name: &str,
        field: &Value,
        said: &'static str,
    ) -> Result<&'static str, Refusal> {
        self.by_agent()?;
        let note = (field["note"].as_str()).ok_or_else(|| Refusal::bad("Missing note"))?;
        if note.chars().count() > MAX_NOTE_CHARS {
            return Err(Refusal::bad("A note has at most 5000 characters"));
        }
        self.conversation.extra.insert(name.to_owned(), note.into());
        Ok(said)
    }
}

fn one_of(field: &Value, name: &str, known: &[&str]) -> Result<String, Refusal> {
    let value = read::required(field, name)?;
    if known.contains(&value.as_str()) {
        Ok(value)
    } else {
        let known = known.join(", ");
        Err(Refusal::bad(format!("{name} must be one of {known}")))
    }
}
