//! The availability of agents, and its subscribers (protocol §6.6).

use super::support::{ACCOUNT, start};
use super::{ANNA, BEN};
use serde_json::{Value, json};

#[tokio::test]
async fn agent_status_is_set_with_its_channels_and_sent_to_subscribers() {
    let service = start().await;
    let bearer = service.log_in("anna").await;
    let mut anna = service.brand(&bearer).await;
    let mut ben = service.online_agent("ben").await;
    let watch = json!({"brandId": ACCOUNT, "agentId": ANNA});
    ben.gets("routing.SubscribeAgentsState", watch).await;
    let first = ben.notification("AgentStateNotification").await;
    let result = |frame: &Value| frame["body"]["changes"][0]["result"].clone();
    assert_eq!(
        result(&first)["availability"],
        "OFFLINE",
        "the default before any update"
    );
    for availability in ["ONLINE", "AWAY", "BACK_SOON", "OCCUPIED", "OFFLINE"] {
        let state =
            json!({"availability": availability, "channels": ["MESSAGING"], "agentUserId": ANNA});
        let answer = anna.ask("routing.SetAgentState", state).await;
        assert_eq!(
            (answer["code"].clone(), answer["body"].clone()),
            (json!(202), json!("Agent state updated successfully"))
        );
        let seen = result(&ben.notification("AgentStateNotification").await);
        assert_eq!(seen["availability"], availability);
        assert_eq!(seen["channels"], json!(["MESSAGING"]));
        assert_eq!(seen["agentUserId"], ANNA);
    }
    let wrong = [
        (json!({"availability": "ASLEEP"}), 400),
        (
            json!({"availability": "ONLINE", "channels": ["PIGEON"]}),
            400,
        ),
        (json!({"availability": "ONLINE", "agentUserId": BEN}), 403),
    ];
    for (state, code) in wrong {
        assert_eq!(
            anna.is_refused("routing.SetAgentState", state).await.0,
            code
        );
    }
}

#[tokio::test]
async fn agent_status_of_all_agents_is_sent_if_no_agent_is_named() {
    let service = start().await;
    let mut anna = service.online_agent("anna").await;
    anna.gets("routing.SubscribeAgentsState", json!({})).await;
    let first = anna.notification("AgentStateNotification").await;
    let states: Vec<&Value> = (first["body"]["changes"].as_array().unwrap().iter())
        .map(|one| &one["result"]["availability"])
        .collect();
    assert_eq!(states, ["ONLINE", "OFFLINE", "OFFLINE"]);
}

#[tokio::test]
async fn agent_status_decides_who_is_rung() {
    let service = start().await;
    let mut anna = service.online_agent("anna").await;
    let wrong_channel = json!({"availability": "ONLINE", "channels": ["COBROWSE"]});
    let states =
        ["AWAY", "BACK_SOON", "OFFLINE", "OCCUPIED"].map(|state| json!({"availability": state}));
    for state in states.into_iter().chain([wrong_channel]) {
        anna.gets("routing.SetAgentState", state.clone()).await;
        service.consumer_of("-1").await;
        assert!(
            !anna.has_received("RoutingTaskNotification", |_| true).await,
            "{state}"
        );
    }
    anna.gets("routing.SetAgentState", json!({"availability": "ONLINE"}))
        .await;
    for _ in 0..5 {
        anna.ring("WAITING").await;
    }
}
