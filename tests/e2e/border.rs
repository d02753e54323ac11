//! Every way to include the chat in a page.

use crate::scene::{Scene, does, says};
use crate::{act, find, until};
use serde_json::{Value, json};

/// The boxes of the launcher and the window, and whether a click hits them.
const WHERE: &str = "
    const root = document.querySelector('hailer-chat').shadowRoot;
    return Object.fromEntries(['.launcher', '.window'].map((name) => {
      const { left, top, right, bottom } = root.querySelector(name).getBoundingClientRect();
      const hit = root.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return [name.slice(1), {
        onScreen: left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight,
        isHit: Boolean(hit?.closest(name)), width: right - left,
        side: left + right > innerWidth ? 'right' : 'left',
      }];
    }));";

/// Opens a page and the chat, and exchanges messages with the agent.
pub async fn chats_on(page: &str) -> Scene {
    let scene = Scene::open(page).await;
    act::open_chat(&scene).await;
    chats(&scene).await;
    scene
}

/// Exchanges messages with the agent in the open window.
pub async fn chats(scene: &Scene) {
    act::sends(scene, "Hello?").await;
    until::message_is(scene, "Hello?", "sent").await;
    scene.agent(does("accept")).await;
    scene.agent(says("I am here.")).await;
    let lines = ["consumer: Hello?", "agent: I am here."];
    until::transcript_equals_the_services(scene, &lines).await;
}

/// Waits until the window's position is stable. The launcher and the window must be visible and
/// clickable.
pub async fn is_usable(scene: &Scene) -> Value {
    until::some("launcher and window on the screen", async || {
        let seen = scene.script(WHERE).await;
        let is_usable = |part: &str| seen[part]["onScreen"] == true && seen[part]["isHit"] == true;
        if is_usable("launcher") && is_usable("window") {
            Ok(seen)
        } else {
            Err(seen.to_string())
        }
    })
    .await
}

async fn title(scene: &Scene) -> String {
    let name = find::attribute(scene, "[role=dialog]", "aria-label").await;
    name.unwrap_or_default()
}

#[tokio::test]
async fn the_tag_accepts_every_option() {
    let scene = Scene::open("every_option").await;
    act::open_chat(&scene).await;
    assert_eq!(title(&scene).await, "Every Shop");
    let seen = is_usable(&scene).await;
    assert_eq!(seen["launcher"]["side"], "left");
    let looks = "const host = document.querySelector('hailer-chat');
        const logos = [...host.shadowRoot.querySelectorAll('.header__logo, .welcome__logo')];
        return Promise.all(logos.map((logo) => logo.decode())).then(() => [host.dataset.theme, ...logos.map((logo) => logo.naturalWidth > 0)])";
    assert_eq!(scene.script(looks).await, json!(["dark", true, true]));
    chats(&scene).await;
    assert!(
        find::attribute(&scene, ".header__logo", "src")
            .await
            .is_none(),
        "the agent's face stands in its place"
    );
    let asked = until::requests_of(&scene, "RequestConversation", 1).await;
    let body = asked[0]["body"].to_string();
    for number in ["4711", "11", "22"] {
        assert!(body.contains(number), "{number} in {body}");
    }
    let console = scene.console().await;
    assert!(console.is_empty(), "{console:?}");
    let files = "return performance.getEntriesByType('resource').map(({ name }) => name)
        .filter((name) => name.includes('hailer_widget') && name.startsWith(location.origin))";
    assert_eq!(scene.script(files).await, json!([]), "assets elsewhere");
    scene.close().await;
}

#[tokio::test]
async fn changed_options_route_new_conversations_elsewhere() {
    let scene = Scene::open("every_option").await;
    act::open_chat(&scene).await;
    until::connection_is(&scene, "online").await;
    scene
        .script("hailer.configure({ skill: 4712, campaign: '33', lang: 'de-AT' })")
        .await;
    let field = until::there_is(&scene, "textbox", "Nachricht").await;
    field.send_keys("Servus").await.expect("it takes keys");
    act::click(&scene, "button", "Senden").await;
    let asked = until::requests_of(&scene, "RequestConversation", 1).await;
    let body = &asked[0]["body"];
    assert_eq!(body["skillId"], "4712");
    assert_eq!(body["campaignInfo"]["campaignId"], "33");
    assert_eq!(body["campaignInfo"]["engagementId"], "22", "said before");
    assert_eq!(body["conversationContext"]["lang"], "de-AT");
    scene.close().await;
}

#[tokio::test]
async fn every_wrong_option_is_reported_in_the_console_and_ignored() {
    let scene = Scene::open("wrong_options").await;
    until::there_is(&scene, "button", "Open chat").await;
    let console = scene.console().await;
    let wrong = [
        "account",
        "domains",
        "assets",
        "skill",
        "campaign",
        "engagement",
        "theme",
        "position",
        "title",
        "welcome",
        "logo",
        "nonce",
    ];
    for name in wrong {
        let sentence = format!("option \\\\\\\"{name}\\\\\\\" must be");
        let named = console.iter().filter(|line| line.contains(&sentence));
        assert_eq!(named.count(), 1, "{name} in {console:#?}");
    }
    for name in ["shade", "colour"] {
        let sentence = format!("there is no option \\\\\\\"{name}\\\\\\\"");
        let named = console.iter().filter(|line| line.contains(&sentence));
        assert_eq!(named.count(), 1, "{name} in {console:#?}");
    }
    let mend = format!(
        "hailer.configure({{ account: '12345678', domains: '{}' }})",
        scene.service.address
    );
    scene.script(&mend).await;
    act::open_chat(&scene).await;
    assert_eq!(title(&scene).await, "Chat with us");
    chats(&scene).await;
    scene.close().await;
}

#[tokio::test]
async fn a_logo_that_cannot_be_loaded_is_reported_and_replaced_by_the_initial() {
    let scene = Scene::open("lost_logo").await;
    act::open_chat(&scene).await;
    until::some("the initial", async || {
        match find::text(&scene, ".header__avatar").await {
            initial if initial == "P" => Ok(()),
            other => Err(other),
        }
    })
    .await;
    let console = scene.console().await.join("\n");
    let sentence = format!("could not load {}/none.svg", scene.shop);
    assert!(console.contains(&sentence), "{console}");
    let mend = format!("hailer.configure({{ logo: '{}/logo.svg' }})", scene.shop);
    scene.script(&mend).await;
    until::some("the logo", async || {
        match find::attribute(&scene, ".header__logo", "src").await {
            Some(url) if url.ends_with("/logo.svg") => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await;
    scene.close().await;
}

#[tokio::test]
async fn options_may_be_set_before_the_script() {
    let scene = chats_on("options_before").await;
    assert_eq!(title(&scene).await, "Early Shop");
    scene.close().await;
}

#[tokio::test]
async fn calls_before_the_script_has_loaded_are_queued_in_order() {
    let scene = Scene::open("queued").await;
    until::there_is(&scene, "textbox", "Message").await;
    assert_eq!(title(&scene).await, "Queued Shop");
    let mut told = scene.script("return window.told.sort()").await;
    until::some("both calls", async || {
        told = scene.script("return window.told.sort()").await;
        if told == json!(["function", "open"]) {
            Ok(())
        } else {
            Err(told.to_string())
        }
    })
    .await;
    let console = scene.console().await.join("\n");
    assert!(console.contains("the page's own mistake"), "{console}");
    chats(&scene).await;
    scene.close().await;
}

#[tokio::test]
async fn a_second_tag_is_ignored() {
    let scene = chats_on("twice").await;
    assert_eq!(title(&scene).await, "Plain Shop");
    let count = "return document.querySelectorAll('hailer-chat').length";
    assert_eq!(scene.script(count).await, 1);
    let requests = scene.requests("RequestConversation").await;
    assert_eq!(requests.len(), 1);
    scene.close().await;
}

#[tokio::test]
async fn a_tag_in_the_head_draws_the_launcher_before_the_body_exists() {
    let scene = chats_on("in_head").await;
    assert_eq!(scene.script("return window.early").await, json!([null, 1]));
    let order = "return [...document.documentElement.children].map((one) => one.localName)";
    let order = scene.script(order).await;
    assert_eq!(order, json!(["head", "body", "hailer-chat"]));
    scene.close().await;
}

#[tokio::test]
async fn a_tag_may_be_at_the_end() {
    chats_on("at_end").await.close().await;
}

#[tokio::test]
async fn a_tag_may_be_a_module() {
    let scene = chats_on("as_module").await;
    assert_eq!(title(&scene).await, "Plain Shop");
    scene.close().await;
}

#[tokio::test]
async fn a_module_of_the_page_may_import_the_script_and_set_the_path_of_its_files() {
    chats_on("imported").await.close().await;
}

#[tokio::test]
async fn a_tag_manager_may_add_the_tag_later() {
    chats_on("tag_manager").await.close().await;
}

#[tokio::test]
async fn the_assets_may_come_from_another_origin_with_an_integrity_hash() {
    let scene = chats_on("other_origin").await;
    let console = scene.console().await;
    assert!(console.is_empty(), "{console:?}");
    scene.close().await;
}

#[tokio::test]
async fn the_chat_works_under_a_policy_with_nonces() {
    let scene = chats_on("nonce_policy").await;
    assert_eq!(scene.script("return window.violations").await, json!([]));
    scene.close().await;
}
