//! The agents' HTTP requests: login, socket address, skills, users and files.

mod support;

use hailer_stand_in::Directory;
use serde_json::{Value, json};
use std::process::Command;
use support::{ACCOUNT, Service, start, start_with};

const BEN_PID: &str = "734d9867-40e3-52b9-a401-07e877676d64";

fn account(path: &str) -> String {
    format!("/api/account/{ACCOUNT}/{path}")
}

async fn log_in(service: &Service, name: &str, password: &str) -> (u16, Value, Option<String>) {
    let body = json!({"username": name, "password": password}).to_string();
    service.post_with(&account("login?v=1.3"), &[], &body).await
}

#[tokio::test]
async fn login_returns_bearer_csrf_session_and_cookie_and_refuses_a_wrong_password() {
    let service = start().await;
    let (status, answer, cookie) = log_in(&service, "ben", "ben").await;
    assert_eq!(status, 200);
    for member in ["bearer", "csrf", "sessionId"] {
        assert!(
            answer[member].as_str().is_some_and(|text| !text.is_empty()),
            "{member}"
        );
    }
    assert_eq!(
        answer["config"],
        json!({"userId": "778", "userPid": BEN_PID, "loginName": "ben"})
    );
    let session = answer["sessionId"].as_str().unwrap();
    assert!(
        cookie
            .unwrap()
            .starts_with(&format!("session_id={session};"))
    );
    for (name, password) in [
        ("ben", "Ben"),
        ("ben", ""),
        ("778", "ben"),
        ("nobody", "ben"),
    ] {
        let (status, answer, cookie) = log_in(&service, name, password).await;
        assert_eq!((status, cookie), (401, None), "{name} with {password:?}");
        assert_eq!(answer["error"]["internalCode"], 401);
    }
}

#[tokio::test]
async fn login_accepts_a_complete_app_key_instead_of_a_password() {
    let agents = r#"{"skills": [], "agents": [{"login": "bot", "password": "x",
        "appKey": {"appKey": "a", "secret": "b", "accessToken": "c", "accessTokenSecret": "d"}},
        {"login": "eve", "password": "y"}]}"#;
    let service = start_with(|config| config.agents = Directory::parse(agents).unwrap()).await;
    let with = async |login: &str, parts: [&str; 4]| {
        let [key, secret, token, token_secret] = parts;
        let body = json!({"username": login, "appKey": key, "secret": secret,
            "accessToken": token, "accessTokenSecret": token_secret});
        let (status, answer) = service
            .post(&account("login?v=1.3"), &body.to_string())
            .await;
        assert_eq!(answer["bearer"].is_string(), status == 200, "{answer}");
        status
    };
    assert_eq!(with("bot", ["a", "b", "c", "d"]).await, 200);
    assert_eq!(
        with("eve", ["y"; 4]).await,
        200,
        "the password stands for each part"
    );
    for at in 0..4 {
        let mut parts = ["a", "b", "c", "d"];
        parts[at] = "x";
        assert_eq!(with("bot", parts).await, 401, "{parts:?}");
    }
    let alone = r#"{"username": "bot"}"#;
    assert_eq!(service.post(&account("login"), alone).await.0, 401);
}

#[tokio::test]
async fn shift_status_lists_every_skill_and_requires_a_bearer() {
    let service = start().await;
    let bearer = format!("Bearer {}", service.log_in("anna").await);
    let path = account("shift-status");
    let (status, skills) = service.get(&path, Some(&bearer)).await;
    let expected = json!([
        {"skillId": 3_848_332_110_u64, "onShift": true},
        {"skillId": 3_848_332_111_u64, "onShift": true},
    ]);
    assert_eq!((status, skills), (200, expected));
    assert_eq!(service.get(&path, None).await.0, 401);
    for name in ["asyncMessagingEnt", "shiftstatus"] {
        let path = account(&format!("service/{name}/baseURI.json?version=1.0"));
        assert_eq!(service.get(&path, None).await.0, 200, "{name}");
    }
}

#[tokio::test]
async fn refresh_extends_a_login_and_requires_its_cookie_and_csrf() {
    let service = start().await;
    let (_, ben, _) = log_in(&service, "ben", "ben").await;
    let (_, carla, _) = log_in(&service, "carla", "carla").await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let refresh = async |session: Option<&Value>, csrf: &Value| {
        let cookie = session.map(|id| format!("other=1; session_id={}", text(id)));
        let headers: Vec<(&str, &str)> =
            cookie.iter().map(|one| ("cookie", one.as_str())).collect();
        let body = json!({"csrf": csrf}).to_string();
        service
            .post_with(&account("refresh?v=1.3"), &headers, &body)
            .await
            .0
    };
    assert_eq!(refresh(Some(&ben["sessionId"]), &ben["csrf"]).await, 200);
    assert_eq!(refresh(None, &ben["csrf"]).await, 401);
    assert_eq!(refresh(Some(&ben["sessionId"]), &Value::Null).await, 401);
    assert_eq!(refresh(Some(&ben["sessionId"]), &carla["csrf"]).await, 401);
    let bearer = |of: &Value| format!("Bearer {}", text(&of["bearer"]));
    let skills = account("configuration/le-users/skills?v=2.0");
    // A refreshed login is still valid after two times seven hours.
    service.later(7 * 3_600).await;
    assert_eq!(refresh(Some(&ben["sessionId"]), &ben["csrf"]).await, 200);
    service.later(7 * 3_600).await;
    assert_eq!(service.get(&skills, Some(&bearer(&ben))).await.0, 200);
    assert_eq!(service.get(&skills, Some(&bearer(&carla))).await.0, 401);
    assert_eq!(
        refresh(Some(&carla["sessionId"]), &carla["csrf"]).await,
        401,
        "too late"
    );
}

#[tokio::test]
async fn a_second_login_ends_the_first_bearer() {
    let service = start().await;
    let first = service.log_in("anna").await;
    let second = service.log_in("anna").await;
    let path = |bearer: &str| format!("/ws_api/account/{ACCOUNT}/messaging/brand/{bearer}?v=2");
    assert_eq!(service.upgrade_status(&path(&first)).await, 401);
    assert_eq!(service.upgrade_status(&path("rubbish")).await, 401);
    assert_eq!(service.upgrade_status(&path(&second)).await, 101);
}

#[tokio::test]
async fn the_brand_socket_is_found_under_both_service_names() {
    let service = start().await;
    let bearer = service.log_in("anna").await;
    for name in ["asyncMessagingEnt", "facadeMsg"] {
        let path = account(&format!("service/{name}/baseURI.json?version=1.0"));
        let (_, answer) = service.get(&path, None).await;
        let found = Service {
            host: answer["baseURI"].as_str().unwrap().to_owned(),
        };
        let mut anna = found.brand(&bearer).await;
        let profile = anna.gets("userprofile.GetUserProfile", json!({})).await;
        assert_eq!(profile["firstName"], "Anna");
    }
}

#[tokio::test]
async fn only_agents_see_users_and_everybody_sees_public_profiles() {
    let service = start().await;
    let bearer = format!("Bearer {}", service.log_in("anna").await);
    let users = account("configuration/le-users/users?v=4.0");
    let (_, all) = service.get(&users, Some(&bearer)).await;
    let logins: Vec<&Value> = (all.as_array().unwrap().iter())
        .map(|one| &one["loginName"])
        .collect();
    assert_eq!(logins, ["anna", "ben", "carla"]);
    assert_eq!(all[1]["skillIds"], json!(["3848332110"]));
    assert!(all[1].get("password").is_none());
    assert_eq!(service.get(&users, None).await.0, 401);
    for place in [
        "778".to_owned(),
        format!("pid/{BEN_PID}"),
        BEN_PID.to_owned(),
    ] {
        let path = account(&format!("configuration/le-users/users/{place}"));
        let (_, ben) = service.get(&path, Some(&bearer)).await;
        assert_eq!(
            (&ben["pid"], &ben["maxAsyncChats"]),
            (&json!(BEN_PID), &json!(5)),
            "{place}"
        );
    }
    let path = account(&format!("configuration/le-users/users/{BEN_PID}"));
    let (_, public) = service.get(&path, None).await;
    let members: Vec<&String> = public.as_object().unwrap().keys().collect();
    assert_eq!(
        members,
        ["employeeId", "fullName", "nickname", "pictureUrl"]
    );
    let picture = public["pictureUrl"].as_str().unwrap();
    let picture = picture.strip_prefix(&format!("http://{}", service.host));
    let (status, drawn) = service.get_bytes(picture.unwrap()).await;
    assert!(status == 200 && drawn.starts_with(b"\x89PNG\r\n"));
    let path = account(&format!("configuration/le-users/users/pid/{BEN_PID}"));
    assert_eq!(service.get(&path, None).await.0, 401);
}

#[tokio::test]
async fn files_are_uploaded_and_downloaded_by_urls_that_expire() {
    let service = start().await;
    let mut anna = service.online_agent("anna").await;
    let (mut consumer, id) = service.consumer_of("-1").await;
    let ring = anna.ring("WAITING").await;
    anna.answers(&ring, "ACCEPTED").await;
    let bytes = vec![7; 3 * 1024 * 1024];
    let asked = json!({"fileSize": bytes.len(), "fileType": "JPEG"});
    let address = |answer: &Value| {
        let query = &answer["queryParams"];
        let (signature, expires) = (
            query["temp_url_sig"].as_str(),
            query["temp_url_expires"].as_str(),
        );
        let path = answer["relativePath"].as_str().unwrap();
        format!(
            "{path}?temp_url_sig={}&temp_url_expires={}",
            signature.unwrap(),
            expires.unwrap()
        )
    };
    let upload = anna
        .gets("ms.GenerateURLForUploadFile", asked.clone())
        .await;
    assert_eq!(service.put(&address(&upload), &bytes).await, 201);
    let stale = anna.gets("ms.GenerateURLForUploadFile", asked).await;
    let wanted = json!({"relativePath": upload["relativePath"]});
    let kind = "ms.GenerateURLForDownloadFile";
    assert_eq!(
        consumer.is_refused(kind, wanted.clone()).await.0,
        404,
        "no message shows it to them"
    );
    let message = json!({"caption": "the parcel", "relativePath": upload["relativePath"], "fileType": "JPEG", "preview": ""});
    let event = json!({"type": "ContentEvent", "contentType": "hosted/file", "message": message});
    anna.publishes(&id, event).await;
    let download = consumer.gets(kind, wanted.clone()).await;
    assert_eq!(service.get_bytes(&address(&download)).await, (200, bytes));
    // The URL of an upload is not valid for a download, and every URL expires after a minute.
    assert_eq!(service.get_bytes(&address(&upload)).await.0, 401);
    service.later(61).await;
    assert_eq!(service.get_bytes(&address(&download)).await.0, 401);
    assert_eq!(service.put(&address(&stale), b"late").await, 401);
    let (mut stranger, _) = service.consumer_of("-1").await;
    assert_eq!(stranger.is_refused(kind, wanted).await.0, 404);
    let large = json!({"fileSize": 6 * 1024 * 1024, "fileType": "PDF"});
    assert_eq!(
        anna.is_refused("ms.GenerateURLForUploadFile", large)
            .await
            .0,
        413
    );
}

#[tokio::test]
async fn agents_and_skills_come_from_a_file() {
    let text = r#"{
        "skills": [{"id": 7, "name": "Bees", "description": ""}],
        "agents": [{"login": "eve", "password": "secret", "skills": [7], "capacity": 1}]}"#;
    let agents = Directory::parse(text).unwrap();
    let service = start_with(|config| config.agents = agents).await;
    assert_eq!(log_in(&service, "anna", "anna").await.0, 401);
    let (status, answer, _) = log_in(&service, "eve", "secret").await;
    assert_eq!(status, 200);
    let bearer = format!("Bearer {}", answer["bearer"].as_str().unwrap());
    let skills = account("configuration/le-users/skills?v=2.0");
    let (_, skills) = service.get(&skills, Some(&bearer)).await;
    assert_eq!(skills[0]["name"], "Bees");
}

#[test]
fn an_invalid_agents_file_is_reported_in_one_sentence_with_a_remedy() {
    let file = std::env::temp_dir().join(format!("hailer-agents-{}.json", std::process::id()));
    std::fs::write(&file, r#"{"agents": [{"login": "eve"}]}"#).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_hailer-stand-in"))
        .args(["--listen", "127.0.0.1:0", "--agents"])
        .arg(&file)
        .output()
        .unwrap();
    std::fs::remove_file(&file).unwrap();
    let sentence = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(sentence.contains("missing field `password`"), "{sentence}");
    assert!(
        sentence.contains("README.md") && sentence.lines().count() == 1,
        "{sentence}"
    );
}
