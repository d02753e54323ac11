//! The bot's questions, their format, and the metadata that links a click to a question (protocol
//! §5.6, §7.5).

use super::APP;
use serde_json::{Value, json};

/// One question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// A number from 1 to 5.
    Rating,
    /// Yes or no.
    Resolved,
    /// Free text.
    Words,
}

/// What the wording and format of a question depend on.
pub struct Manner {
    /// The nickname of the agent who answered.
    pub agent: String,
    /// Whether the consumer's client draws rich content.
    pub is_rich: bool,
    /// Whether the last answer was unclear, so that the question is repeated.
    pub is_again: bool,
}

const ALL: [Question; 3] = [Question::Rating, Question::Resolved, Question::Words];

impl Question {
    fn id(self) -> &'static str {
        match self {
            Self::Rating => "rating",
            Self::Resolved => "resolved",
            Self::Words => "words",
        }
    }

    /// The next question.
    pub fn next(self) -> Option<Self> {
        let place = ALL.iter().position(|one| *one == self)?;
        ALL.get(place + 1).copied()
    }

    /// The choices, in order.
    fn replies(self) -> &'static [&'static str] {
        match self {
            Self::Rating => &["1", "2", "3", "4", "5"],
            Self::Resolved => &["Yes", "No"],
            Self::Words => &[],
        }
    }

    fn words(self, manner: &Manner) -> String {
        let agent = &manner.agent;
        match (self, manner.is_again) {
            (Self::Rating, false) => {
                format!(
                    "How would you rate the conversation with {agent}, from 1 (bad) to 5 (excellent)?"
                )
            }
            (Self::Rating, true) => "Please choose a number from 1 (bad) to 5 (excellent).".into(),
            (Self::Resolved, false) => "Is your question answered?".into(),
            (Self::Resolved, true) => {
                "Please choose “Yes” or “No”. Is your question answered?".into()
            }
            (Self::Words, _) => {
                "What could we do better? Use your own words, or write “skip”.".into()
            }
        }
    }

    /// The event that asks: a text with quick replies, or a card with buttons for yes and no.
    pub fn event(self, manner: &Manner) -> Value {
        let words = self.words(manner);
        let buttons: Vec<Value> = (self.replies().iter())
            .map(|reply| self.button(reply))
            .collect();
        if self == Self::Resolved && manner.is_rich {
            return json!({"type": "RichContentEvent", "content": {"type": "vertical", "elements": [
                {"type": "text", "text": words},
                {"type": "horizontal", "elements": buttons},
            ]}});
        }
        let mut event =
            json!({"type": "ContentEvent", "contentType": "text/plain", "message": words});
        if !buttons.is_empty() {
            event["quickReplies"] =
                json!({"type": "quickReplies", "itemsPerRow": buttons.len(), "replies": buttons});
        }
        event
    }

    fn button(self, reply: &str) -> Value {
        let answer = json!({"type": "Answer", "questionId": self.id(), "id": reply.to_lowercase()});
        let click =
            json!({"actions": [{"type": "publishText", "text": reply}], "metadata": [answer]});
        json!({"type": "button", "title": reply, "tooltip": reply, "click": click})
    }

    /// The metadata that identifies the question.
    pub fn metadata(self) -> Value {
        let replies: Vec<Value> = (self.replies().iter())
            .map(|reply| json!({"id": reply.to_lowercase(), "text": reply}))
            .collect();
        json!([{
            "type": "Question",
            "id": self.id(),
            "groupId": "satisfaction",
            "surveyId": APP,
            "provider": "hailer-stand-in",
            "replies": replies,
        }])
    }

    /// The question that an event's metadata names.
    pub fn in_metadata(metadata: Option<&Value>) -> Option<Self> {
        let mut entries = entries(metadata);
        let entry = entries.find(|entry| entry["type"] == "Question")?;
        ALL.into_iter().find(|one| entry["id"] == one.id())
    }

    /// The choice of a click on one of this question's buttons.
    pub fn chosen(metadata: Option<&Value>, of: Self) -> Option<String> {
        let mut entries = entries(metadata);
        let is_answer =
            |entry: &&Value| entry["type"] == "Answer" && entry["questionId"] == of.id();
        let answer = entries.find(is_answer)?;
        answer["id"].as_str().map(str::to_owned)
    }
}

fn entries(metadata: Option<&Value>) -> impl Iterator<Item = &Value> {
    metadata.and_then(Value::as_array).into_iter().flatten()
}
