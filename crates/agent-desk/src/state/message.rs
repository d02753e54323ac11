//! A line of a transcript.

use super::Desk;
use super::receipts::Receipts;
use crate::outline::{self, Part};
use crate::preview;
use crate::received::word;

use hailer_messaging::ParticipantId;
use hailer_messaging::wire::{
    AcceptStatus, Content, ContentType, EventRecord, MessageAudience, MessagingEvent, Role,
};

/// The sender of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// The consumer.
    Consumer,
    /// The agent who uses this desk.
    Me,
    /// Another agent.
    Colleague,
    /// A bot of the brand.
    Bot,
    /// The service.
    System,
}

/// The delivery state of a message from the brand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// No state: the consumer's own messages, and messages that they do not see.
    None,
    /// The service has stored it.
    Sent,
    /// The consumer's client has received it.
    Delivered,
    /// The consumer has read it.
    Read,
}

/// The content of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Text.
    Text(String),
    /// Structured content as an outline.
    Rich(Vec<Part>),
    /// A file.
    File {
        /// The path for GenerateURLForDownloadFile.
        path: String,
        /// The type, such as `PNG`.
        kind: String,
        /// The caption; empty if there is none.
        caption: String,
        /// The data URL of the preview.
        preview: Option<String>,
    },
    /// An invitation to a secure form, with its title.
    Invitation(String),
    /// A secure form that the consumer submitted.
    Submission {
        /// The submission's id, for `GenerateDownloadToken`.
        id: String,
        /// The id of the invitation that the submission belongs to.
        invitation: String,
    },
    /// A sentence about the consumer's progress with a secure form.
    Progress(&'static str),
    /// The consumer pressed a button in the message with this sequence.
    Pressed(u64),
    /// Unsupported content, by its type.
    Other(String),
}

/// A line of a transcript.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The dialog's id and the sequence.
    pub place: (String, u64),
    /// Who said it.
    pub who: Who,
    /// The sender's name.
    pub name: String,
    /// The time in milliseconds since 1970.
    pub at_unix_ms: u64,
    /// The content.
    pub body: Body,
    /// The titles of its quick replies.
    pub quick_replies: Vec<String>,
    /// The delivery state.
    pub mark: Mark,
    /// Whether only agents see it.
    pub is_private: bool,
}

/// The line for an event. Events such as receipts have none.
pub(super) fn line(event: &EventRecord, receipts: &Receipts, desk: &Desk) -> Option<Line> {
    let at = event.sequence?.0;
    let (body, quick_replies) = match &event.event {
        MessagingEvent::Content {
            content,
            quick_replies,
        } => {
            let replies = quick_replies.as_deref().map(outline::titles);
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
            // The service's own bots are not in the list of agents.
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

/// The sentence about a status of a secure form (protocol §3.11).
fn progress(status: &str) -> Option<&'static str> {
    match status {
        "VIEWED" => Some("opened the form"),
        "ABORTED" => Some("cancelled the form"),
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
    fn a_file_has_its_preview_under_either_content_type() {
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
    fn invitation_progress_and_submission_of_a_secure_form_are_shown() {
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
