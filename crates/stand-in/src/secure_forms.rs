//! Secure forms (protocol §3.11): submissions, and tokens for one form or one submission. A token
//! contains its own grant and is signed, so that it survives a restart.

use crate::store::StoreError;
use crate::world::{World, new_id};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The action that a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// Show the form of an invitation.
    ReadForm,
    /// Submit the form, once.
    WriteForm,
    /// Read a submission.
    ReadSubmission,
}

/// The content of a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub purpose: Purpose,
    pub dialog: String,
    pub invitation: String,
    /// The id of the submission; empty for a form.
    pub submission: String,
    pub expires_secs: u64,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantError {
    /// It is not a token, or it is for another purpose.
    Unknown,
    /// It has expired.
    Expired,
}

/// A submitted form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Submission {
    pub id: String,
    pub invitation: String,
    pub dialog: String,
    /// The values that the consumer entered, by field name.
    pub fields: Value,
}

impl World {
    /// Creates a token.
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

    /// Reads a token if its signature is valid, it is for this purpose, and it has not expired.
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

    /// The message of an invitation that was sent in the dialog.
    pub fn invitation(&self, dialog: &str, invitation: &str) -> Option<&Value> {
        let events = self.events.get(dialog)?.iter().map(|event| &event.event);
        let mut invitations = events
            .filter(|event| event["contentType"] == "forms/secure-invitation")
            .map(|event| &event["message"]);
        invitations.find(|message| message["invitationId"] == invitation)
    }

    /// Whether the form was submitted already.
    pub fn is_submitted(&self, grant: &Grant) -> bool {
        self.store.has_file(&invitation_path(grant))
    }

    /// Stores a submission and returns its id.
    pub fn submit_form(&mut self, grant: &Grant, fields: Value) -> Result<String, StoreError> {
        let submission = Submission {
            id: new_id(),
            invitation: grant.invitation.clone(),
            dialog: grant.dialog.clone(),
            fields,
        };
        let json = serde_json::to_vec(&submission).unwrap_or_default();
        let path = submission_path(&submission.id);
        (self.store).store_files(&[(&path, &json), (&invitation_path(grant), b"")])?;
        Ok(submission.id)
    }

    /// The submission that a token is for.
    pub fn submission(&self, grant: &Grant) -> Option<Submission> {
        let bytes = self.store.file(&submission_path(&grant.submission))?;
        serde_json::from_slice(&bytes).ok()
    }
}

// Submissions are stored with the files, under paths that the file service does not serve.
fn submission_path(id: &str) -> String {
    format!("/pcigw/submissions/{id}")
}

fn invitation_path(grant: &Grant) -> String {
    format!("/pcigw/invitations/{}/{}", grant.dialog, grant.invitation)
}
