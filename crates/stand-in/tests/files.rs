//! Files in both directions (protocol §3.9).

mod support;

use serde_json::{Value, json};
use support::files::{PICTURE, hosted_file, signed};
use support::process::{DataFile, Process};
use support::{Service, Socket, start};

/// An agent and a consumer in one conversation.
async fn pair(service: &Service) -> (Socket, Socket, String) {
    let mut anna = service.online_agent("anna").await;
    let (consumer, id) = service.consumer_of("-1").await;
    let ring = anna.ring("WAITING").await;
    anna.answers(&ring, "ACCEPTED").await;
    (anna, consumer, id)
}

/// Uploads the picture and returns its path.
async fn upload(service: &Service, by: &mut Socket) -> Value {
    let place = by.upload_address("PNG", PICTURE.len()).await;
    assert_eq!(service.put(&signed(&place), PICTURE).await, 201);
    place["relativePath"].clone()
}

fn is_file(event: &Value) -> bool {
    event["event"]["contentType"] == "hosted/file"
}

#[tokio::test]
async fn both_sides_send_pictures_with_preview_and_caption() {
    let service = start().await;
    let (mut anna, mut consumer, id) = pair(&service).await;
    for from_consumer in [true, false] {
        let (from, to) = if from_consumer {
            (&mut consumer, &mut anna)
        } else {
            (&mut anna, &mut consumer)
        };
        let path = upload(&service, from).await;
        from.publishes(&id, hosted_file(&path)).await;
        let is_it =
            |event: &Value| is_file(event) && event["event"]["message"]["relativePath"] == path;
        let seen = to.event_where(is_it).await;
        assert_eq!(seen["event"], hosted_file(&path));
        let address = to.download_address(&path).await;
        let reply = service.request("GET", &address, &[], b"").await;
        assert_eq!((reply.status, &reply.body[..]), (200, PICTURE));
    }
}

#[tokio::test]
async fn a_download_has_its_content_type_and_file_name() {
    let service = start().await;
    let (mut anna, _, _) = pair(&service).await;
    let expected = [
        ("png", "image/png", "inline"),
        ("jpeg", "image/jpeg", "inline"),
        ("PDF", "application/pdf", "attachment"),
        ("TXT", "text/plain; charset=utf-8", "attachment"),
    ];
    for (file_type, content_type, disposition) in expected {
        let place = anna.upload_address(file_type, 3).await;
        assert_eq!(service.put(&signed(&place), b"abc").await, 201);
        let path = place["relativePath"].as_str().unwrap();
        let address = anna.download_address(&place["relativePath"]).await;
        let reply = service.request("GET", &address, &[], b"").await;
        assert_eq!(reply.headers["content-type"], content_type);
        let name = path.rsplit('/').next().unwrap();
        assert!(name.ends_with(&format!(".{}", file_type.to_uppercase())));
        let wanted = format!("{disposition}; filename=\"{name}\"");
        assert_eq!(reply.headers["content-disposition"], wanted);
    }
}

#[tokio::test]
async fn unknown_types_and_files_above_the_limit_of_the_sender_are_refused() {
    let service = start().await;
    let (mut anna, mut consumer, _) = pair(&service).await;
    let kind = "ms.GenerateURLForUploadFile";
    let of = |bytes: usize, file_type: &str| json!({"fileSize": bytes, "fileType": file_type});
    let max = 3 * 1024 * 1024;
    consumer.gets(kind, of(max, "JPG")).await;
    assert_eq!(consumer.is_refused(kind, of(max + 1, "JPG")).await.0, 413);
    anna.gets(kind, of(5 * 1024 * 1024, "DOCX")).await;
    assert_eq!(
        anna.is_refused(kind, of(5 * 1024 * 1024 + 1, "DOCX"))
            .await
            .0,
        413
    );
    for body in [of(1_000, "EXE"), of(0, "PNG"), json!({"fileType": "PNG"})] {
        assert_eq!(consumer.is_refused(kind, body).await.0, 400);
    }
    // The limit applies to the uploaded bytes, too.
    let place = anna.upload_address("PDF", 1).await;
    let large = vec![0; 5 * 1024 * 1024 + 1];
    assert_eq!(
        service
            .request("PUT", &signed(&place), &[], &large)
            .await
            .status,
        413
    );
}

#[tokio::test]
async fn an_address_is_valid_for_a_minute_for_one_file_and_one_method() {
    let service = start().await;
    let (mut anna, _, _) = pair(&service).await;
    let place = anna.upload_address("PNG", PICTURE.len()).await;
    let other = anna.upload_address("PNG", PICTURE.len()).await;
    let mut stolen = place.clone();
    stolen["relativePath"] = other["relativePath"].clone();
    assert_eq!(service.put(&signed(&stolen), PICTURE).await, 401);
    let mut later = place.clone();
    later["queryParams"]["temp_url_expires"] = "4000000000".into();
    assert_eq!(service.put(&signed(&later), PICTURE).await, 401);
    let bare = place["relativePath"].as_str().unwrap();
    assert_eq!(service.put(bare, PICTURE).await, 401);
    assert_eq!(service.get_bytes(&signed(&place)).await.0, 401);
    service.later(58).await;
    assert_eq!(service.put(&signed(&place), PICTURE).await, 201);
    service.later(3).await;
    assert_eq!(service.put(&signed(&place), PICTURE).await, 401);
}

#[tokio::test]
async fn a_page_of_another_origin_may_upload_and_download() {
    let service = start().await;
    let (mut anna, _, _) = pair(&service).await;
    let page = ("origin", "https://shop.example");
    let place = signed(&anna.upload_address("PNG", PICTURE.len()).await);
    for method in ["PUT", "GET"] {
        let asks = [
            page,
            ("access-control-request-method", method),
            ("access-control-request-headers", "content-type"),
        ];
        let reply = service.request("OPTIONS", &place, &asks, b"").await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.headers["access-control-allow-origin"], page.1);
        assert_eq!(reply.headers["access-control-allow-methods"], method);
        assert_eq!(
            reply.headers["access-control-allow-headers"],
            "content-type"
        );
    }
    let headers = [page, ("content-type", "image/png")];
    let reply = service.request("PUT", &place, &headers, PICTURE).await;
    assert_eq!(
        (reply.status, &*reply.headers["access-control-allow-origin"]),
        (201, page.1)
    );
    let expired = service.request("GET", &place, &[page], b"").await;
    assert_eq!(
        (
            expired.status,
            &*expired.headers["access-control-allow-origin"]
        ),
        (401, page.1)
    );
    assert_eq!(
        expired.headers["access-control-expose-headers"],
        "content-disposition"
    );
}

#[tokio::test]
async fn a_message_must_name_an_uploaded_file_and_have_a_small_preview() {
    let service = start().await;
    let (_, mut consumer, id) = pair(&service).await;
    let place = consumer.upload_address("PNG", PICTURE.len()).await;
    let too_early = hosted_file(&place["relativePath"]);
    let publish = |event: &Value| json!({"dialogId": id, "event": event});
    let kind = "ms.PublishEvent";
    assert_eq!(consumer.is_refused(kind, publish(&too_early)).await.0, 400);
    let path = upload(&service, &mut consumer).await;
    let mut event = hosted_file(&path);
    for preview in ["A".repeat(50_000), "not base64!".to_owned()] {
        event["message"]["preview"] = preview.into();
        assert_eq!(consumer.is_refused(kind, publish(&event)).await.0, 400);
    }
    event["message"]["preview"] = "iVBORw".into();
    event["contentType"] = "HostedFile".into();
    consumer.gets(kind, publish(&event)).await;
}

#[tokio::test]
async fn the_requested_number_of_uploads_is_refused_or_cut_off() {
    let service = start().await;
    let (mut anna, _, _) = pair(&service).await;
    service
        .control("faults", json!({"refuseFileUrls": 1}))
        .await;
    let kind = "ms.GenerateURLForUploadFile";
    let asked = json!({"fileSize": "9", "fileType": "PNG"});
    assert_eq!(anna.is_refused(kind, asked).await.0, 500);
    let place = anna.upload_address("PNG", PICTURE.len()).await;
    let address = signed(&place);
    service
        .control("faults", json!({"refuseUploads": 2, "uploadCode": 507}))
        .await;
    assert_eq!(service.put(&address, PICTURE).await, 507);
    assert_eq!(service.put(&address, PICTURE).await, 507);
    service.control("faults", json!({"cutUploads": 1})).await;
    assert!(!service.is_put(&address, PICTURE).await);
    let wanted = json!({"relativePath": place["relativePath"]});
    let kind = "ms.GenerateURLForDownloadFile";
    assert_eq!(
        anna.is_refused(kind, wanted).await.0,
        404,
        "nothing was stored"
    );
    assert_eq!(service.put(&address, PICTURE).await, 201);
}

#[tokio::test]
async fn delayed_uploads_and_downloads_end_when_the_clock_advances() {
    let service = start().await;
    let (mut anna, _, _) = pair(&service).await;
    let place = anna.upload_address("PNG", PICTURE.len()).await;
    service
        .control("faults", json!({"delayFilesMs": 40_000}))
        .await;
    let address = signed(&place);
    let (status, ()) = tokio::join!(service.put(&address, PICTURE), async {
        service.waits_for_the_clock(1).await;
        service.later(41).await;
    });
    assert_eq!(status, 201);
    let address = anna.download_address(&place["relativePath"]).await;
    let ((status, bytes), ()) = tokio::join!(service.get_bytes(&address), async {
        service.waits_for_the_clock(1).await;
        service.later(41).await;
    });
    assert_eq!((status, &bytes[..]), (200, PICTURE));
}

#[tokio::test]
async fn an_address_can_expire_at_once_and_a_file_can_be_lost() {
    let service = start().await;
    let (mut anna, mut consumer, id) = pair(&service).await;
    service
        .control("faults", json!({"expireFileUrls": 1}))
        .await;
    let place = anna.upload_address("PNG", PICTURE.len()).await;
    assert_eq!(service.put(&signed(&place), PICTURE).await, 401);
    let path = upload(&service, &mut anna).await;
    anna.publishes(&id, hosted_file(&path)).await;
    let address = consumer.download_address(&path).await;
    service.control("faults", json!({"loseFiles": true})).await;
    assert_eq!(service.get_bytes(&address).await.0, 404);
}

#[tokio::test]
async fn a_file_survives_a_kill() {
    let data = DataFile::new("files");
    let process = Process::start(&data.0);
    let (mut anna, _, id) = pair(&process.1).await;
    let path = upload(&process.1, &mut anna).await;
    anna.publishes(&id, hosted_file(&path)).await;
    process.kill();
    let process = Process::start(&data.0);
    let bearer = process.1.log_in("anna").await;
    let mut anna = process.1.brand(&bearer).await;
    let address = anna.download_address(&path).await;
    assert_eq!(process.1.get_bytes(&address).await, (200, PICTURE.to_vec()));
}
