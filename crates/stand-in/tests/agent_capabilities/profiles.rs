//! Who agents and consumers are.

use super::support::start;
use super::{ANNA, anna_answers};
use serde_json::json;

#[tokio::test]
async fn get_user_profile_of_oneself_and_of_the_consumer() {
    let service = start().await;
    let (mut anna, mut consumer, _) = anna_answers(&service).await;
    let kind = "userprofile.GetUserProfile";
    let own = anna.gets(kind, json!({})).await;
    assert_eq!(own["userId"], ANNA);
    assert_eq!(own["lastName"], "Lindqvist");
    let profile = json!({"firstName": "Cleo", "privateData": {"mail": "cleo@example.com"}});
    consumer.gets("userprofile.SetUserProfile", profile).await;
    let (_, all) = service.get("/control/conversations", None).await;
    let id = all[0]["consumer"].clone();
    for body in [json!({"userId": id}), id.clone()] {
        let profile = anna.gets(kind, body).await;
        assert_eq!(
            (&profile["userId"], &profile["firstName"]),
            (&id, &json!("Cleo"))
        );
        assert_eq!(profile["privateData"]["mail"], "cleo@example.com");
    }
    assert_eq!(
        anna.is_refused(kind, json!({"userId": "nobody"})).await.0,
        404
    );
    let (mut stranger, _) = service.consumer_of("-1").await;
    let curious = stranger.is_refused(kind, json!({"userId": id})).await;
    assert_eq!(curious.0, 404, "consumers know nothing of each other");
}
