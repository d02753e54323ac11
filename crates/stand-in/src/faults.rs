//! Faults that a test asks for, applied where frames leave (design §4).

mod files;

pub use files::{FileFaults, UploadFault};
use serde_json::{Value, json};
use std::time::Duration;

/// What goes wrong from now on.
#[derive(Default)]
pub struct Faults {
    /// So many publish responses are lost after the event was stored.
    pub lose_publish_responses: u32,
    /// Every frame comes so much later.
    pub delay: Duration,
    /// Notifications come twice.
    pub repeat: bool,
    /// Arrays of one element come as the element (protocol §2.4).
    pub single_elements: bool,
    /// Every frame carries members nobody documented.
    pub unknown_fields: bool,
    /// So many publishes are refused with this code.
    pub refuse_publishes: u32,
    /// The code to refuse them with.
    pub refuse_code: u16,
    /// So many requests to the identity provider are answered with 401.
    pub refuse_identities: u32,
    /// So many `InitConnection`s are answered by closing the socket.
    pub refuse_connections: u32,
    /// The code to close it with.
    pub close_code: u16,
    /// So many tokens for secure forms have expired when they are issued.
    pub expire_form_tokens: u32,
    /// So many submissions of secure forms fail.
    pub refuse_forms: u32,
    /// What goes wrong with files.
    pub files: FileFaults,
    /// Whether a notification waits for the next one to overtake it.
    reorder: Reorder,
}

/// How far a swap of two notifications has come.
#[derive(Default)]
enum Reorder {
    /// None was asked for.
    #[default]
    No,
    /// The next one is to be held.
    Next,
    /// It is held until the one after it has gone.
    Held(Value),
}

impl Faults {
    /// Lets the next notification be overtaken by the one after it.
    pub fn reorder_next(&mut self) {
        self.reorder = Reorder::Next;
    }

    /// The frames to send instead of one.
    pub fn treat(&mut self, frame: &Value) -> Vec<(Value, Duration)> {
        let is_notification = frame["kind"] == "notification";
        let mut frame = frame.clone();
        if self.unknown_fields {
            frame["xUndocumented"] = json!({"since": 2031});
        }
        if self.single_elements {
            collapse(&mut frame);
        }
        if is_notification {
            match core::mem::take(&mut self.reorder) {
                Reorder::No => {}
                Reorder::Next => {
                    self.reorder = Reorder::Held(frame);
                    return Vec::new();
                }
                Reorder::Held(earlier) => return vec![(frame, self.delay), (earlier, self.delay)],
            }
        }
        let mut frames = vec![(frame, self.delay)];
        if self.repeat && is_notification {
            frames.extend(frames.clone());
        }
        frames
    }

    /// Whether the response to a publish that was just stored is lost.
    pub fn loses_publish_response(&mut self) -> bool {
        one_less(&mut self.lose_publish_responses)
    }

    /// The code to refuse the next publish with, if any.
    pub fn refuses_publish(&mut self) -> Option<u16> {
        (self.refuse_publishes > 0).then(|| {
            self.refuse_publishes -= 1;
            self.refuse_code
        })
    }

    /// Whether the identity provider says no this time.
    pub fn refuses_identity(&mut self) -> bool {
        one_less(&mut self.refuse_identities)
    }

    /// Whether the next token for a secure form has expired when it is issued.
    pub fn expires_form_token(&mut self) -> bool {
        one_less(&mut self.expire_form_tokens)
    }

    /// Whether the next submission of a secure form fails.
    pub fn refuses_form(&mut self) -> bool {
        one_less(&mut self.refuse_forms)
    }

    /// The code to close a socket with instead of letting it in, if any.
    pub fn refuses_connection(&mut self) -> Option<u16> {
        (self.refuse_connections > 0).then(|| {
            self.refuse_connections -= 1;
            self.close_code
        })
    }
}

/// Whether any was left; now there is one less.
fn one_less(left: &mut u32) -> bool {
    let any = *left > 0;
    *left = left.saturating_sub(1);
    any
}

fn collapse(value: &mut Value) {
    match value {
        Value::Array(elements) => {
            elements.iter_mut().for_each(collapse);
            if let [only] = elements.as_mut_slice() {
                *value = only.take();
            }
        }
        Value::Object(members) => members.values_mut().for_each(collapse),
        _ => {}
    }
}
