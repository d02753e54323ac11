//! Profiles of agents and consumers.

use super::support::{ACCOUNT, start};
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
    assert_eq!(curious.0, 404, "consumers cannot see each other");
}

#[tokio::test]
async fn both_sides_get_the_profile_of_the_one_brand() {
    let service = start().await;
    let (mut anna, mut consumer, _) = anna_answers(&service).await;
    let answer = anna
        .ask("brandprofile.GetBrandProfile", json!({"brandId": ACCOUNT}))
        .await;
    assert_eq!(answer["type"], ".ams.brandprofile.GetBrandProfile$Response");
    let profile = &answer["body"];
    assert_eq!(profile["brandId"], ACCOUNT);
    let times = ["ttrNormal", "ttrUrgent", "ttrCustom"].map(|name| profile[name].as_u64());
    assert_eq!(times, [Some(3_600_000), Some(300_000), Some(3_600_000)]);
    let theirs = consumer
        .asks(
            "b",
            r#"{"kind":"req","id":"b","type":"brandprofile.GetBrandProfile"}"#,
        )
        .await;
    assert_eq!(theirs["type"], "brandprofile.GetBrandProfileResponse");
    assert_eq!(theirs["body"], *profile);
    let other = json!({"brandId": "another"});
    let refused = anna.is_refused("brandprofile.GetBrandProfile", other).await;
    assert_eq!(refused.0, 404);
}
