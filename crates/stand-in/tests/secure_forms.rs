//! Secure forms (protocol §3.11): invitation, tokens, page and submission.

mod support;

use serde_json::{Value, json};
use support::process::{DataFile, Process};
use support::{ACCOUNT, Service, Socket, start};

const FORM: &str = "/pcigw/pci_dynamic_le.jsp";
const UPLOAD: &str = "ms.token.GenerateUploadToken";
const DOWNLOAD: &str = "ms.token.GenerateDownloadToken";

/// Anna, and a consumer whom she has invited to a form.
async fn invited(service: &Service) -> (Socket, Socket, String) {
    let mut anna = service.online_agent("anna").await;
    let (mut consumer, id) = service.consumer_of("-1").await;
    let ring = anna.ring("WAITING").await;
    anna.answers(&ring, "ACCEPTED").await;
    let message = json!({"formId": "373", "invitationId": "i1", "title": "Card <details>"});
    let invitation = json!({"type": "ContentEvent", "contentType": "forms/secure-invitation", "message": message});
    anna.publishes(&id, invitation.clone()).await;
    let is_it = |event: &Value| event["event"]["contentType"] == "forms/secure-invitation";
    assert_eq!(consumer.event_where(is_it).await["event"], invitation);
    (anna, consumer, id)
}

fn uploadable(dialog: &str) -> Value {
    json!({"uploadable": {"type": "SecureForm", "formId": "373", "invitationId": "i1", "dialogId": dialog}})
}

fn downloadable(dialog: &str, submission: &str) -> Value {
    json!({"downloadable": {"type": "SecureForm", "dialogId": dialog, "submissionId": submission, "invitationId": "i1"}})
}

/// The address of the form, as a known client builds it.
fn address(tokens: &Value) -> String {
    let [write, read] = ["writeOtk", "readOtk"].map(|name| tokens[name].as_str().unwrap());
    format!(
        "{FORM}?siteid={ACCOUNT}&redirect=x&hideLogo=false&otkJson={ACCOUNT}%3Ai1&lang=en-US&otk={write}&formOtk={read}"
    )
}

/// Submits the form, as a browser does.
async fn submit(service: &Service, tokens: &Value) -> (u16, String) {
    let body = format!(
        "otk={}&name=Cleo+Vale&number=4000%2D1",
        tokens["writeOtk"].as_str().unwrap()
    );
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let reply = service
        .request("POST", FORM, &[kind], body.as_bytes())
        .await;
    (reply.status, reply.text())
}

/// The submission's id, as the last page reports it to the surrounding page.
fn reported_id(page: &str) -> String {
    let message = page
        .split("postMessage(")
        .nth(1)
        .unwrap()
        .split(", \"*\")")
        .next()
        .unwrap();
    let message: Value = serde_json::from_str(message).unwrap();
    assert_eq!(message["invitationId"], "i1");
    message["submissionId"].as_str().unwrap().to_owned()
}

fn submission(id: &str) -> Value {
    json!({"type": "ContentEvent", "contentType": "forms/secure-submission", "message": {"submissionId": id, "invitationId": "i1"}})
}

#[tokio::test]
async fn a_consumer_submits_a_form_and_the_agent_reads_it() {
    let service = start().await;
    let path = format!("/api/account/{ACCOUNT}/service/tokenizer/baseURI.json?version=1.0");
    assert_eq!(service.get(&path, None).await.1["baseURI"], service.host);
    let (mut anna, mut consumer, id) = invited(&service).await;
    let request = json!({"kind": "req", "id": "f", "type": "ms.GenerateUploadToken", "body": uploadable(&id)});
    let answer = consumer.asks("f", &request.to_string()).await;
    assert_eq!(
        (&answer["code"], &answer["type"]),
        (&json!(200), &json!("ms.UploadToken"))
    );
    let tokens = &answer["body"];
    let page = service.request("GET", &address(tokens), &[], b"").await;
    assert_eq!(
        (page.status, &*page.headers["content-type"]),
        (200, "text/html; charset=utf-8")
    );
    assert!(
        page.text().contains("<h1>Card &lt;details&gt;</h1>"),
        "{}",
        page.text()
    );
    let (status, last) = submit(&service, tokens).await;
    assert_eq!(status, 200);
    let submitted = reported_id(&last);
    consumer.publishes(&id, submission(&submitted)).await;
    let is_it = |event: &Value| event["event"]["contentType"] == "forms/secure-submission";
    assert_eq!(
        anna.event_where(is_it).await["event"],
        submission(&submitted)
    );
    let token = anna.gets(DOWNLOAD, downloadable(&id, &submitted)).await;
    let path = format!(
        "/pcigw/submission?otk={}",
        token["readOtk"].as_str().unwrap()
    );
    let (status, read) = service.get(&path, None).await;
    let fields = json!({"name": "Cleo Vale", "number": "4000-1"});
    assert_eq!((status, &read["fields"]), (200, &fields));
    let (_, all) = service.get("/control/conversations", None).await;
    assert!(
        !all.to_string().contains("4000-1"),
        "no conversation contains the submitted values"
    );
}

#[tokio::test]
async fn the_statuses_of_a_form_reach_the_agent() {
    let service = start().await;
    let (mut anna, mut consumer, id) = invited(&service).await;
    for status in ["VIEWED", "ABORTED", "ERROR"] {
        let event = json!({"type": "AcceptStatusEvent", "status": status, "sequenceList": [0]});
        consumer.publishes(&id, event.clone()).await;
        let seen = anna
            .event_where(|event| event["event"]["status"] == status)
            .await;
        assert_eq!(seen["event"], event);
    }
}

#[tokio::test]
async fn tokens_are_for_the_invited_consumer_and_for_one_purpose() {
    let service = start().await;
    let (mut anna, mut consumer, id) = invited(&service).await;
    let mut other = uploadable(&id);
    other["uploadable"]["invitationId"] = "i2".into();
    assert_eq!(consumer.is_refused(UPLOAD, other).await.0, 404);
    let mut other = uploadable(&id);
    other["uploadable"]["formId"] = "374".into();
    assert_eq!(consumer.is_refused(UPLOAD, other).await.0, 404);
    assert_eq!(consumer.is_refused(UPLOAD, json!({})).await.0, 400);
    assert_eq!(anna.is_refused(UPLOAD, uploadable(&id)).await.0, 403);
    let (mut stranger, _) = service.consumer_of("-1").await;
    assert_eq!(stranger.is_refused(UPLOAD, uploadable(&id)).await.0, 404);
    let tokens = consumer.gets(UPLOAD, uploadable(&id)).await;
    let swapped = json!({"writeOtk": tokens["readOtk"], "readOtk": tokens["writeOtk"]});
    assert_eq!(service.get_bytes(&address(&swapped)).await.0, 401);
    assert_eq!(submit(&service, &swapped).await.0, 401);
    let path = format!(
        "/pcigw/submission?otk={}",
        tokens["readOtk"].as_str().unwrap()
    );
    assert_eq!(service.get(&path, None).await.0, 401);
    assert_eq!(
        service.get("/pcigw/submission?otk=rubbish", None).await.0,
        401
    );
}

#[tokio::test]
async fn a_form_is_submitted_once_and_its_tokens_expire() {
    let service = start().await;
    let (mut anna, mut consumer, id) = invited(&service).await;
    let tokens = consumer.gets(UPLOAD, uploadable(&id)).await;
    service.later(601).await;
    assert_eq!(service.get_bytes(&address(&tokens)).await.0, 410);
    let (status, page) = submit(&service, &tokens).await;
    assert_eq!(status, 410);
    assert!(
        page.contains(r#"postMessage({"error":"This form has expired"}"#),
        "{page}"
    );
    let tokens = consumer.gets(UPLOAD, uploadable(&id)).await;
    let submitted = reported_id(&submit(&service, &tokens).await.1);
    assert_eq!(submit(&service, &tokens).await.0, 409);
    assert_eq!(service.get_bytes(&address(&tokens)).await.0, 409);
    consumer.publishes(&id, submission(&submitted)).await;
    let token = anna.gets(DOWNLOAD, downloadable(&id, &submitted)).await;
    let path = format!(
        "/pcigw/submission?otk={}",
        token["readOtk"].as_str().unwrap()
    );
    service.later(601).await;
    assert_eq!(service.get(&path, None).await.0, 410);
}

#[tokio::test]
async fn the_requested_number_of_forms_fails() {
    let service = start().await;
    let (_, mut consumer, id) = invited(&service).await;
    service
        .control("faults", json!({"expireFormTokens": 2, "refuseForms": 1}))
        .await;
    let expired = consumer.gets(UPLOAD, uploadable(&id)).await;
    assert_eq!(service.get_bytes(&address(&expired)).await.0, 410);
    let tokens = consumer.gets(UPLOAD, uploadable(&id)).await;
    assert_eq!(submit(&service, &tokens).await.0, 500);
    service.control("faults", json!({"loseFiles": true})).await;
    let (status, page) = submit(&service, &tokens).await;
    assert_eq!((status, reported_id(&page).len()), (200, 36));
}

#[tokio::test]
async fn submissions_and_tokens_survive_a_kill() {
    let data = DataFile::new("forms");
    let process = Process::start(&data.0);
    let (mut anna, mut consumer, id) = invited(&process.1).await;
    let tokens = consumer.gets(UPLOAD, uploadable(&id)).await;
    let submitted = reported_id(&submit(&process.1, &tokens).await.1);
    consumer.publishes(&id, submission(&submitted)).await;
    let token = anna.gets(DOWNLOAD, downloadable(&id, &submitted)).await;
    process.kill();
    let process = Process::start(&data.0);
    let path = format!(
        "/pcigw/submission?otk={}",
        token["readOtk"].as_str().unwrap()
    );
    let (_, read) = process.1.get(&path, None).await;
    assert_eq!(read["fields"]["name"], "Cleo Vale");
    assert_eq!(submit(&process.1, &tokens).await.0, 409);
}
