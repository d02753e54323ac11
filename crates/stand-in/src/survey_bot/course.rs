//! The state of a survey, read from its events.

use super::questions::Question;
use crate::agents::SURVEY_BOT;
use crate::model::StoredEvent;
use serde_json::{Value, json};

/// The bot's next action.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// It has asked and waits for the answer.
    Wait,
    Ask(Question),
    /// It did not understand the answer.
    AskAgain(Question),
    Thank,
    /// It has sent its thanks already.
    Leave,
}

#[derive(Default)]
enum Reply {
    #[default]
    Nothing,
    Unclear,
    Answer,
    /// The consumer wants no more questions.
    Skip,
}

/// The questions and answers so far.
#[derive(Default)]
pub struct Course {
    asked: Option<Question>,
    reply: Reply,
    has_thanked: bool,
    rating: Option<u64>,
    is_resolved: Option<bool>,
}

impl Course {
    /// Reads the events of a survey's dialog.
    pub fn of(events: Option<&Vec<StoredEvent>>) -> Self {
        let mut course = Self::default();
        let said = events.into_iter().flatten().filter(|one| one.is_content());
        for event in said {
            if event.originator.id == SURVEY_BOT {
                match Question::in_metadata(event.metadata.as_ref()) {
                    Some(question) => course.ask(question),
                    None => course.has_thanked = true,
                }
            } else if event.originator.role == "CONSUMER" {
                course.read_reply(event);
            }
        }
        course
    }

    fn ask(&mut self, question: Question) {
        self.asked = Some(question);
        self.reply = Reply::Nothing;
    }

    /// Reads a message of the consumer. Only the first valid answer to a question counts, and
    /// messages before the first question do not count.
    fn read_reply(&mut self, event: &StoredEvent) {
        let Some(question) = self.asked else { return };
        if matches!(self.reply, Reply::Answer | Reply::Skip) {
            return;
        }
        let words = event.event["message"].as_str().unwrap_or_default().trim();
        let chosen = Question::chosen(event.metadata.as_ref(), question);
        self.reply = if words.eq_ignore_ascii_case("skip") {
            Reply::Skip
        } else {
            self.take(question, chosen.as_deref().unwrap_or(words))
        };
    }

    fn take(&mut self, question: Question, answer: &str) -> Reply {
        let is_understood = match question {
            Question::Rating => {
                self.rating = first_word(answer).parse().ok();
                self.rating = self.rating.filter(|rate| (1..=5).contains(rate));
                self.rating.is_some()
            }
            Question::Resolved => {
                self.is_resolved = match first_word(answer).as_str() {
                    "yes" => Some(true),
                    "no" => Some(false),
                    _ => None,
                };
                self.is_resolved.is_some()
            }
            Question::Words => true,
        };
        if is_understood {
            Reply::Answer
        } else {
            Reply::Unclear
        }
    }

    /// The bot's next action.
    pub fn next(&self) -> Step {
        let Some(asked) = self.asked else {
            return Step::Ask(Question::Rating);
        };
        match self.reply {
            _ if self.has_thanked => Step::Leave,
            Reply::Nothing => Step::Wait,
            Reply::Unclear => Step::AskAgain(asked),
            Reply::Answer => asked.next().map_or(Step::Thank, Step::Ask),
            Reply::Skip => Step::Thank,
        }
    }

    /// The bot's last message.
    pub fn thanks(&self) -> Value {
        let words = match self.reply {
            Reply::Skip => "All right, no more questions. Goodbye!",
            _ => "Thank you for your answers. Goodbye!",
        };
        json!({"type": "ContentEvent", "contentType": "text/plain", "message": words})
    }

    /// The rating in the format of the conversation (protocol §3.7).
    pub fn csat(&self) -> Value {
        let status = match (self.rating, self.is_resolved) {
            (None, _) => "SKIPPED",
            (Some(_), None) => "PARTIALLY_FILLED",
            (Some(_), Some(_)) => "FILLED",
        };
        json!({
            "csatRate": self.rating.unwrap_or_default(),
            "csatResolutionConfirmation": self.is_resolved,
            "status": status,
        })
    }
}

fn first_word(text: &str) -> String {
    let mut words = text.split(|letter: char| !letter.is_alphanumeric());
    let word = words.find(|word| !word.is_empty()).unwrap_or_default();
    word.to_lowercase()
}
