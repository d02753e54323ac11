//! A kill loses no acknowledged data, and files of earlier versions can be read.

mod support;

use serde_json::{Value, json};
use support::process::{DataFile, Process};
use support::{ACCOUNT, conversation};

#[tokio::test]
async fn a_kill_loses_no_acknowledged_message() {
    let file = DataFile::new("kill");
    let process = Process::start(&file.0);
    let service = &process.1;
    let token = service.sign_up().await;
    let (mut socket, id) = conversation(service, &token).await;
    for number in 0..20 {
        let publish = json!({"kind": "req", "id": "4", "type": "ms.PublishEvent", "body": {"dialogId": id, "event": {"type": "ContentEvent", "contentType": "text/plain", "message": format!("message {number}")}}});
        assert_eq!(
            socket.asks("4", &publish.to_string()).await["body"]["sequence"],
            number
        );
    }
    process.kill();

    let process = Process::start(&file.0);
    let (mut socket, again) = conversation(&process.1, &token).await;
    assert_eq!(
        again, id,
        "the token, the consumer and the conversation are still there"
    );
    socket.asks("3", &json!({"kind": "req", "id": "3", "type": "ms.SubscribeMessagingEvents", "body": {"dialogId": id}}).to_string()).await;
    let history = socket.notification("MessagingEventNotification").await;
    let texts: Vec<&str> = history["body"]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["event"]["message"].as_str())
        .collect();
    assert_eq!(texts.len(), 20);
    process.kill();
}

#[tokio::test]
async fn a_kill_loses_no_assignment_note_skill_or_private_flag() {
    let file = DataFile::new("agent");
    let process = Process::start(&file.0);
    let service = &process.1;
    let mut anna = service.online_agent("anna").await;
    let bearer = service.log_in("anna").await;
    let (mut consumer, id) = service.consumer_of("-1").await;
    let ring = anna.ring("WAITING").await;
    anna.answers(&ring, "ACCEPTED").await;
    consumer.says(&id, "Hello").await;
    let whisper =
        json!({"type": "ContentEvent", "contentType": "text/plain", "message": "a whisper"});
    let body = json!({"dialogId": id, "event": whisper, "messageAudience": "AGENTS_AND_MANAGERS"});
    anna.gets("ms.PublishEvent", body).await;
    anna.updates(&id, json!({"field": "Note", "note": "prefers mail"}))
        .await;
    let (_, transferred) = service.consumer_of("-1").await;
    let skill = json!({"field": "Skill", "type": "UPDATE", "skill": "3848332111"});
    anna.updates(&transferred, skill).await;
    process.kill();

    let process = Process::start(&file.0);
    let service = &process.1;
    let mut anna = service.brand(&bearer).await;
    let (_, all) = service.get("/control/conversations", None).await;
    let find = |id: &str| {
        all.as_array()
            .unwrap()
            .iter()
            .find(|one| one["id"] == id)
            .unwrap()
    };
    assert_eq!(find(&transferred)["skill"], "3848332111");
    assert_eq!(
        find(&id)["events"][1]["messageAudience"],
        "AGENTS_AND_MANAGERS"
    );
    anna.gets(
        "aam.SubscribeExConversations",
        json!({"agentIds": ["12345678.777"]}),
    )
    .await;
    let seen = anna.conversation_where(|one| one["convId"] == id).await;
    assert_eq!(seen["note"], "prefers mail");
    // The waiting conversation rings, and the assigned one does not.
    anna.gets("routing.SubscribeRoutingTasks", json!({})).await;
    anna.gets("routing.SetAgentState", json!({"availability": "ONLINE"}))
        .await;
    assert_eq!(anna.ring("WAITING").await["conversationId"], transferred);
    let is_other = |body: &Value| body["changes"][0]["result"]["conversationId"] == id;
    assert!(!anna.has_received("RoutingTaskNotification", is_other).await);
    process.kill();
}

/// Creates a file like the first version did, with one conversation that Anna answers.
fn earlier_file(path: &std::path::Path) {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE secret (value BLOB NOT NULL);
             CREATE TABLE consumer (id TEXT PRIMARY KEY, json TEXT NOT NULL);
             CREATE TABLE conversation (id TEXT PRIMARY KEY, json TEXT NOT NULL);
             CREATE TABLE event (
                 dialog TEXT NOT NULL, sequence INTEGER NOT NULL, json TEXT NOT NULL,
                 PRIMARY KEY (dialog, sequence));
             CREATE TABLE file (path TEXT PRIMARY KEY, bytes BLOB NOT NULL);",
        )
        .unwrap();
    let consumer = json!({"id": "c1", "is_authenticated": false, "external": null, "token_generation": 0, "profile": {}});
    let people = json!([
        {"id": "c1", "legacy_id": "c1", "role": "CONSUMER"},
        {"id": "3b5b7ec6-2b0f-53af-9afd-11d4072c85a7", "legacy_id": "12345678.777", "role": "ASSIGNED_AGENT"}]);
    let dialog = json!({"id": "d1", "kind": "MAIN", "state": "OPEN", "created_ms": 1, "ended_ms": null, "closed_by": null, "closed_cause": null});
    let conversation = json!({
        "id": "d1", "consumer": "c1", "skill": "-1", "state": "OPEN", "stage": "OPEN", "close_reason": null,
        "started_ms": 1, "ended_ms": null, "updated_ms": 2, "participants": people, "dialogs": [dialog],
        "csat": null, "ttr_kind": "NORMAL", "ttr_secs": 3_600, "effective_ttr_ms": 3, "context": null,
        "campaign": null, "extra": {}});
    for (table, id, value) in [
        ("consumer", "c1", &consumer),
        ("conversation", "d1", &conversation),
    ] {
        let statement = format!("INSERT INTO {table} VALUES (?1, ?2)");
        connection
            .execute(&statement, [id, &value.to_string()])
            .unwrap();
    }
}

#[tokio::test]
async fn a_file_of_the_first_version_is_migrated() {
    let file = DataFile::new("earlier");
    earlier_file(&file.0);
    let process = Process::start(&file.0);
    let mut anna = process.1.online_agent("anna").await;
    anna.says("d1", "Still here").await;
    anna.gets(
        "aam.SubscribeExConversations",
        json!({"agentIds": ["anna", "12345678.777"]}),
    )
    .await;
    let seen = anna.conversation_where(|one| one["convId"] == "d1").await;
    let people = &seen["dialogs"][0]["participantsDetails"];
    assert_eq!(people[1]["state"], "ACTIVE");
    process.kill();
    // The rows in the file were migrated, and only once.
    let connection = rusqlite::Connection::open(&file.0).unwrap();
    let version: u32 = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    assert_eq!(version, 2);
}

#[test]
fn a_file_of_a_later_version_is_refused_with_a_reason() {
    let file = DataFile::new("later");
    let connection = rusqlite::Connection::open(&file.0).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_hailer-stand-in"))
        .args(["--listen", "127.0.0.1:0", "--account", ACCOUNT, "--data"])
        .arg(&file.0)
        .output()
        .unwrap();
    let sentence = String::from_utf8(output.stderr).unwrap();
    assert!(
        sentence.contains("it was written by a later version of the stand-in"),
        "{sentence}"
    );
    assert!(sentence.contains("--data"), "{sentence}");
}
