//! One line of a transcript, as a person reads it.

use super::Desk;
use super::receipts::Receipts;
use crate::outline::{self, Part};
use crate::preview;
use crate::told::word;

use hailer_messaging::ParticipantId;
use hailer_messaging::wire::{
    AcceptStatus, Content, ContentType, EventRecord, MessageAudience, MessagingEvent, Role,
};

/// Who said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// The consumer.
    Consumer,
    /// The agent who sits here.
    Me,
    /// Another agent.
    Colleague,
    /// A bot of the brand.
    Bot,
    /// The service.
    System,
}

/// How far a message of the brand's side has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Not a message that comes anywhere.
    None,
    /// The service has it.
    Sent,
    /// It arrived at the consumer's.
    Delivered,
    /// The consumer saw it.
    Read,
}

/// What it says.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Words.
    Text(String),
    /// Structured content, in outline.
    Rich(Vec<Part>),
    /// A file: where it lies, its kind, what was written beside it.
    File {
        /// For GenerateURLForDownloadFile.
        path: String,
        /// `PNG`, …
        kind: String,
        /// Empty where there is none.
        caption: String,
        /// The address of a small picture of it.
        preview: Option<String>,
    },
    /// An invitation to a secure form; its title.
    Invitation(String),
    /// A secure form that was filled in.
    Submission {
        /// For GenerateDownloadToken.
        id: String,
        /// The invitation that it answers.
        invitation: String,
    },
    /// What the consumer did with a secure form, in words.
    Progress(&'static str),
    /// The consumer pressed something in the message of this place.
    Pressed(u64),
    /// A kind of content that has no words here; its name.
    Other(String),
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Which dialog it stands in, and where.
    pub place: (String, u64),
    /// Who said it.
    pub who: Who,
    /// What to call them.
    pub name: String,
    /// When, in milliseconds since 1970.
    pub at_unix_ms: u64,
    /// What.
    pub body: Body,
    /// The buttons offered under it.
    pub quick_replies: Vec<String>,
    /// How far it has come.
    pub mark: Mark,
    /// Whether the consumer does not see it.
    pub is_private: bool,
}

/// The line that an event is, if it is one.
pub(super) fn line(event: &EventRecord, receipts: &Receipts, desk: &Desk) -> Option<Line> {
    let at = event.sequence?.0;
    let (body, quick_replies) = match &event.event {
        MessagingEvent::Content {
            content,
            quick_replies,
        } => {
            let replies = quick_replies.as_ref().map(outline::titles);
            (body(content), replies.unwrap_or_default())
        }
        MessagingEvent::AcceptStatus {
            status: AcceptStatus::Action,
            sequences,
        } => (Body::Pressed(sequences.first()?.0), Vec::new()),
        MessagingEvent::AcceptStatus { status, .. } => {
            (Body::Progress(progress(status.as_word())?), Vec::new())
        }
        _ => return None,
    };
    let is_me = (event.originator.ids.iter()).any(|id| desk.me.is(id.as_str()));
    let who = match &event.originator.role {
        _ if is_me => Who::Me,
        Some(Role::Consumer) => Who::Consumer,
        Some(Role::Controller) => Who::System,
        Some(Role::BrandBot) => Who::Bot,
        _ => Who::Colleague,
    };
    let is_private = event.audience == MessageAudience::AgentsAndManagers;
    let mark = match who {
        Who::Consumer | Who::System => Mark::None,
        _ if is_private => Mark::None,
        _ if receipts.is_read(false, at) => Mark::Read,
        _ if receipts.is_delivered(false, at) => Mark::Delivered,
        _ => Mark::Sent,
    };
    let id = event.originator.ids.first().map(ParticipantId::as_str);
    Some(Line {
        place: (event.dialog.as_ref()?.as_str().to_owned(), at),
        who,
        name: match who {
            Who::System => "Automatic message".to_owned(),
            // The service's own bots are nobody's colleagues.
            Who::Bot if !desk.is_colleague(id.unwrap_or_default()) => "Bot".to_owned(),
            _ => desk.name_of(id.unwrap_or_default()),
        },
        at_unix_ms: event.server_unix_ms.unwrap_or_default(),
        body,
        quick_replies,
        mark,
        is_private,
    })
}

fn body(content: &Content) -> Body {
    match content {
        Content::Text(text) => Body::Text(text.clone()),
        Content::File(file) => Body::File {
            path: file.relative_path.clone(),
            kind: file.file_type.clone().unwrap_or_default(),
            caption: file.caption.clone().unwrap_or_default(),
            preview: file.preview.as_deref().and_then(preview::address),
        },
        Content::Rich(content) => Body::Rich(outline::read(content)),
        Content::Unsupported {
            content_type: ContentType::SecureFormInvitation,
            message,
        } => Body::Invitation(word(&message["title"])),
        Content::Unsupported {
            content_type: ContentType::SecureFormSubmission,
            message,
        } => Body::Submission {
            id: word(&message["submissionId"]),
            invitation: word(&message["invitationId"]),
        },
        Content::Unsupported { content_type, .. } => Body::Other(content_type.as_word().to_owned()),
    }
}

/// How far a secure form has come (protocol §3.11).
fn progress(status: &str) -> Option<&'static str> {
    match status {
        "VIEWED" => Some("opened the form"),
        "ABORTED" => Some("put the form aside"),
        "ERROR" => Some("could not submit the form"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(content_type: &str, message: &Value) -> Body {
        let event =
            json!({"type": "ContentEvent", "contentType": content_type, "message": message});
        match MessagingEvent::from_value(&event) {
            MessagingEvent::Content { content, .. } => body(&content),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_file_is_shown_by_its_preview_under_either_name() {
        let message = json!({"relativePath": "/v1/a.PNG", "fileType": "PNG", "caption": "Look", "preview": "iVBORw=="});
        let expected = Body::File {
            path: "/v1/a.PNG".to_owned(),
            kind: "PNG".to_owned(),
            caption: "Look".to_owned(),
            preview: Some("data:image/png;base64,iVBORw==".to_owned()),
        };
        for name in ["hosted/file", "HostedFile"] {
            assert_eq!(read(name, &message), expected);
        }
    }

    #[test]
    fn a_secure_form_is_shown_from_its_invitation_to_its_submission() {
        let message = json!({"formId": "373", "invitationId": "i1", "title": "Details"});
        let invitation = read("forms/secure-invitation", &message);
        assert_eq!(invitation, Body::Invitation("Details".to_owned()));
        let message = json!({"submissionId": "s1", "invitationId": "i1"});
        let submission = Body::Submission {
            id: "s1".to_owned(),
            invitation: "i1".to_owned(),
        };
        assert_eq!(read("forms/secure-submission", &message), submission);
        assert!(
            ["VIEWED", "ABORTED", "ERROR"]
                .iter()
                .all(|word| progress(word).is_some())
        );
        assert_eq!(progress("READ"), None);
    }
}
