//! The service of secure forms, `tokenizer` in discovery (protocol §3.11). It serves a page with a
//! form and stores submissions. The page notifies the page that framed or opened it with
//! `postMessage`.

use super::{ok, refuse};
use crate::secure_forms::{Grant, GrantError, Purpose};
use crate::world::{Shared, World, lock};
use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::fmt::Write as _;

/// The path of the form, which clients know.
pub const FORM: &str = "/pcigw/pci_dynamic_le.jsp";
/// The path of the page after a submission.
pub const SUBMITTED: &str = "/pcigw/pci_dynamic_submitted_le.html";
/// The path where agents read a submission. No document names the real path.
pub const SUBMISSION: &str = "/pcigw/submission";

/// The fields of every form: the name, the label, and the value of `autocomplete`.
const FIELDS: [(&str, &str, &str); 2] = [("name", "Name", "name"), ("number", "Number", "off")];

type Asked = Query<HashMap<String, String>>;

/// Returns the form of an invitation. `otk` is the token to submit it, `formOtk` the token to show
/// it.
pub async fn form(State(shared): State<Shared>, Query(asked): Asked) -> Response {
    let otk = |name: &str| asked.get(name).map_or("", String::as_str);
    let world = lock(&shared);
    let grants = world
        .read_grant(otk("formOtk"), Purpose::ReadForm)
        .and_then(|shown| Ok((shown, world.read_grant(otk("otk"), Purpose::WriteForm)?)));
    let grant = match grants {
        Ok((shown, written)) if shown.invitation == written.invitation => written,
        Ok(_) => return failed(StatusCode::NOT_FOUND, "There is no such form"),
        Err(error) => return refused(error),
    };
    if world.is_submitted(&grant) {
        return failed(StatusCode::CONFLICT, "This form was submitted already");
    }
    let mut content = format!(
        "<form method=\"post\" action=\"{FORM}\"><input type=\"hidden\" name=\"otk\" value=\"{}\">",
        escaped(otk("otk"))
    );
    for (name, label, autocomplete) in FIELDS {
        let _ = write!(
            content,
            "<label>{label}<input name=\"{name}\" autocomplete=\"{autocomplete}\" required></label>"
        );
    }
    content += "<button>Submit</button></form>";
    page(StatusCode::OK, &title(&world, &grant), &content)
}

fn title(world: &World, grant: &Grant) -> String {
    let message = world.invitation(&grant.dialog, &grant.invitation);
    let title = message.and_then(|message| message["title"].as_str());
    title.unwrap_or("Secure form").to_owned()
}

/// Accepts a submission, once per form, and redirects to the page that reports the submission's id.
pub async fn submit(State(shared): State<Shared>, body: String) -> Response {
    let Some(mut fields) = decoded(&body) else {
        return failed(StatusCode::BAD_REQUEST, "The body is not a form");
    };
    let otk = fields.remove("otk").unwrap_or_default();
    let mut world = lock(&shared);
    let grant = match world.read_grant(otk.as_str().unwrap_or_default(), Purpose::WriteForm) {
        Ok(grant) => grant,
        Err(error) => return refused(error),
    };
    if world.is_submitted(&grant) {
        return failed(StatusCode::CONFLICT, "This form was submitted already");
    }
    if world.faults.refuses_form() {
        return failed(StatusCode::INTERNAL_SERVER_ERROR, "The form was not stored");
    }
    match world.submit_form(&grant, fields.into()) {
        Ok(id) => {
            let invitation = encoded(&grant.invitation);
            let place = format!("{SUBMITTED}?submissionId={id}&invitationId={invitation}");
            Redirect::to(&place).into_response()
        }
        Err(error) => failed(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

/// Decodes the fields of a form as a browser sends them.
fn decoded(body: &str) -> Option<Map<String, Value>> {
    let uri: Uri = format!("/?{body}").parse().ok()?;
    let fields = Query::<HashMap<String, String>>::try_from_uri(&uri).ok()?;
    Some(
        (fields
            .0
            .into_iter()
            .map(|(name, value)| (name, value.into())))
        .collect(),
    )
}

/// Returns the page after a submission.
pub async fn submitted(Query(asked): Asked) -> Response {
    let message = json!({"submissionId": asked.get("submissionId"), "invitationId": asked.get("invitationId")});
    let content = format!(
        "<p>Thank you. You can go back to the chat.</p>{}",
        notify(&message)
    );
    page(StatusCode::OK, "Submitted", &content)
}

/// Returns a submission, if the request has the token of `GenerateDownloadToken`.
pub async fn submission(State(shared): State<Shared>, Query(asked): Asked) -> Response {
    let world = lock(&shared);
    let otk = asked.get("otk").map_or("", String::as_str);
    let grant = match world.read_grant(otk, Purpose::ReadSubmission) {
        Ok(grant) => grant,
        Err(error) => return refuse(status_of(error), "The token is unknown, or has expired"),
    };
    let found = world.submission(&grant);
    match found.filter(|one| one.invitation == grant.invitation && one.dialog == grant.dialog) {
        Some(one) => ok(
            &json!({"submissionId": one.id, "invitationId": one.invitation, "fields": one.fields}),
        ),
        None => refuse(StatusCode::NOT_FOUND, "There is no such submission"),
    }
}

const fn status_of(error: GrantError) -> StatusCode {
    match error {
        GrantError::Unknown => StatusCode::UNAUTHORIZED,
        GrantError::Expired => StatusCode::GONE,
    }
}

fn refused(error: GrantError) -> Response {
    let sentence = match error {
        GrantError::Unknown => "There is no such form",
        GrantError::Expired => "This form has expired",
    };
    failed(status_of(error), sentence)
}

/// Returns a page that shows an error and reports it to the surrounding page.
fn failed(status: StatusCode, sentence: &str) -> Response {
    let message = json!({"error": sentence});
    let content = format!("<p>{}</p>{}", escaped(sentence), notify(&message));
    page(status, "Secure form", &content)
}

/// A script that sends a message to the page that framed or opened this one.
fn notify(what: &Value) -> String {
    // `</script>` in a string would end the script.
    let what = what.to_string().replace('<', "\\u003c");
    format!("<script>(opener ?? parent).postMessage({what}, \"*\")</script>")
}

fn page(status: StatusCode, title: &str, content: &str) -> Response {
    let page = include_str!("secure_forms.html").replace("{title}", &escaped(title));
    (status, Html(page.replace("{content}", content))).into_response()
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

/// Encodes a value for a query.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            all.push(byte.into());
        } else {
            let _ = write!(all, "%{byte:02X}");
        }
        all
    })
}
