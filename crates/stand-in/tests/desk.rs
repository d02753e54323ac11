//! Serving the agents' desk: its files if it was built, and instructions otherwise.

mod support;

use serde_json::json;
use std::fs;
use support::{ACCOUNT, start, start_with};

#[tokio::test]
async fn the_built_desk_is_served_without_files_outside_its_folder() {
    let folder = std::env::temp_dir().join(format!("hailer-desk-{}", std::process::id()));
    let built = folder.join("built");
    fs::create_dir_all(&built).unwrap();
    fs::write(built.join("index.html"), "the desk").unwrap();
    fs::write(folder.join("secret"), "not for you").unwrap();
    let service = start_with(|config| config.desk = Some(built)).await;
    for address in ["/desk", "/desk/"] {
        let (status, page) = service.get(address, None).await;
        assert_eq!(
            (status, page.as_str()),
            (200, Some("the desk")),
            "{address}"
        );
    }
    for address in ["/desk/../secret", "/desk/%2e%2e/secret"] {
        let (status, _) = service.get(address, None).await;
        assert_eq!(status, 404, "{address}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn the_address_of_an_unbuilt_desk_says_how_to_build_it() {
    let nowhere = std::env::temp_dir().join("hailer-desk-that-nobody-built");
    for service in [
        start().await,
        start_with(|config| config.desk = Some(nowhere)).await,
    ] {
        let (status, page) = service.get("/desk/", None).await;
        assert_eq!(status, 404);
        assert!(page.as_str().unwrap().contains("cargo xtask dev"), "{page}");
    }
}

#[tokio::test]
async fn agents_receive_the_client_properties_of_a_consumer() {
    let service = start().await;
    let mut anna = service.online_agent("anna").await;
    let token = service.sign_up().await;
    let address = format!("/ws_api/account/{ACCOUNT}/messaging/consumer?v=3");
    let mut consumer = service.socket(&address, None).await;
    let client = json!({"type": ".ams.headers.ClientProperties", "os": "LINUX", "features": ["RICH_CONTENT"]});
    let token = json!({"type": ".ams.headers.ConsumerAuthentication", "jwt": token});
    let init =
        json!({"kind": "req", "id": "0", "type": "InitConnection", "headers": [token, client]});
    consumer.asks("0", &init.to_string()).await;
    let context = json!({"type": "SharkContext", "lang": "en-US"});
    let asked = json!({"conversationContext": context});
    consumer.gets("cm.ConsumerRequestConversation", asked).await;
    let ring = anna.ring("WAITING").await;
    anna.answers(&ring, "ACCEPTED").await;
    let seen = anna
        .conversation_where(|one| one["context"].is_object())
        .await;
    let expected = json!({"type": "SharkContext", "lang": "en-US",
        "clientProperties": {"type": ".ClientProperties", "os": "LINUX", "features": ["RICH_CONTENT"]}});
    assert_eq!(seen["context"], expected);
}
