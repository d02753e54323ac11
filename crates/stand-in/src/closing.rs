//! The end of a conversation, of one of its dialogs, and the survey that may follow (protocol §5.6).

use crate::model::{CLOSE, Conversation, Dialog, OPEN, Participant};
use crate::store::StoreError;
use crate::world::{World, new_id};

/// What follows a main dialog.
pub struct Survey {
    /// The application whose bot asks.
    pub app: String,
    /// The bot, where it is the service's own; others log in and join by themselves.
    pub bot: Option<Participant>,
}

impl World {
    /// Ends a conversation with all its dialogs.
    pub fn end(&mut self, id: &str, by: &str) -> Result<(), StoreError> {
        let now_ms = self.now_ms();
        self.change(id, |conversation| conversation.end(by, now_ms))
    }

    /// An agent of the service's own leaves for good. Its own bot asks how it was, where it does.
    pub fn leave(&mut self, id: &str) -> Result<(), StoreError> {
        let now_ms = self.now_ms();
        let conversation = self.conversations.get(id);
        let survey = (conversation.filter(|one| one.state == OPEN))
            .and_then(|one| self.survey_after(one))
            .filter(|survey| survey.bot.is_some());
        self.change(id, |one| match survey {
            Some(survey) => one.close_dialog(id, "AGENT", None, Some(survey), now_ms),
            None => one.end("AGENT", now_ms),
        })
    }
}

impl Conversation {
    /// Ends it, with all its dialogs.
    pub fn end(&mut self, by: &str, now_ms: u64) {
        for dialog in self.dialogs.iter_mut().filter(|one| one.state == OPEN) {
            dialog.close(by, None, now_ms);
        }
        // Nobody is asked to take over what has ended.
        self.participants.retain(Participant::is_active);
        CLOSE.clone_into(&mut self.state);
        CLOSE.clone_into(&mut self.stage);
        // Who closed the main dialog has closed it, whoever ends its survey.
        self.close_reason.get_or_insert_with(|| by.to_owned());
        self.ended_ms = Some(now_ms);
    }

    /// Ends one dialog. Who talked to somebody in the main one is asked about it; the last dialog
    /// closes its conversation.
    pub fn close_dialog(
        &mut self,
        id: &str,
        by: &str,
        cause: Option<&str>,
        survey: Option<Survey>,
        now_ms: u64,
    ) {
        for dialog in self.dialogs.iter_mut().filter(|one| one.id == id) {
            dialog.close(by, cause, now_ms);
        }
        let is_main = self.id == id;
        if is_main {
            CLOSE.clone_into(&mut self.state);
            self.close_reason = Some(by.to_owned());
        }
        let is_asked = is_main && self.assigned_agent().is_some();
        match survey.filter(|_| is_asked) {
            Some(survey) => self.open_survey(survey, now_ms),
            None if self.dialogs.iter().any(|one| one.state == OPEN) => {}
            None => self.end(by, now_ms),
        }
    }

    fn open_survey(&mut self, survey: Survey, now_ms: u64) {
        self.dialogs.push(Dialog {
            id: new_id(),
            kind: "POST_SURVEY".to_owned(),
            state: OPEN.to_owned(),
            created_ms: now_ms,
            ended_ms: None,
            closed_by: None,
            closed_cause: None,
            app: Some(survey.app),
        });
        self.participants.extend(survey.bot);
    }
}

impl Dialog {
    fn close(&mut self, by: &str, cause: Option<&str>, now_ms: u64) {
        CLOSE.clone_into(&mut self.state);
        self.ended_ms = Some(now_ms);
        self.closed_by = Some(by.to_owned());
        let usual = || format!("Closed by {}", by.to_lowercase());
        self.closed_cause = Some(cause.map_or_else(usual, str::to_owned));
    }
}
