//! Files and secure forms.

use super::Actions;
use crate::api::{self, AskError};
use crate::ask::{self, Audience};
use crate::canvas;
use crate::preview::is_picture;
use hailer_messaging::wire::{Content, HostedFile, MessagingEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;
use web_sys::{File, HtmlAnchorElement};

/// The title of every invitation of the desk.
const FORM_TITLE: &str = "Your details";

impl Actions {
    /// Uploads a file and publishes it. Pictures get a preview.
    pub async fn share(self, conversation: &str, file: File) {
        let Some(login) = self.login.get_untracked() else {
            return;
        };
        match api::upload(&self.link(), &login, &file).await {
            Ok((relative_path, kind)) => {
                let preview = if is_picture(&kind) {
                    canvas::preview(&file).await
                } else {
                    None
                };
                let content = Content::File(HostedFile {
                    relative_path,
                    file_type: Some(kind),
                    caption: Some(file.name()),
                    preview,
                });
                let event = MessagingEvent::Content {
                    content,
                    quick_replies: None,
                };
                // `publish` has shown the error already.
                let _ = self
                    .publish(conversation, &event, Audience::Everybody)
                    .await;
            }
            Err(error) => self.show_error(&error),
        }
    }

    /// Opens a shared file in a new tab.
    pub fn open_file(self, path: String) {
        spawn_local(async move {
            if let Some(address) = self.address_of(&path).await {
                let _ =
                    window().open_with_url_and_target_and_features(&address, "_blank", "noopener");
            }
        });
    }

    /// Saves a shared file.
    pub fn download(self, path: String) {
        spawn_local(async move {
            if let Some(address) = self.address_of(&path).await {
                let link = document().create_element("a").ok();
                let link = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
                if let Some(link) = link {
                    link.set_href(&address);
                    link.set_download(path.rsplit('/').next().unwrap_or_default());
                    link.click();
                }
            }
        });
    }

    async fn address_of(self, path: &str) -> Option<String> {
        let login = self.login.get_untracked()?;
        let address = api::address_of(&self.link(), &login, path).await;
        address.inspect_err(|error| self.show_error(error)).ok()
    }

    /// Whether the account has secure forms.
    pub fn has_forms(self) -> bool {
        self.login.with(|login| {
            login
                .as_ref()
                .is_some_and(|login| !login.form_host.is_empty())
        })
    }

    /// Invites the consumer to fill in a secure form.
    pub fn invite(self, conversation: String) {
        let event = ask::invitation(FORM_TITLE, &random_id());
        spawn_local(async move {
            // `publish` has shown the error already.
            let _ = self
                .publish(&conversation, &event, Audience::Everybody)
                .await;
        });
    }

    /// Fetches the fields of a submission.
    ///
    /// # Errors
    /// If it cannot be read. The error has been shown already.
    pub async fn read_form(
        self,
        dialog: &str,
        submission: &str,
        invitation: &str,
    ) -> Result<Vec<(String, String)>, AskError> {
        let login = self.login.get_untracked().ok_or(AskError::NotConnected)?;
        let link = self.link();
        let fields = api::submission(&link, &login, dialog, submission, invitation).await;
        fields.inspect_err(|error| self.show_error(error))
    }
}

/// A random id for an invitation.
fn random_id() -> String {
    let mut id = String::new();
    for _ in 0..16 {
        let digit = js_sys::Math::random() * 16.0;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to 15"
        )]
        id.extend(char::from_digit(digit as u32, 16));
    }
    id
}
