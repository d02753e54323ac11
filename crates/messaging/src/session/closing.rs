//! Ends a conversation, answers its survey and sets its urgency (protocol §3.7, §5.6, §5.7).
//!
//! Each request is kept until the server confirms it, so a lost connection only delays it. All
//! of these requests can be sent twice without harm.

use super::Session;
use super::config::{NORMAL_SECS, URGENT_SECS};
use super::forgotten::UNKNOWN;
use super::input::CommandError;
use super::output::{Event, Survey};
use super::pending_requests::Pending;
use super::settle::PersistWish;
use crate::ids::{ConversationId, ParticipantId};
use crate::wire::request::{ConversationField, CsatStatus, MULTI_DIALOG, UpdateConversationField};
use crate::wire::{CloseReason, Conversation, Response, TtrType};

/// Requests that the server has not confirmed yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Closing {
    /// The conversation to end.
    pub(super) ending: Option<ConversationId>,
    /// The state of the survey after the last conversation.
    pub(super) survey: Survey,
    /// The answer to the survey.
    pub(super) rating: Option<ConversationField>,
    /// The conversation whose urgency changes, and whether it becomes urgent.
    pub(super) urgency: Option<(ConversationId, bool)>,
}

impl Session {
    pub(super) fn end_conversation(&mut self) -> Result<(), CommandError> {
        let open = self
            .open_conversation()
            .ok_or(CommandError::NoOpenConversation)?;
        self.closing.ending = Some(open.id.clone());
        Ok(())
    }

    pub(super) fn set_urgent(&mut self, urgent: bool) -> Result<(), CommandError> {
        let open = self
            .open_conversation()
            .ok_or(CommandError::NoOpenConversation)?;
        self.closing.urgency = Some((open.id.clone(), urgent));
        Ok(())
    }

    /// The schema requires a value for `resolved`. If the consumer gave none, `status` is
    /// `PartiallyFilled`.
    pub(super) fn rate(&mut self, stars: u8, resolved: Option<bool>) -> Result<(), CommandError> {
        if !(1..=5).contains(&stars) {
            return Err(CommandError::NotARating { stars });
        }
        self.answer_survey(ConversationField::Csat {
            rate: stars,
            resolved: resolved == Some(true),
            status: match resolved {
                Some(_) => CsatStatus::Filled,
                None => CsatStatus::PartiallyFilled,
            },
        })
    }

    pub(super) fn skip_survey(&mut self) -> Result<(), CommandError> {
        let open = self.open_conversation();
        if let Some(known) = open.filter(|known| known.survey_dialog().is_some()) {
            self.closing.ending = Some(known.id.clone());
            return Ok(());
        }
        self.answer_survey(ConversationField::Csat {
            rate: 0,
            resolved: false,
            status: CsatStatus::Skipped,
        })
    }

    fn answer_survey(&mut self, answer: ConversationField) -> Result<(), CommandError> {
        let Survey::Asked(id) = &self.closing.survey else {
            return Err(CommandError::NoSurvey);
        };
        self.closing.survey = Survey::Sending(id.clone());
        self.closing.rating = Some(answer);
        self.changes.persist = PersistWish::Now;
        Ok(())
    }

    /// The main dialog ended, as requested. A bot's survey may follow; the request did not
    /// include it.
    pub(super) fn on_main_dialog_ended(&mut self, of: &ConversationId) {
        self.closing.ending.take_if(|id| id == of);
        self.presence.clear_typing();
    }

    /// Called when an open conversation has ended. The consumer gets a survey only if an agent
    /// answered in the conversation. They get none if the system closed it for inactivity, or
    /// if a bot has already run a survey (§5.6).
    pub(super) fn on_conversation_ended(&mut self, ended: &Conversation) {
        self.closing.ending.take_if(|id| *id == ended.id);
        self.closing.urgency.take_if(|(id, _)| *id == ended.id);
        self.presence.clear_typing();
        let by_a_person = matches!(
            ended.close_reason,
            None | Some(CloseReason::Consumer | CloseReason::Agent)
        );
        let is_asked_by_bot = ended.has_survey_dialog();
        if by_a_person && !is_asked_by_bot && ended.csat.is_none() && self.was_answered(ended) {
            self.closing.survey = Survey::Asked(ended.id.clone());
        }
        self.changes.persist = PersistWish::Now;
    }

    fn was_answered(&self, conversation: &Conversation) -> bool {
        let own: &[ParticipantId] = &self.identity.own;
        let in_it = |transcript: &&crate::Transcript| *transcript.conversation() == conversation.id;
        conversation.assigned_agent().is_some()
            || self
                .history
                .transcripts
                .values()
                .filter(in_it)
                .any(|transcript| {
                    transcript
                        .messages(0..transcript.message_count(), own)
                        .any(|message| matches!(message.sender, crate::Sender::Agent(_)))
                })
    }

    /// Removes the survey of the last conversation, because a new conversation begins.
    pub(super) fn withdraw_survey(&mut self) {
        if matches!(self.closing.survey, Survey::Asked(_) | Survey::Answered(_)) {
            self.closing.survey = Survey::None;
        }
    }

    /// Sends every request that is neither confirmed nor pending.
    pub(super) fn pump_closing(&mut self) {
        let is_closing =
            |what: &Pending| matches!(what, Pending::Close(_) | Pending::EndOfSurvey(_));
        if let Some(conversation) = self.closing.ending.clone()
            && !self.outbox.is_busy()
            && !self.connection.pending.any(is_closing)
        {
            self.close(conversation);
        }
        if let (Survey::Sending(conversation), Some(rating)) =
            (self.closing.survey.clone(), self.closing.rating.clone())
            && !self
                .connection
                .pending
                .any(|what| matches!(what, Pending::Rating(_)))
        {
            self.update(Pending::Rating(conversation.clone()), conversation, rating);
        }
        if let Some((conversation, urgent)) = self.closing.urgency.clone()
            && !self
                .connection
                .pending
                .any(|what| matches!(what, Pending::Urgency(_)))
        {
            let (kind, secs) = if urgent {
                (TtrType::Urgent, URGENT_SECS)
            } else {
                (TtrType::Normal, NORMAL_SECS)
            };
            let field = ConversationField::Ttr { kind, secs };
            self.update(Pending::Urgency(conversation.clone()), conversation, field);
        }
    }

    /// Closes only the main dialog if a bot may run a survey after it (§8.2, row 21). If only
    /// the survey is left, closes the stage.
    fn close(&mut self, id: ConversationId) {
        let known = self.conversation(&id);
        let main = known.and_then(Conversation::open_main_dialog);
        let (what, field): (fn(_) -> _, _) = match main {
            Some(main) if self.config.client.declares(MULTI_DIALOG) => {
                (Pending::Close, ConversationField::CloseDialog(main.clone()))
            }
            None if known.is_some() => (Pending::EndOfSurvey, ConversationField::CloseStage),
            _ => (Pending::Close, ConversationField::Close),
        };
        self.update(what(id.clone()), id, field);
    }

    fn update(&mut self, what: Pending, conversation: ConversationId, field: ConversationField) {
        self.send(
            what,
            &UpdateConversationField {
                conversation,
                field,
            },
        );
    }

    pub(super) fn on_close_answered(
        &mut self,
        id: &ConversationId,
        response: &Response,
        is_of_survey: bool,
    ) {
        let known = self.conversation(id);
        // If a survey started meanwhile, `ending` may hold a new request that ends it, so it is
        // kept.
        let is_over = !is_of_survey && known.is_some_and(|known| known.survey_dialog().is_some());
        // If somebody else closed the conversation first, the request has its effect anyway.
        let is_still_open = !is_over && known.is_some_and(Conversation::is_open);
        self.closing
            .ending
            .take_if(|ending| !is_over && ending == id);
        if !response.is_success() && is_still_open {
            let code = response.code;
            self.tell(Event::CommandRefused(CommandError::CloseRefused { code }));
        }
    }

    pub(super) fn on_rating_answered(&mut self, id: &ConversationId, response: &Response) {
        let rating = self.closing.rating.take();
        let is_skipped = matches!(
            rating,
            Some(ConversationField::Csat {
                status: CsatStatus::Skipped,
                ..
            })
        );
        if response.is_success() {
            self.closing.survey = if is_skipped {
                Survey::None
            } else {
                Survey::Answered(id.clone())
            };
        } else {
            // The service never accepts an answer for a conversation that it no longer knows.
            self.closing.survey = if response.code == UNKNOWN {
                Survey::None
            } else {
                Survey::Asked(id.clone())
            };
            let code = response.code;
            self.tell(Event::CommandRefused(CommandError::RatingRefused { code }));
        }
        self.changes.persist = PersistWish::Now;
    }
}
