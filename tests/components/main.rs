//! Component tests in a headless browser, without a server.

#![cfg(target_arch = "wasm32")]

mod bounds;
mod composer;
mod days;
mod directions;
mod emoji;
mod keys;
mod markup;
mod search;
mod speech;
mod translated;

use speech::Speaker;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

wasm_bindgen_test_configure!(run_in_browser);

/// A widget in its own shadow root, with options like those from the loader.
struct Stage {
    root: ShadowRoot,
    host: Element,
    widget: Option<hailer_widget::Widget>,
    emitted: js_sys::Array,
}

impl Stage {
    fn new(account: &str) -> Self {
        Self::speaking(account, "en")
    }

    fn speaking(account: &str, lang: &str) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let host = document.create_element("div").unwrap();
        document.body().unwrap().append_child(&host).unwrap();
        let init = ShadowRootInit::new(ShadowRootMode::Open);
        let root = host.attach_shadow(&init).unwrap();
        let options = js_sys::Object::new();
        for (name, value) in [
            ("account", account),
            ("domains", "http://127.0.0.1:9"),
            ("title", "Test Shop"),
            ("welcome", "Hello there"),
        ] {
            js_sys::Reflect::set(&options, &name.into(), &value.into()).unwrap();
        }
        let speech = Speaker::of(lang).speech;
        js_sys::Reflect::set(&options, &"language".into(), &speech).unwrap();
        let emitted = js_sys::Array::new();
        let record = js_sys::Function::new_with_args("name", "this.push(name)");
        let emit: js_sys::Function = record.bind0(&emitted).unchecked_into();
        let on_panic = js_sys::Function::new_no_args("");
        let widget = hailer_widget::Widget::new(&root, &options, emit, on_panic, None).unwrap();
        Self {
            root,
            host,
            widget: Some(widget),
            emitted,
        }
    }

    fn widget(&self) -> &hailer_widget::Widget {
        self.widget.as_ref().unwrap()
    }

    fn find(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).unwrap()
    }

    /// Types text into the message box.
    fn write(&self, words: &str) {
        let field = self.find("textarea").unwrap();
        js_sys::Reflect::set(&field, &"value".into(), &words.into()).unwrap();
        field
            .dispatch_event(&web_sys::Event::new("input").unwrap())
            .unwrap();
    }

    /// The texts of all elements that match a selector.
    fn texts(&self, selector: &str) -> Vec<String> {
        let found = self.root.query_selector_all(selector).unwrap();
        let text = |index| Some(plain(&found.get(index)?.text_content()?));
        (0..found.length()).filter_map(text).collect()
    }

    fn text(&self, selector: &str) -> String {
        self.find(selector)
            .and_then(|element| element.text_content())
            .map(|text| plain(&text))
            .unwrap_or_default()
    }
}

/// The text without the control characters that isolate inserted values.
fn plain(words: &str) -> String {
    words.replace(['\u{2068}', '\u{2069}'], "")
}

impl Drop for Stage {
    /// Destroys the widget, so that it does not react to events of the next test.
    fn drop(&mut self) {
        if let Some(widget) = self.widget.take() {
            widget.destroy(&wasm_bindgen::JsValue::UNDEFINED);
        }
    }
}

/// Waits for effects and for the animation frame after them.
async fn settle() {
    for _ in 0..2 {
        let frame = js_sys::Promise::new(&mut |resolve, _| {
            web_sys::window()
                .unwrap()
                .request_animation_frame(&resolve)
                .unwrap();
        });
        wasm_bindgen_futures::JsFuture::from(frame).await.unwrap();
    }
}

/// Types a message and sends it.
async fn send(stage: &Stage, words: &str) {
    stage.write(words);
    settle().await;
    let button = stage.find(".composer__send").unwrap();
    let click = js_sys::Function::new_no_args("this.click()");
    click.call0(&button).unwrap();
    settle().await;
}

#[wasm_bindgen_test]
async fn the_window_is_a_named_dialog_that_opens_and_closes() {
    let stage = Stage::new("c1");
    let window: HtmlElement = stage.find("[role=dialog]").unwrap().dyn_into().unwrap();
    assert!(window.hidden());
    stage.widget().set_open(true);
    settle().await;
    assert!(!window.hidden());
    assert_eq!(
        window.get_attribute("aria-label").as_deref(),
        Some("Test Shop")
    );
    assert_eq!(stage.text(".welcome__text"), "Hello there");
    stage.widget().set_open(false);
    settle().await;
    assert!(window.hidden());
    let emitted: Vec<_> = stage
        .emitted
        .iter()
        .filter_map(|name| name.as_string())
        .collect();
    assert!(emitted.contains(&"open".to_owned()) && emitted.contains(&"minimize".to_owned()));
}

#[wasm_bindgen_test]
async fn the_send_button_is_enabled_when_there_is_text() {
    let stage = Stage::new("c2");
    stage.widget().set_open(true);
    settle().await;
    let button = stage.find("[aria-label=Send]").unwrap();
    let is_disabled = || button.get_attribute("aria-disabled").as_deref() == Some("true");
    assert!(is_disabled());
    stage.write("  hello ");
    settle().await;
    assert!(!is_disabled());
}

#[wasm_bindgen_test]
async fn a_message_without_a_connection_is_queued_and_stored() {
    let stage = Stage::new("c3");
    stage.widget().set_open(true);
    settle().await;
    stage.write("<b>hello</b>");
    settle().await;
    let button: HtmlElement = stage.find("[aria-label=Send]").unwrap().dyn_into().unwrap();
    button.click();
    settle().await;
    let message = stage.find("[part=message]").unwrap();
    assert_eq!(
        message.get_attribute("data-state").as_deref(),
        Some("queued")
    );
    assert_eq!(
        message.get_attribute("data-from").as_deref(),
        Some("consumer")
    );
    assert_eq!(
        stage.text(".message__text"),
        "<b>hello</b>",
        "markup stays text"
    );
    let kept = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    let mut keys = (0..kept.length().unwrap()).filter_map(|index| kept.key(index).unwrap());
    let own = keys.find(|key| key.starts_with("hailer:c3:tab:"));
    let kept = kept.get_item(&own.unwrap()).unwrap().unwrap();
    assert!(
        kept.contains("<b>hello</b>"),
        "stored before it can be sent"
    );
}

#[wasm_bindgen_test]
async fn the_title_follows_the_option() {
    let stage = Stage::new("c4");
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"title".into(), &"Another name".into()).unwrap();
    let speech = Speaker::of("en").speech;
    js_sys::Reflect::set(&options, &"language".into(), &speech).unwrap();
    stage.widget().configure(&options);
    settle().await;
    assert_eq!(stage.text(".header__title"), "Another name");
}

#[wasm_bindgen_test]
async fn a_destroyed_widget_leaves_no_node_and_no_style() {
    let mut stage = Stage::new("c5");
    stage.widget().set_open(true);
    settle().await;
    assert_ne!(stage.root.adopted_style_sheets().length(), 0);
    stage
        .widget
        .take()
        .unwrap()
        .destroy(&wasm_bindgen::JsValue::UNDEFINED);
    settle().await;
    assert_eq!(stage.root.child_element_count(), 0);
    assert_eq!(stage.root.adopted_style_sheets().length(), 0);
    stage.host.remove();
}

#[wasm_bindgen_test]
async fn changing_the_language_renders_a_new_window_and_keeps_the_draft() {
    let stage = Stage::new("c6");
    stage.widget().set_open(true);
    stage.widget().set_draft("half a sentence".to_owned());
    settle().await;
    let options = js_sys::Object::new();
    let speech = Speaker::of("ar").speech;
    js_sys::Reflect::set(&options, &"language".into(), &speech).unwrap();
    stage.widget().configure(&options);
    settle().await;
    let windows = stage.root.query_selector_all(".window").unwrap();
    assert_eq!(windows.length(), 1);
    let home = stage.find("[lang]").unwrap();
    assert_eq!(home.get_attribute("lang").as_deref(), Some("ar"));
    assert_eq!(home.get_attribute("dir").as_deref(), Some("rtl"));
    assert_eq!(stage.text(".header__title"), "تحدّث معنا");
    let field = stage.find("[aria-label=الرسالة]").unwrap();
    let draft = js_sys::Reflect::get(&field, &"value".into()).unwrap();
    assert_eq!(draft.as_string().as_deref(), Some("half a sentence"));
}

#[wasm_bindgen_test]
async fn all_labels_are_in_the_language_of_the_window() {
    let stage = Stage::speaking("c7", "ja");
    stage.widget().set_open(true);
    settle().await;
    // Options take precedence over the catalogue.
    assert_eq!(stage.text(".header__title"), "Test Shop");
    let labels = stage.root.query_selector_all("[aria-label]").unwrap();
    let labels = (0..labels.length()).map(|index| {
        let element: Element = labels.get(index).unwrap().unchecked_into();
        element.get_attribute("aria-label").unwrap()
    });
    let labels: Vec<String> = labels.collect();
    let expected = [
        "Test Shop",
        "メニュー",
        "チャットを最小化",
        "会話",
        "メッセージ",
        "送信",
    ];
    assert_eq!(labels, expected);
}
