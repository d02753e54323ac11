//! Secure forms (protocol §3.11): tokens for one form or one submission, and what was filled in.
//! A token is sealed and holds all that it is for, so that it survives a restart.

use crate::store::StoreError;
use crate::world::{World, new_id};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// Seeing the form of an invitation.
    ReadForm,
    /// Filling it in, once.
    WriteForm,
    /// Reading a submission.
    ReadSubmission,
}

/// What a token holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub purpose: Purpose,
    pub dialog: String,
    pub invitation: String,
    /// Empty for a form.
    pub submission: String,
    pub expires_secs: u64,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantError {
    /// It is none, or one for something else.
    Unknown,
    /// It has expired.
    Expired,
}

/// A form that was filled in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Submission {
    pub id: String,
    pub invitation: String,
    pub dialog: String,
    /// What the consumer wrote, by the names of the fields.
    pub fields: Value,
}

impl World {
    /// A new token.
    pub fn grant(
        &mut self,
        purpose: Purpose,
        dialog: &str,
        invitation: &str,
        submission: &str,
    ) -> String {
        let now_secs = self.now_ms() / 1000;
        let expires_secs = if self.faults.expires_form_token() {
            now_secs
        } else {
            now_secs + self.config.form_lifetime.as_secs()
        };
        let grant = Grant {
            purpose,
            dialog: dialog.to_owned(),
            invitation: invitation.to_owned(),
            submission: submission.to_owned(),
            expires_secs,
        };
        let text = serde_json::to_string(&grant).unwrap_or_default();
        let text = URL_SAFE_NO_PAD.encode(text);
        format!("{text}.{}", self.tokens.seal(&text))
    }

    /// What a token is for.
    pub fn read_grant(&self, token: &str, purpose: Purpose) -> Result<Grant, GrantError> {
        let (text, seal) = token.split_once('.').ok_or(GrantError::Unknown)?;
        if self.tokens.seal(text) != seal {
            return Err(GrantError::Unknown);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        let grant: Grant = serde_json::from_slice(&bytes).map_err(|_| GrantError::Unknown)?;
        if grant.purpose != purpose {
            return Err(GrantError::Unknown);
        }
        if grant.expires_secs <= self.now_ms() / 1000 {
            return Err(GrantError::Expired);
        }
        Ok(grant)
    }

    /// The message of an invitation.
    pub fn invitation(&self, dialog: &str, invitation: &str) -> Option<&Value> {
        let events = self.events.get(dialog)?.iter().map(|event| &event.event);
        let mut invitations = events
            .filter(|event| event["contentType"] == "forms/secure-invitation")
            .map(|event| &event["message"]);
        invitations.find(|message| message["invitationId"] == invitation)
    }

    /// Whether a form was filled in already.
    pub fn is_filled_in(&self, grant: &Grant) -> bool {
        self.store.has_file(&invitation_path(grant))
    }

    /// Stores what was filled in; the submission's id.
    pub fn fill_in(&mut self, grant: &Grant, fields: Value) -> Result<String, StoreError> {
        let submission = Submission {
            id: new_id(),
            invitation: grant.invitation.clone(),
            dialog: grant.dialog.clone(),
            fields,
        };
        let json = serde_json::to_vec(&submission).unwrap_or_default();
        let path = submission_path(&submission.id);
        (self.store).keep_files(&[(&path, &json), (&invitation_path(grant), b"")])?;
        Ok(submission.id)
    }

    /// What was filled in.
    pub fn submission(&self, grant: &Grant) -> Option<Submission> {
        let bytes = self.store.file(&submission_path(&grant.submission))?;
        serde_json::from_slice(&bytes).ok()
    }
}

// Submissions lie among the files, under a path that the file service does not serve.
fn submission_path(id: &str) -> String {
    format!("/pcigw/submissions/{id}")
}

fn invitation_path(grant: &Grant) -> String {
    format!("/pcigw/invitations/{}/{}", grant.dialog, grant.invitation)
}
