//! How conversations and dialogs end, and whether a survey follows (protocol §5.6).

use crate::model::{CLOSE, Conversation, Dialog, OPEN, Participant};
use crate::store::StoreError;
use crate::world::{World, new_id};

/// The survey that follows a main dialog.
pub struct Survey {
    /// The application whose bot runs the survey.
    pub app: String,
    /// The built-in bot. An external bot is absent here: it logs in and joins by itself.
    pub bot: Option<Participant>,
}

impl World {
    /// Closes a conversation with all its dialogs.
    pub fn end(&mut self, id: &str, by: &str) -> Result<(), StoreError> {
        let now_ms = self.now_ms();
        self.change(id, |conversation| conversation.end(by, now_ms))
    }

    /// The built-in agent closes the conversation. The built-in survey bot follows, if it is
    /// enabled.
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
    /// Closes the conversation with all its dialogs.
    pub fn end(&mut self, by: &str, now_ms: u64) {
        for dialog in self.dialogs.iter_mut().filter(|one| one.state == OPEN) {
            dialog.close(by, None, now_ms);
        }
        // A transfer that nobody has accepted yet ends with the conversation.
        self.participants.retain(Participant::is_active);
        CLOSE.clone_into(&mut self.state);
        CLOSE.clone_into(&mut self.stage);
        // Keep the reason from when the main dialog was closed, whoever ends the survey.
        self.close_reason.get_or_insert_with(|| by.to_owned());
        self.ended_ms = Some(now_ms);
    }

    /// Closes one dialog. A survey follows the main dialog if an agent answered the conversation.
    /// The last dialog closes the conversation.
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
