use super::*;
use hailer_messaging::wire::Content;
use hailer_messaging::{ConversationId, DeliveryState, DialogId, EndReason, Instant, Sequence};

fn message() -> Message {
    Message {
        key: MessageKey::Stored(DialogId::new("d"), Sequence(3)),
        conversation: Some(ConversationId::new("d")),
        sequence: Some(Sequence(3)),
        sender: Sender::Agent(None),
        content: Content::Text("Hello".to_owned()),
        quick_replies: None,
        state: DeliveryState::Sent,
        unix_ms: 0,
    }
}

fn arrival_for(reader: Reader, unread: usize) -> Vec<Effect> {
    let situation = Situation {
        reader,
        unread,
        ..Situation::default()
    };
    effects(&Event::MessageArrived(message()), situation)
}

fn has(effects: &[Effect], effect: &Effect) -> bool {
    effects.contains(effect)
}

#[test]
fn every_message_that_arrives_is_read_out_and_told_to_the_page() {
    for reader in [Reader::Away, Reader::FurtherUp, Reader::AtEnd] {
        let effects = arrival_for(reader, 1);
        assert!(has(&effects, &Effect::ReadOut(message())));
        let told = Effect::Emit(PageEvent::Message("agent"));
        assert!(has(&effects, &told));
    }
}

#[test]
fn only_who_does_not_look_is_notified() {
    let notify = Effect::Notify(Sender::Agent(None));
    assert!(has(&arrival_for(Reader::Away, 1), &notify));
    assert!(!has(&arrival_for(Reader::FurtherUp, 1), &notify));
    assert!(!has(&arrival_for(Reader::AtEnd, 1), &notify));
}

#[test]
fn the_line_above_new_messages_stands_above_the_first_that_nobody_saw() {
    let mark = Effect::MarkFresh(message().key);
    for reader in [Reader::Away, Reader::FurtherUp] {
        let first = arrival_for(reader, 1);
        assert!(has(&first, &mark) && has(&first, &Effect::UnmarkFresh));
        let second = arrival_for(reader, 2);
        assert!(has(&second, &mark) && !has(&second, &Effect::UnmarkFresh));
    }
    assert!(!has(&arrival_for(Reader::AtEnd, 1), &mark));
}

#[test]
fn the_page_is_told_of_unread_messages_at_once_unless_they_are_about_to_be_seen() {
    let told = |reader, count, unread_told| {
        let situation = Situation {
            reader,
            unread_told,
            ..Situation::default()
        };
        effects(&Event::UnreadChanged(count), situation)
    };
    assert_eq!(told(Reader::Away, 1, 0), [Effect::EmitUnread]);
    assert_eq!(told(Reader::FurtherUp, 1, 0), [Effect::EmitUnread]);
    assert_eq!(told(Reader::AtEnd, 1, 0), [Effect::EmitUnreadLater]);
    assert_eq!(told(Reader::AtEnd, 0, 1), [Effect::EmitUnread]);
}

#[test]
fn what_was_said_to_somebody_who_is_gone_is_not_read_out() {
    let emptied = Situation {
        is_empty: true,
        ..Situation::default()
    };
    let effects = effects(&Event::TranscriptChanged, emptied);
    assert_eq!(effects, [Effect::LayOut, Effect::ForgetReadOut]);
}

#[test]
fn the_end_of_an_open_conversation_is_announced_once() {
    let ended = Event::ConversationChanged(ConversationStatus {
        id: Some(ConversationId::new("c")),
        ..ConversationStatus::default()
    });
    let announcement = Effect::Announce(Sentence::HasEnded);
    let situation = |was_open| Situation {
        was_open,
        ..Situation::default()
    };
    assert!(has(&effects(&ended, situation(true)), &announcement));
    assert!(!has(&effects(&ended, situation(false)), &announcement));
    let told = Effect::Emit(PageEvent::Conversation("ended"));
    assert!(has(&effects(&ended, situation(false)), &told));
}

#[test]
fn a_refused_wish_is_explained_to_the_consumer_and_told_to_the_page() {
    let error = CommandError::CloseRefused { code: 500 };
    let effects = effects(&Event::CommandRefused(error), Situation::default());
    assert!(has(&effects, &Effect::ShowProblem(Sentence::EndRefused)));
    let told = Effect::Emit(PageEvent::Error(error.to_string()));
    assert!(has(&effects, &told));
}

#[test]
fn a_survey_is_announced_when_it_is_asked() {
    let survey = Survey::Asked(ConversationId::new("c"));
    let asked = effects(&Event::SurveyChanged(survey), Situation::default());
    assert!(has(&asked, &Effect::Announce(Sentence::RateQuestion)));
    let none = effects(&Event::SurveyChanged(Survey::None), Situation::default());
    assert_eq!(none, [Effect::Emit(PageEvent::Survey("none"))]);
}

#[test]
fn the_header_says_who_is_here_and_otherwise_how_things_stand() {
    let agent = ParticipantId::new("a");
    let with = |id: bool, is_open, agent: Option<&ParticipantId>| ConversationStatus {
        id: id.then(|| ConversationId::new("c")),
        is_open,
        agent: agent.cloned(),
        ..ConversationStatus::default()
    };
    let says = |status| header(Connection::Online, &status);
    let here = says(with(true, true, Some(&agent)));
    assert_eq!(here, Header::AgentIsHere(agent.clone()));
    let waiting = says(with(true, true, None));
    assert_eq!(waiting, Header::Sentence(Sentence::WaitingForAgent));
    let ended = says(with(true, false, Some(&agent)));
    assert_eq!(ended, Header::Sentence(Sentence::HasEnded));
    let silent = says(with(false, false, None));
    assert_eq!(silent, Header::Sentence(Sentence::WeAreHere));
    let offline = header(Connection::Offline, &with(true, true, Some(&agent)));
    assert_eq!(offline, Header::Sentence(Sentence::NoConnection));
}

#[test]
fn trouble_with_the_connection_is_told_before_any_other() {
    let kind = |connection, problem| notice(connection, problem).map(|notice| notice.kind);
    let problem = Some(Sentence::EndRefused);
    assert_eq!(kind(Connection::Online, None), None);
    assert_eq!(kind(Connection::Online, problem), Some("error"));
    assert_eq!(kind(Connection::Offline, problem), Some("offline"));
    let retry_at = Instant::default();
    let waiting = notice(Connection::Waiting { retry_at }, None);
    assert!(waiting.is_some_and(|notice| notice.can_retry));
    let refused = notice(Connection::Ended(EndReason::TokenRefused), problem);
    assert_eq!(
        refused.map(|notice| notice.sentence),
        Some(Sentence::Refused)
    );
}
