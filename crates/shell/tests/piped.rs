//! The shell in a pipe.

use std::io::Write as _;
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

/// Runs a shell with its own stand-in, and pipes `input` into it.
fn shell(arguments: &[&str], input: &str) -> Output {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let mut shell = Command::new(env!("CARGO_BIN_EXE_hailer-shell"))
        .args(["--stand-in", &address])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = shell.stdin.take().unwrap();
    pipe.write_all(input.as_bytes()).unwrap();
    drop(pipe);
    shell.wait_with_output().unwrap()
}

#[test]
fn piped_requests_are_answered_in_order() {
    let input = r#"{"kind":"req","id":1,"type":".ams.cm.ConsumerRequestConversation","body":{}}
{"kind":"req","id":2,"type":".ams.ms.PublishEvent","body":
 {"dialogId":"$CONVERSATION_ID","event":{"type":"ContentEvent","contentType":"text/plain","message":"hi"}}}
{"kind":"req","id":3,"body":{"dialogId":"$CONVERSATION_ID","type":".ams.ms.SubscribeMessagingEvents"}}
"#;
    let output = shell(&[], input);
    assert!(output.status.success());
    let output = String::from_utf8(output.stdout).unwrap();
    let frames = serde_json::Deserializer::from_str(&output).into_iter::<serde_json::Value>();
    let frames: Vec<_> = frames.map(|frame| frame.expect("JSON")).collect();
    let answered: Vec<_> = frames
        .iter()
        .filter_map(|frame| frame["reqId"].as_str())
        .collect();
    assert_eq!(answered, ["1", "2", "3"], "{output}");
    // Notifications after the last response are also awaited.
    let history = frames.last().unwrap();
    assert_eq!(history["body"]["changes"][0]["event"]["message"], "hi");
}

#[test]
fn errors_go_to_stderr_and_do_not_stop_the_shell() {
    let input = "{\"kind\" \"req\"}\n{\"id\":\"$RING_ID\"}\n{\"kind\":\"req\",\"id\":9,\"type\":\".GetClock\"}\n{\"kind\"";
    let output = shell(&["--as", "agent"], input);
    let (output, complaints) = (output.stdout, String::from_utf8(output.stderr).unwrap());
    assert!(
        complaints.contains("expected `:` at line 1 column 9"),
        "{complaints}"
    );
    assert!(
        complaints.contains("$RING_ID is not known yet"),
        "{complaints}"
    );
    assert!(complaints.contains("This is not complete"), "{complaints}");
    let answer: serde_json::Value = serde_json::from_slice(&output).unwrap();
    assert_eq!(answer["reqId"], "9");
}

#[test]
fn an_unknown_agent_is_reported() {
    let output = shell(&["--as", "agent", "--user", "zoe"], "");
    assert!(!output.status.success());
    let complaints = String::from_utf8(output.stderr).unwrap();
    assert!(
        complaints.contains("zoe") && complaints.contains("--user"),
        "{complaints}"
    );
}

#[test]
fn a_server_that_is_not_a_stand_in_is_reported() {
    // A server that closes every connection.
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();
    std::thread::spawn(move || other.incoming().for_each(drop));
    let output = Command::new(env!("CARGO_BIN_EXE_hailer-shell"))
        .args(["--stand-in", &address])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let complaints = String::from_utf8(output.stderr).unwrap();
    assert!(complaints.contains("is not a stand-in"), "{complaints}");
}
