//! The conversation in a change, in its wire format (protocol §4.1).

use super::conversation::{
    CloseReason, Conversation, ConversationState, Csat, Dialog, DialogType, Ttr,
};
use super::participants::{Participant, People};
use crate::ids::{ConversationId, DialogId, Sequence};
use crate::wire::lenient;
use serde::{Deserialize, Deserializer};

/// The most dialogs that are read, because each one costs a subscription. Real conversations
/// have a main dialog and one or two surveys.
const MAX_DIALOGS: usize = 100;

/// The `result` of a change, without its details.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConversationResult {
    #[serde(deserialize_with = "lenient::optional")]
    conv_id: Option<ConversationId>,
    #[serde(deserialize_with = "lenient::optional")]
    conversation_id: Option<ConversationId>,
    #[serde(rename = "effectiveTTR", deserialize_with = "moment")]
    effective_ttr: Option<u64>,
    #[serde(deserialize_with = "lenient::optional")]
    last_content_event_notification: Option<LastMessage>,
}

/// `conversationDetails`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConversationDetails {
    #[serde(deserialize_with = "lenient::optional")]
    conv_id: Option<ConversationId>,
    #[serde(deserialize_with = "lenient::or_default")]
    state: ConversationState,
    #[serde(deserialize_with = "lenient::optional")]
    stage: Option<ConversationState>,
    #[serde(deserialize_with = "lenient::optional")]
    close_reason: Option<CloseReason>,
    #[serde(deserialize_with = "moment")]
    start_ts: Option<u64>,
    #[serde(deserialize_with = "moment")]
    end_ts: Option<u64>,
    #[serde(deserialize_with = "moment")]
    meta_data_last_update_ts: Option<u64>,
    #[serde(rename = "participantsPId", deserialize_with = "lenient::optional")]
    participants_by_pid: Option<People>,
    #[serde(deserialize_with = "lenient::or_default")]
    participants: People,
    #[serde(deserialize_with = "lenient::list")]
    dialogs: Vec<DialogDetails>,
    #[serde(deserialize_with = "lenient::optional")]
    skill_id: Option<String>,
    #[serde(deserialize_with = "lenient::optional")]
    csat: Option<Csat>,
    #[serde(deserialize_with = "lenient::optional")]
    csat_rate: Option<i64>,
    #[serde(deserialize_with = "lenient::optional")]
    ttr: Option<Ttr>,
    #[serde(rename = "effectiveTTR", deserialize_with = "moment")]
    effective_ttr: Option<u64>,
    #[serde(rename = "manualETTR", deserialize_with = "moment")]
    manual_ettr: Option<u64>,
    #[serde(deserialize_with = "lenient::optional")]
    delay: Option<Delay>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DialogDetails {
    #[serde(deserialize_with = "lenient::optional")]
    dialog_id: Option<DialogId>,
    #[serde(deserialize_with = "lenient::or_default")]
    dialog_type: DialogType,
    #[serde(deserialize_with = "lenient::or_default")]
    state: ConversationState,
    #[serde(deserialize_with = "lenient::optional")]
    creation_ts: Option<u64>,
    #[serde(deserialize_with = "lenient::list")]
    participants_details: Vec<Participant>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Delay {
    #[serde(deserialize_with = "moment")]
    till_when: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LastMessage {
    #[serde(deserialize_with = "lenient::optional")]
    dialog_id: Option<DialogId>,
    sequence: Sequence,
}

/// A time in milliseconds since 1970. Zero or less counts as absent.
fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let ms = lenient::optional(deserializer)?;
    Ok(ms.filter(|&ms| ms > 0))
}

impl ConversationResult {
    /// Combines both parts. None if neither contains the conversation id.
    pub(super) fn with(self, details: ConversationDetails) -> Option<Conversation> {
        let id = self.conv_id.or(details.conv_id).or(self.conversation_id)?;
        let main = DialogId::new(id.as_str());
        let last_message = self.last_content_event_notification;
        let last_message = last_message.map(|last| (last.dialog_id.unwrap_or(main), last.sequence));
        let (dialogs, in_dialogs) = split(details.dialogs);
        let around = details.participants_by_pid.unwrap_or(details.participants);
        let mut conversation = Conversation {
            // Single-dialog servers send no stage. The dialog's state is then used.
            stage: details.stage.unwrap_or_else(|| details.state.clone()),
            state: details.state,
            close_reason: details.close_reason,
            started_unix_ms: details.start_ts,
            ended_unix_ms: details.end_ts,
            metadata_updated_unix_ms: details.meta_data_last_update_ts,
            // The dialogs contain the most details. The two other lists contain the same
            // participants; the one with PIDs is preferred.
            participants: if in_dialogs.is_empty() {
                around.0
            } else {
                in_dialogs
            },
            skill_id: details.skill_id,
            // One generation sends an object, the other a number.
            csat: details.csat.or_else(|| {
                let rate = Some(details.csat_rate?);
                Some(Csat { rate, status: None })
            }),
            ttr: details.ttr,
            effective_ttr_unix_ms: self.effective_ttr.or(details.effective_ttr),
            manual_ettr_unix_ms: details.manual_ettr,
            delayed_until_unix_ms: details.delay.and_then(|delay| delay.till_when),
            last_message,
            ..Conversation::opened(id)
        };
        if dialogs.is_empty() {
            conversation.dialogs[0].state = conversation.state.clone();
        } else {
            conversation.dialogs = dialogs;
        }
        Some(conversation)
    }
}

/// Separates the dialogs from their participants.
fn split(told: Vec<DialogDetails>) -> (Vec<Dialog>, Vec<Participant>) {
    let mut dialogs: Vec<Dialog> = Vec::new();
    let mut people = Vec::new();
    for dialog in told {
        people.extend(dialog.participants_details);
        // A dialog that is listed twice is read once, so that its messages are shown once.
        if let Some(id) = dialog.dialog_id
            && dialogs.len() < MAX_DIALOGS
            && dialogs.iter().all(|other| other.id != id)
        {
            dialogs.push(Dialog {
                id,
                kind: dialog.dialog_type,
                state: dialog.state,
                created_unix_ms: dialog.creation_ts,
            });
        }
    }
    // Moves the main dialog before the survey, whatever their order was.
    let main = dialogs.iter().position(|one| one.kind == DialogType::Main);
    for at in (0..main.unwrap_or_default()).rev() {
        dialogs.swap(at, at + 1);
    }
    (dialogs, people)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Role;
    use serde_json::Value;
    use serde_json::json;

    fn dialogs_told(dialogs: &Value) -> usize {
        let result = json!({"convId": "c1", "dialogs": dialogs});
        Conversation::from_result(&result).unwrap().dialogs.len()
    }

    #[test]
    fn a_dialog_that_is_listed_twice_is_read_once() {
        let twice = json!([{"dialogId": "c1"}, {"dialogId": "c2"}, {"dialogId": "c1"}]);
        assert_eq!(dialogs_told(&twice), 2);
    }

    #[test]
    fn the_survey_comes_after_the_main_dialog() {
        let survey = json!({"dialogId": "s", "dialogType": "POST_SURVEY"});
        let told = json!({"convId": "c1", "dialogs": [survey, {"dialogId": "c1"}]});
        let told = json!({"convId": "c1", "conversationDetails": told});
        let dialogs = Conversation::from_result(&told).unwrap().dialogs;
        let ids: Vec<_> = dialogs.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["c1", "s"]);
    }

    #[test]
    fn an_overlong_list_of_dialogs_is_cut() {
        let many: Vec<_> = (0..10_000).map(|id| json!({"dialogId": id})).collect();
        assert_eq!(dialogs_told(&many.into()), MAX_DIALOGS);
    }

    fn read(result: &Value) -> Conversation {
        Conversation::from_result(result).unwrap()
    }

    #[test]
    fn one_bad_member_does_not_affect_the_others() {
        let result = json!({"conversationId": 7, "effectiveTTR": -1, "lastContentEventNotification": {"sequence": "x"},
            "conversationDetails": {"state": [], "stage": "CLOSE", "closeReason": {}, "startTs": "5", "endTs": 0,
                "dialogs": [null, 7, {"dialogId": ""}, {"dialogId": "d1", "state": 9, "creationTs": []}],
                "skillId": 12, "csat": 4, "csatRate": "5", "ttr": {"value": "300"}, "delay": 1}});
        let read = read(&result);
        assert_eq!(read.id.as_str(), "7");
        assert_eq!(read.state, ConversationState::Open);
        assert_eq!(read.stage, ConversationState::Close);
        assert_eq!((read.started_unix_ms, read.ended_unix_ms), (Some(5), None));
        assert_eq!(read.close_reason, None);
        assert_eq!(read.last_message, None);
        let states: Vec<_> = read.dialogs.iter().map(|one| one.state.as_word()).collect();
        assert_eq!(states, ["9"]);
        assert_eq!(read.skill_id.as_deref(), Some("12"));
        assert_eq!(read.csat.and_then(|csat| csat.rate), Some(5));
        assert_eq!(read.ttr.and_then(|ttr| ttr.secs), Some(300));
    }

    #[test]
    fn an_unknown_close_reason_is_written_unchanged() {
        for word in ["CONSUMER", "AGENT", "SYSTEM", "TIMEOUT", "WEATHER"] {
            let told = json!({"convId": "c1", "conversationDetails": {"closeReason": word}});
            let again = serde_json::to_value(read(&told)).unwrap();
            assert_eq!(again["conversationDetails"]["closeReason"], word);
        }
        let told = json!({"convId": "c1", "closeReason": "TIMEOUT"});
        assert_eq!(read(&told).close_reason, Some(CloseReason::Timeout));
    }

    #[test]
    fn participants_are_read_in_every_form_and_pids_are_preferred() {
        let ids = |details: Value| {
            let told = json!({"convId": "c1", "conversationDetails": details});
            let people = read(&told).participants;
            let people = people.into_iter().map(|one| (one.id.to_string(), one.role));
            people.collect::<Vec<_>>()
        };
        let agent = |id: &str| (id.to_owned(), Role::AssignedAgent);
        let list = json!([{"id": "a", "role": "ASSIGNED_AGENT"}, {"id": "b"}, 7, null]);
        assert_eq!(ids(json!({"participants": list})), [agent("a")]);
        let map = json!({"ASSIGNED_AGENT": "1.a", "READER": []});
        assert_eq!(ids(json!({"participants": map})), [agent("1.a")]);
        let pids = json!({"ASSIGNED_AGENT": ["p"]});
        let both = json!({"participants": map, "participantsPId": pids});
        assert_eq!(ids(both), [agent("p")]);
        let inside =
            json!({"dialogId": "c1", "participantsDetails": {"id": "d", "role": "ASSIGNED_AGENT"}});
        assert_eq!(
            ids(json!({"participantsPId": pids, "dialogs": inside})),
            [agent("d")]
        );
    }
}
