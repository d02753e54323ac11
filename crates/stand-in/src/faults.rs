//! Faults that a test switches on. They apply to frames as they are sent.

mod files;

pub use files::{FileFaults, UploadFault};
use serde_json::{Value, json};
use std::time::Duration;

/// The active faults.
#[derive(Default)]
pub struct Faults {
    /// How many publish responses are lost after the event was stored.
    pub lose_publish_responses: u32,
    /// The delay of every frame.
    pub delay: Duration,
    /// Whether notifications are sent twice.
    pub repeat: bool,
    /// Whether arrays of one element are sent as the element alone (protocol §2.4).
    pub single_elements: bool,
    /// Whether every frame carries undocumented members.
    pub unknown_fields: bool,
    /// How many publishes are refused with `refuse_code`.
    pub refuse_publishes: u32,
    /// The code of refused publishes.
    pub refuse_code: u16,
    /// How many requests to the identity provider are answered with 401.
    pub refuse_identities: u32,
    /// How many `InitConnection`s are answered by closing the socket.
    pub refuse_connections: u32,
    /// The close code of refused connections.
    pub close_code: u16,
    /// How many more tokens for secure forms have expired when they are issued.
    pub expire_form_tokens: u32,
    /// How many more submissions of secure forms fail.
    pub refuse_forms: u32,
    /// The faults of the file service.
    pub files: FileFaults,
    /// Whether two notifications are being swapped.
    reorder: Reorder,
}

/// The state of a swap of two notifications.
#[derive(Default)]
enum Reorder {
    /// No swap was requested.
    #[default]
    No,
    /// The next notification will be held back.
    Next,
    /// This notification is held back until the next one was sent.
    Held(Value),
}

impl Faults {
    /// Holds back the next notification until after the one that follows it.
    pub fn reorder_next(&mut self) {
        self.reorder = Reorder::Next;
    }

    /// Returns the frames to send in place of `frame`, with their delays.
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

    /// Whether the response to a stored publish is lost. Counts down.
    pub fn loses_publish_response(&mut self) -> bool {
        take_one(&mut self.lose_publish_responses)
    }

    /// The code to refuse the next publish with, if any. Counts down.
    pub fn refuses_publish(&mut self) -> Option<u16> {
        (self.refuse_publishes > 0).then(|| {
            self.refuse_publishes -= 1;
            self.refuse_code
        })
    }

    /// Whether the identity provider refuses this request. Counts down.
    pub fn refuses_identity(&mut self) -> bool {
        take_one(&mut self.refuse_identities)
    }

    /// Whether the next token for a secure form has expired when it is issued.
    pub fn expires_form_token(&mut self) -> bool {
        take_one(&mut self.expire_form_tokens)
    }

    /// Whether the next submission of a secure form fails.
    pub fn refuses_form(&mut self) -> bool {
        take_one(&mut self.refuse_forms)
    }

    /// The code to close the next socket with, if any. Counts down.
    pub fn refuses_connection(&mut self) -> Option<u16> {
        (self.refuse_connections > 0).then(|| {
            self.refuse_connections -= 1;
            self.close_code
        })
    }
}

/// Decrements a counter. Returns whether it was above zero.
fn take_one(left: &mut u32) -> bool {
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
