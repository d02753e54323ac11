//! A bot that runs a survey in a separate dialog (protocol §5.6). It reads its state from that
//! dialog's events each time, so that a restart changes nothing.

mod course;
mod questions;

use crate::agents::SURVEY_BOT;
use crate::closing::Survey;
use crate::features::{MULTI_DIALOG, RICH_CONTENT};
use crate::model::{Conversation, Dialog, OPEN, Participant, StoredEvent};
use crate::store::StoreError;
use crate::world::World;
use course::{Course, Step};
use questions::{Manner, Question};
use serde_json::{Value, json};

/// The `appInstallId` of this bot's dialogs (protocol §4.1, `metaData`).
pub const APP: &str = "hailer-survey-bot";

impl World {
    /// The survey that follows the main dialog of a conversation, if any.
    pub fn survey_after(&self, conversation: &Conversation) -> Option<Survey> {
        if let Some(app) = self.config.survey.clone() {
            return Some(Survey { app, bot: None });
        }
        let asks = self.config.survey_bot && self.declares(conversation, MULTI_DIALOG);
        asks.then(|| Survey {
            app: APP.to_owned(),
            bot: Some(self.survey_bot()),
        })
    }

    fn survey_bot(&self) -> Participant {
        let account = &self.config.account;
        (self.config.agents.bot(SURVEY_BOT)).participant(account, "BRAND_BOT")
    }

    /// Continues the surveys that a restart interrupted.
    pub fn resume_surveys(&self) {
        for id in &self.surveys {
            self.schedule_survey_bot(id);
            self.watch_survey();
        }
    }

    /// Starts the survey of a conversation that changed, if its dialog is new.
    pub fn start_survey_bot(&self, conversation: &str) {
        let survey = (self.conversations.get(conversation)).and_then(Conversation::bots_survey);
        if survey.is_some_and(|one| !self.events.contains_key(&one.id)) {
            self.schedule_survey_bot(conversation);
        }
    }

    fn schedule_survey_bot(&self, conversation: &str) {
        let id = conversation.to_owned();
        if self.config.survey_bot {
            self.later(1, move |world| {
                // If this is not stored, the bot asks after the next restart.
                let _ = world.survey_bot_acts(&id);
            });
        }
    }

    /// Reacts to a consumer's answer: receipts, typing, and then the next question.
    pub fn survey_bot_reacts(&self, event: &StoredEvent) {
        let home = self.conversations.get(&event.conversation);
        let survey = home.and_then(Conversation::bots_survey);
        let is_in_it = survey.is_some_and(|one| one.id == event.dialog);
        let is_said = event.originator.role == "CONSUMER" && event.is_content();
        if !self.config.survey_bot || !is_in_it || !is_said {
            return;
        }
        let (dialog, sequence) = (event.dialog.clone(), event.sequence);
        let id = event.conversation.clone();
        self.later(1, move |world| {
            for status in ["ACCEPT", "READ"] {
                let receipt = json!({"type": "AcceptStatusEvent", "status": status, "sequenceList": [sequence]});
                world.survey_bot_publishes(&dialog, receipt, None);
            }
            let typing = json!({"type": "ChatStateEvent", "chatState": "COMPOSING"});
            world.survey_bot_publishes(&dialog, typing, None);
        });
        self.later(2, move |world| {
            let _ = world.survey_bot_acts(&id);
        });
    }

    /// Takes the next step of a survey: a question, the thanks, or nothing.
    fn survey_bot_acts(&mut self, id: &str) -> Result<(), StoreError> {
        let Some(conversation) = self.conversations.get(id) else {
            return Ok(());
        };
        let Some(dialog) = conversation.bots_survey().map(|one| one.id.clone()) else {
            return Ok(());
        };
        let manner = self.manner(conversation);
        let course = Course::of(self.events.get(&dialog));
        match course.next() {
            Step::Wait => return Ok(()),
            Step::Ask(question) => self.survey_bot_asks(&dialog, question, &manner),
            Step::AskAgain(question) => {
                let again = Manner {
                    is_again: true,
                    ..manner
                };
                self.survey_bot_asks(&dialog, question, &again);
            }
            Step::Thank => {
                self.survey_bot_publishes(&dialog, course.thanks(), None);
                return self.close_survey(id, &dialog, "AGENT", "Completed");
            }
            Step::Leave => return self.close_survey(id, &dialog, "AGENT", "Completed"),
        }
        self.watch_survey();
        Ok(())
    }

    fn survey_bot_asks(&mut self, dialog: &str, question: Question, manner: &Manner) {
        let (event, metadata) = (question.event(manner), question.metadata());
        self.survey_bot_publishes(dialog, event, Some(metadata));
    }

    fn survey_bot_publishes(&mut self, dialog: &str, event: Value, metadata: Option<Value>) {
        let bot = self.survey_bot();
        self.speak(dialog, bot, event, metadata);
    }

    fn manner(&self, conversation: &Conversation) -> Manner {
        let holder = conversation.assigned_agent();
        let agent = holder.and_then(|one| self.config.agents.find(&one.id));
        Manner {
            agent: agent.map_or_else(|| "us".to_owned(), |one| one.nickname.clone()),
            is_rich: self.declares(conversation, RICH_CONTENT),
            is_again: false,
        }
    }

    fn close_survey(
        &mut self,
        id: &str,
        dialog: &str,
        by: &str,
        cause: &str,
    ) -> Result<(), StoreError> {
        let now_ms = self.now_ms();
        self.change(id, |one| {
            one.close_dialog(dialog, by, Some(cause), None, now_ms);
        })
    }

    /// Wakes up when the survey times out, even if no request comes before.
    fn watch_survey(&self) {
        self.after(self.config.survey_lifetime, |_| {});
    }

    /// Closes the surveys that timed out.
    pub fn settle_surveys(&mut self) {
        let lifetime_ms = u64::try_from(self.config.survey_lifetime.as_millis());
        let oldest_ms = (self.now_ms()).saturating_sub(lifetime_ms.unwrap_or(u64::MAX));
        let is_over = |survey: &&Dialog| {
            let last = self.events.get(&survey.id).and_then(|events| events.last());
            last.map_or(survey.created_ms, |event| event.server_ms) <= oldest_ms
        };
        let over: Vec<(String, String)> = (self.surveys.iter())
            .filter_map(|id| self.conversations.get(id)?.bots_survey())
            .filter(is_over)
            .filter_map(|survey| {
                Some((
                    self.conversation_of_dialog(&survey.id)?.id.clone(),
                    survey.id.clone(),
                ))
            })
            .collect();
        for (id, dialog) in over {
            // If this is not stored, it is tried again after the next frame.
            let _ = self.close_survey(&id, &dialog, "SYSTEM", "Timed out");
        }
    }
}

impl Conversation {
    /// The open survey dialog of this bot, if any.
    pub fn bots_survey(&self) -> Option<&Dialog> {
        (self.dialogs.iter()).find(|one| one.is_bots_survey() && one.state == OPEN)
    }
}

impl Dialog {
    /// Whether this is a survey of this bot.
    pub fn is_bots_survey(&self) -> bool {
        self.app.as_deref() == Some(APP)
    }
}

/// The conversation's rating, from the events of its survey (protocol §5.6).
pub fn csat(events: Option<&Vec<StoredEvent>>) -> Value {
    Course::of(events).csat()
}
