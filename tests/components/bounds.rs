//! Long texts from outside stay inside their containers.

use crate::{Stage, send, settle};
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;

/// Lists elements that are painted outside their container.
const ESCAPED: &str = include_str!("escaped.js");

fn escaped(stage: &Stage) -> Vec<String> {
    let found = Function::new_no_args(ESCAPED).call0(&stage.root).unwrap();
    let found = found.unchecked_into::<Array>();
    found.iter().filter_map(|one| one.as_string()).collect()
}

/// Changes the options of the widget, in the same language.
fn configure(stage: &Stage, lang: &str, options: &[(&str, &str)]) {
    let given = Object::new();
    for (name, value) in options {
        Reflect::set(&given, &(*name).into(), &(*value).into()).unwrap();
    }
    let speech = crate::Speaker::of(lang).speech;
    Reflect::set(&given, &"language".into(), &speech).unwrap();
    stage.widget().configure(&given);
}

#[wasm_bindgen_test]
async fn a_long_title_is_truncated_and_complete_in_its_tooltip_and_label() {
    for lang in ["en", "ar"] {
        let stage = Stage::speaking(&format!("title-{lang}"), lang);
        stage.widget().set_open(true);
        for title in [
            "W".repeat(36),
            "A shop with a very long name ".repeat(3),
            "متجر باسم طويل جدا ".repeat(4),
        ] {
            configure(&stage, lang, &[("title", &title), ("welcome", &title)]);
            settle().await;
            assert_eq!(escaped(&stage), Vec::<String>::new(), "{title} in {lang}");
            let name = stage.find(".header__title").unwrap();
            assert!(name.scroll_width() > name.client_width(), "it overflows");
            let style = "const style = getComputedStyle(this); return [style.textOverflow, style.overflowX].join()";
            let style = Function::new_no_args(style)
                .call0(&name)
                .unwrap()
                .as_string();
            assert_eq!(style.as_deref(), Some("ellipsis,hidden"));
            assert_eq!(name.get_attribute("title").as_ref(), Some(&title));
            let window = stage.find("[role=dialog]").unwrap();
            assert_eq!(window.get_attribute("aria-label").as_ref(), Some(&title));
        }
    }
}

#[wasm_bindgen_test]
async fn long_words_wrap_in_their_bubble() {
    for lang in ["en", "ar"] {
        let stage = Stage::speaking(&format!("words-{lang}"), lang);
        stage.widget().set_open(true);
        settle().await;
        for words in [
            "W".repeat(36),
            "﷽".repeat(36),
            format!("https://example.com/{}", "w".repeat(200)),
            "ﷺ".repeat(200),
            "Donaudampfschifffahrtsgesellschaft".repeat(3),
        ] {
            send(&stage, &words).await;
        }
        assert_eq!(stage.texts("[part=message]").len(), 5);
        assert_eq!(escaped(&stage), Vec::<String>::new(), "{lang}");
    }
}

#[wasm_bindgen_test]
async fn text_outside_its_container_is_detected() {
    let stage = Stage::new("escapes");
    stage.widget().set_open(true);
    settle().await;
    assert_eq!(escaped(&stage), Vec::<String>::new());
    let status = stage.find(".header__status").unwrap();
    let wide = "this.style.whiteSpace = 'nowrap'; this.append('W'.repeat(36))";
    Function::new_no_args(wide).call0(&status).unwrap();
    assert!(!escaped(&stage).is_empty());
}
