//! Agents' names, which can contain anything.

use crate::scene::{Scene, does, says};
use crate::{act, find, until};
use serde_json::{Value, json};

/// Lists elements that are painted outside their container.
const ESCAPED: &str = include_str!("../components/escaped.js");

/// A page, and the names of the chat's buttons in its language.
struct Words {
    page: &'static str,
    open: &'static str,
    message: &'static str,
    send: &'static str,
    menu: &'static str,
    end: &'static str,
}

const ENGLISH: Words = Words {
    page: "spoken?lang=en",
    open: "Open chat",
    message: "Message",
    send: "Send",
    menu: "Menu",
    end: "End conversation",
};
const ARABIC: Words = Words {
    page: "spoken?lang=ar",
    open: "فتح المحادثة",
    message: "الرسالة",
    send: "إرسال",
    menu: "القائمة",
    end: "إنهاء المحادثة",
};

/// A chat with an agent of this name, who has sent a message, after the name is displayed as
/// `shown`.
async fn chat_with(name: &str, shown: &str, words: &Words) -> Scene {
    let scene = Scene::open(words.page).await;
    let profile = json!({ "nickname": name }).to_string();
    let answers = format!(
        "const ours = window.fetch;
        window.fetch = (asked, ...rest) => `${{asked.url || asked}}`.includes('/le-users/users/')
          ? Promise.resolve(new Response({profile:?})) : ours(asked, ...rest);"
    );
    scene.script(&answers).await;
    act::click(&scene, "button", words.open).await;
    let field = until::there_is(&scene, "textbox", words.message).await;
    field.send_keys("Hello?").await.expect("it takes keys");
    act::click(&scene, "button", words.send).await;
    until::message_is(&scene, "Hello?", "sent").await;
    scene.agent(does("accept")).await;
    until::some("the agent's name", async || {
        let seen = find::text(&scene, ".header__status bdi").await;
        (seen == shown).then_some(()).ok_or(seen)
    })
    .await;
    scene.agent(says("Good morning!")).await;
    let lines = ["consumer: Hello?", "agent: Good morning!"];
    until::transcript_reads(&scene, &lines).await;
    scene
}

async fn nothing_is_escaped(scene: &Scene, moment: &str) {
    let root = "document.querySelector('hailer-chat').shadowRoot";
    let script = format!("return (function () {{ {ESCAPED} }}).call({root})");
    assert_eq!(scene.script(&script).await, json!([]), "{moment}");
}

/// The text of an element, whether it overflows, and its text-overflow style.
async fn ends(scene: &Scene, selector: &str) -> Value {
    let script = format!(
        "const one = document.querySelector('hailer-chat').shadowRoot.querySelector({selector:?});
        const style = getComputedStyle(one);
        return [one.textContent, one.scrollWidth > one.clientWidth, style.textOverflow, style.overflowX]"
    );
    scene.script(&script).await
}

#[tokio::test]
async fn a_long_name_is_truncated_with_an_ellipsis_everywhere() {
    for words in [ENGLISH, ARABIC] {
        let name = "W".repeat(36);
        let scene = chat_with(&name, &name, &words).await;
        let too_long = json!([name, true, "ellipsis", "hidden"]);
        assert_eq!(ends(&scene, ".header__status bdi").await, too_long);
        assert_eq!(
            ends(&scene, ".message--agent .message__sender").await,
            too_long
        );
        let whole = find::attribute(&scene, ".header__status bdi", "title").await;
        assert_eq!(whole.as_ref(), Some(&name));
        nothing_is_escaped(&scene, words.page).await;

        scene.agent(does("type")).await;
        until::some("typing", async || {
            let label = find::text(&scene, ".typing__label").await;
            label.contains(&name).then_some(()).ok_or(label)
        })
        .await;
        act::click(&scene, "button", words.menu).await;
        until::there_is(&scene, "menuitem", words.end).await;
        nothing_is_escaped(&scene, "a menu, and somebody who types").await;
        act::click(&scene, "menuitem", words.end).await;
        until::there_is(&scene, "button", words.end).await;
        nothing_is_escaped(&scene, "a question").await;

        scene.agent(does("close")).await;
        until::some("the end", async || {
            let divider = find::text(&scene, ".divider bdi").await;
            (divider == name).then_some(()).ok_or(divider)
        })
        .await;
        assert_eq!(ends(&scene, ".divider bdi").await, too_long);
        nothing_is_escaped(&scene, "the line of an ended conversation, and a survey").await;
        scene.close().await;
    }
}

/// The characters of each inserted value in the divider, sorted by position from the left, and
/// whether the values follow the direction of the page.
const SEEN: &str = "
    const values = [...document.querySelector('hailer-chat').shadowRoot.querySelectorAll('.divider bdi')];
    const box = (node, at) => {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return range.getBoundingClientRect();
    };
    const seen = (one) => [...one.textContent].map((letter, at) => [box(one.firstChild, at).left, letter])
      .sort(([left], [right]) => left - right).map(([, letter]) => letter).join('');
    const [name, time] = values.map((one) => one.getBoundingClientRect());
    return [...values.map(seen), time.right <= name.left || time.top >= name.bottom]";

#[tokio::test]
async fn a_name_does_not_change_the_direction_of_the_text_around_it() {
    // One control character reverses the text after it, and another one ends the isolation of the
    // name.
    let scene = chat_with("\u{2069}\u{202e}Sam\n(Level 2)", "Sam (Level 2)", &ARABIC).await;
    let status = find::text(&scene, ".header__status").await;
    assert_eq!(status, "معك الآن Sam (Level 2)");
    let announced = "return [...document.querySelector('hailer-chat').shadowRoot.querySelectorAll('.announcer p')].map((one) => one.textContent)";
    let expected = json!(["رسالة من \u{2068}Sam (Level 2)\u{2069}: Good morning!"]);
    assert_eq!(scene.script(announced).await, expected);

    scene.agent(does("close")).await;
    until::some("the end", async || {
        let divider = find::text(&scene, ".divider").await;
        let is_there = divider.contains("Sam (Level 2)");
        is_there.then_some(()).ok_or(divider)
    })
    .await;
    let seen = scene.script(SEEN).await;
    assert_eq!(
        (&seen[0], &seen[2]),
        (&json!("Sam (Level 2)"), &json!(true)),
        "{seen}"
    );
    let time = seen[1].as_str().unwrap_or_default();
    assert!(time.contains(':') && !time.contains(')'), "{seen}");
    scene.close().await;
}

#[tokio::test]
async fn long_words_of_the_brand_stay_inside_their_containers() {
    let scene = Scene::open(ENGLISH.page).await;
    let long = |word: &str| format!("{}{word}", "W".repeat(36));
    let keys = [
        "endConversation",
        "markUrgent",
        "endQuestion",
        "endExplanation",
        "keepChatting",
        "rateQuestion",
        "resolvedQuestion",
        "yes",
        "no",
        "submit",
        "skip",
        "thanks",
        "today",
        "waitingForAgent",
        "endedByYou",
        "messageHint",
        "welcome",
        "notSent",
        "tryAgain",
        "discard",
        "offline",
        "waiting",
        "jumpToLatest",
    ];
    let sentences: serde_json::Map<_, _> = keys
        .iter()
        .map(|key| ((*key).to_owned(), json!(long(key))))
        .collect();
    let ours = format!("hailer.configure({{ sentences: {} }})", json!(sentences));
    scene.script(&ours).await;
    act::open_chat(&scene).await;
    nothing_is_escaped(&scene, "a greeting").await;
    scene
        .fault("faults", json!({"refusePublishes": 1, "refuseCode": 403}))
        .await;
    act::sends(&scene, "Hello?").await;
    until::message_is(&scene, "Hello?", "failed").await;
    nothing_is_escaped(&scene, "a failed message").await;
    act::click(&scene, "button", &long("tryAgain")).await;
    until::message_is(&scene, "Hello?", "sent").await;
    scene.agent(does("accept")).await;
    until::anna_is_here(&scene).await;
    act::click(&scene, "button", ENGLISH.menu).await;
    let end = long("endConversation");
    until::there_is(&scene, "menuitem", &end).await;
    nothing_is_escaped(&scene, "a menu").await;
    act::click(&scene, "menuitem", &end).await;
    until::there_is(&scene, "button", &long("keepChatting")).await;
    nothing_is_escaped(&scene, "a question").await;
    act::click(&scene, "button", &end).await;
    until::there_is(&scene, "button", &long("skip")).await;
    nothing_is_escaped(&scene, "a survey").await;
    scene.close().await;
}
