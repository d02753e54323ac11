//! Requests as the documentation shows them (protocol §3), and the bodies of their responses,
//! including those that the session does not use.

use hailer_messaging::wire::request::{
    ConversationField, GenerateUploadToken, GenerateUrlForDownloadFile, GenerateUrlForUploadFile,
    GetUserProfile, Request, SetUserProfile, UpdateConversationField,
};
use hailer_messaging::wire::{FileUrl, Generation, Incoming, UserProfile, encode_request};
use hailer_messaging::{ConversationId, DialogId, ParticipantId, RequestId};
use serde_json::{Value, json};

#[test]
fn an_upload_request_contains_the_file_size_as_a_string() {
    let request = GenerateUrlForUploadFile {
        bytes: 5020,
        file_type: "JPEG".to_owned(),
    };
    let body = json!({"fileSize": "5020", "fileType": "JPEG"});
    is_sent_as(&request, "ms.GenerateURLForUploadFile", &body);
    let first = encode_request(&RequestId::new("1"), &request, Generation::First);
    assert!(first.contains(r#""type":".ams.ms.GenerateURLForUploadFile""#));
}

#[test]
fn a_download_request_contains_the_path_from_the_message() {
    let request = GenerateUrlForDownloadFile {
        relative_path: "/v1/AUTH/u.PNG".to_owned(),
    };
    let body = json!({"relativePath": "/v1/AUTH/u.PNG"});
    is_sent_as(&request, "ms.GenerateURLForDownloadFile", &body);
}

#[test]
fn the_address_of_a_file_keeps_its_path_and_its_signature() {
    let frame = include_str!("../../../tests/frames/response_upload_url.json");
    let Ok(Incoming::Response(response)) = Incoming::parse(frame) else {
        panic!("the documented answer is understood");
    };
    let mut url = FileUrl::from_body(&response.body).expect("an address");
    assert_eq!(url.relative_path, "/v1/AUTH_async-images/12345678/u.PNG");
    let signed = [
        ("temp_url_expires".to_owned(), "1700000060".to_owned()),
        ("temp_url_sig".to_owned(), "s".to_owned()),
    ];
    // Their order has no meaning.
    url.query.sort();
    assert_eq!(url.query, signed);
}

#[test]
fn a_secure_form_is_requested_for_the_dialog_of_its_invitation() {
    let request = GenerateUploadToken {
        form_id: "f1".to_owned(),
        invitation_id: "i1".to_owned(),
        dialog: DialogId::new("d1"),
    };
    let body = json!({"uploadable": {"type": "SecureForm", "formId": "f1", "invitationId": "i1",
        "dialogId": "d1"}});
    is_sent_as(&request, "ms.GenerateUploadToken", &body);
}

#[test]
fn a_profile_request_without_a_user_id_is_for_the_own_profile() {
    let name = "userprofile.GetUserProfile";
    is_sent_as(&GetUserProfile::default(), name, &json!({}));
    let annas = GetUserProfile {
        user: Some(ParticipantId::new("anna")),
    };
    is_sent_as(&annas, name, &json!({"userId": "anna"}));
}

#[test]
fn only_the_given_members_of_a_profile_are_sent() {
    let request = SetUserProfile {
        first_name: Some("Ada".to_owned()),
        ..SetUserProfile::default()
    };
    let body = json!({"firstName": "Ada"});
    is_sent_as(&request, "userprofile.SetUserProfile", &body);
}

#[test]
fn a_profile_without_a_name_is_still_a_profile() {
    let answer = r#"{"kind":"resp","reqId":"1","body":{"userId":"anna","lastName":null}}"#;
    let Ok(Incoming::Response(response)) = Incoming::parse(answer) else {
        panic!("a response");
    };
    let profile = UserProfile::from_body(&response.body);
    let expected = UserProfile {
        user: Some(ParticipantId::new("anna")),
        ..UserProfile::default()
    };
    assert_eq!(profile, expected);
}

#[test]
fn one_dialog_is_closed_so_that_a_survey_can_follow() {
    let field = |field| UpdateConversationField {
        conversation: ConversationId::new("c1"),
        field,
    };
    let name = "cm.UpdateConversationField";
    let dialog = json!({"conversationId": "c1", "conversationField": [{
        "field": "DialogChange", "type": "UPDATE", "dialog": {"dialogId": "d1", "state": "CLOSE",
            "closedBy": "CONSUMER", "closedCause": "Closed by consumer"}}]});
    let close_dialog = field(ConversationField::CloseDialog(DialogId::new("d1")));
    is_sent_as(&close_dialog, name, &dialog);
    let stage = json!({"conversationId": "c1", "conversationField": [
        {"field": "Stage", "conversationState": "CLOSE"}]});
    is_sent_as(&field(ConversationField::CloseStage), name, &stage);
}

/// Compares the whole frame, in the second generation of names.
fn is_sent_as(request: &impl Request, name: &str, body: &Value) {
    let frame = encode_request(&RequestId::new("1"), request, Generation::Second);
    let frame: Value = serde_json::from_str(&frame).expect("a frame is JSON");
    let expected = json!({"kind": "req", "id": "1", "type": name, "body": body});
    assert_eq!(frame, expected);
}
