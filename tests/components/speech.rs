//! The catalogues (`src/embed/speech.js` with the sentences of each language).

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

const SPEECH: &str = include_str!("../../src/embed/speech.js");
const CATALOGUES: [(&str, &str); 8] = [
    ("ar", include_str!("../../lang/ar.json")),
    ("de", include_str!("../../lang/de.json")),
    ("en", include_str!("../../lang/en.json")),
    ("es", include_str!("../../lang/es.json")),
    ("fr", include_str!("../../lang/fr.json")),
    ("he", include_str!("../../lang/he.json")),
    ("ja", include_str!("../../lang/ja.json")),
    ("pt", include_str!("../../lang/pt.json")),
];

/// A language, as the loader creates it.
pub struct Speaker {
    /// The object that the widget receives.
    pub speech: JsValue,
    complaints: Array,
}

impl Speaker {
    /// The speaker for a language of `lang/`.
    pub fn of(lang: &str) -> Self {
        Self::with(lang, lang, "{}")
    }

    /// Like `of`, with a locale and the brand's own sentences.
    fn with(lang: &str, locale: &str, overrides: &str) -> Self {
        let (_, sentences) = CATALOGUES.iter().find(|(one, _)| *one == lang).unwrap();
        let body = SPEECH
            .replace("\"/* sentences */\"", sentences)
            .replace("export default", "return");
        let make: Function = Function::new_no_args(&body)
            .call0(&JsValue::UNDEFINED)
            .unwrap()
            .unchecked_into();
        let dir = if matches!(lang, "ar" | "he") {
            "rtl"
        } else {
            "ltr"
        };
        let language = format!("{{\"lang\":\"{lang}\",\"locale\":\"{locale}\",\"dir\":\"{dir}\"}}");
        let language = js_sys::JSON::parse(&language).unwrap();
        let overrides = js_sys::JSON::parse(overrides).unwrap();
        let complaints = Array::new();
        let complain =
            Function::new_with_args("sentence", "this.push(sentence)").bind0(&complaints);
        let speech = make.call3(&JsValue::UNDEFINED, &overrides, &language, &complain);
        Self {
            speech: speech.unwrap(),
            complaints,
        }
    }

    fn call(&self, method: &str, one: &JsValue, other: &JsValue) -> String {
        let method: Function = Reflect::get(&self.speech, &method.into())
            .unwrap()
            .unchecked_into();
        method
            .call2(&self.speech, one, other)
            .unwrap()
            .as_string()
            .unwrap()
    }

    fn say(&self, key: &str, value: impl Into<JsValue>) -> String {
        self.call("say", &key.into(), &value.into())
    }

    /// Like `say`, without the control characters that isolate the value.
    fn say_plainly(&self, key: &str, value: impl Into<JsValue>) -> String {
        crate::plain(&self.say(key, value))
    }
}

#[wasm_bindgen_test]
fn every_count_has_a_plural_form_in_every_language() {
    for (lang, _) in CATALOGUES {
        let speaker = Speaker::of(lang);
        for count in 0..=120 {
            for key in ["stars", "openChatUnread", "tooLong"] {
                let words = speaker.say(key, count);
                assert!(
                    !words.is_empty() && !words.contains('{'),
                    "{key} {count} in {lang}: {words}"
                );
            }
        }
    }
}

#[wasm_bindgen_test]
fn every_inserted_value_is_isolated() {
    for (lang, sentences) in CATALOGUES {
        let speaker = Speaker::of(lang);
        let sentences = js_sys::JSON::parse(sentences).unwrap();
        let mut tried = 0;
        for key in js_sys::Object::keys(sentences.unchecked_ref::<js_sys::Object>()).iter() {
            let sentence = Reflect::get(&sentences, &key).unwrap();
            let whole = js_sys::JSON::stringify(&sentence).unwrap();
            let whole = whole.as_string().unwrap();
            let (value, isolated) = match () {
                () if whole.contains("{name}") => (
                    "Sam (Level 2)".into(),
                    "\u{2068}Sam (Level 2)\u{2069}".to_owned(),
                ),
                () if whole.contains("{count}") => {
                    (120.into(), format!("\u{2068}{}+\u{2069}", number(lang, 99)))
                }
                () if whole.contains("{number}") => (
                    1_200.into(),
                    format!("\u{2068}{}\u{2069}", number(lang, 1_200)),
                ),
                () => continue,
            };
            let said = speaker.call("say", &key, &value);
            assert!(said.contains(&isolated), "{said} in {lang}");
            tried += 1;
        }
        assert_eq!(tried, 8, "sentences with a placeholder in {lang}");
    }
}

fn number(locale: &str, count: u32) -> String {
    let speaker = Speaker::with(&locale[..2], locale, "{}");
    speaker.call("number", &count.into(), &JsValue::UNDEFINED)
}

#[wasm_bindgen_test]
fn plurals_follow_the_rules_of_the_language() {
    let said = |lang, count: u32| Speaker::of(lang).say_plainly("stars", count);
    assert_eq!([1, 2].map(|count| said("en", count)), ["1 star", "2 stars"]);
    // In French, 0 is singular.
    assert_eq!(
        [0, 1, 2].map(|count| said("fr", count)),
        ["0 étoile", "1 étoile", "2 étoiles"]
    );
    let arabic = ["نجمة واحدة", "نجمتان"];
    assert_eq!([1, 2].map(|count| said("ar", count)), arabic);
    assert!(said("ar", 3).ends_with("نجوم") && said("ar", 11).ends_with("نجمة"));
}

#[wasm_bindgen_test]
fn numbers_are_formatted_for_the_region() {
    assert_eq!(number("en-US", 7_600), "7,600");
    assert_eq!(number("de-DE", 7_600), "7.600");
    assert_eq!(number("ar-EG", 7_600), "٧٬٦٠٠");
    let speaker = Speaker::with("en", "en-US", "{}");
    let many = speaker.say_plainly("openChatUnread", 1_200);
    assert_eq!(many, "Open chat (99+ unread)");
    let too_many = speaker.say_plainly("tooLong", 1_200);
    assert_eq!(too_many, "This message is 1,200 characters too long.");
}

/// The formatted date or time of 21 November of a year, 15:05.
fn november(locale: &str, method: &str, year: u32) -> String {
    let speaker = Speaker::with(&locale[..2], locale, "{}");
    let at = js_sys::Date::new_with_year_month_day_hr_min(year, 10, 21, 15, 5);
    speaker.call(method, &at.get_time().into(), &js_sys::Date::now().into())
}

#[wasm_bindgen_test]
fn times_and_days_are_formatted_for_the_region() {
    let year = js_sys::Date::new_0().get_full_year();
    for (locale, ending) in [("en-GB", "day 21 November"), ("de-AT", ", 21. November")] {
        assert_eq!(november(locale, "time", year), "15:05");
        let day = november(locale, "day", year);
        assert!(day.ends_with(ending), "{day}");
    }
    assert!(november("ja-JP", "time", year).contains("15:05"));
    assert!(november("ja-JP", "day", year).starts_with("11月21日"));
}

#[wasm_bindgen_test]
fn a_day_of_another_year_includes_the_year() {
    let day = |locale| november(locale, "day", 2_020);
    assert!(day("en-GB").ends_with(" 21 November 2020"));
    assert_eq!(day("de-AT"), "Samstag, 21. November 2020");
    assert!(day("ja-JP").starts_with("2020年11月21日"));
}

#[wasm_bindgen_test]
fn a_custom_sentence_is_used_and_an_invalid_one_is_reported() {
    let overrides = r#"{"send": "Post", "isHere": "{name} listens", "stars": {"one": "{count} leaf", "other": "{count} leaves"},
        "openChatUnread": "{count} new", "nothing": "?", "menu": 7, "yes": {"other": "Sure"}, "no": "  ",
        "toString": "?"}"#;
    let speaker = Speaker::with("en", "en", overrides);
    assert_eq!(speaker.say("send", JsValue::UNDEFINED), "Post");
    // A name is inserted unchanged, even if it looks like a placeholder.
    assert_eq!(
        speaker.say_plainly("isHere", "$& {name} 120"),
        "$& {name} 120 listens"
    );
    assert_eq!(
        [1, 5].map(|count| speaker.say_plainly("stars", count)),
        ["1 leaf", "5 leaves"]
    );
    assert_eq!(speaker.say_plainly("openChatUnread", 2), "2 new");
    for (key, ours) in [("menu", "Menu"), ("yes", "Yes"), ("no", "No")] {
        assert_eq!(speaker.say(key, JsValue::UNDEFINED), ours);
    }
    let complaints: Vec<_> = speaker
        .complaints
        .iter()
        .map(|one| one.as_string().unwrap())
        .collect();
    let expected = [
        "there is no sentence \"nothing\"",
        "sentence \"menu\" must be some text; it was 7",
        "sentence \"yes\" must be some text; it was {\"other\":\"Sure\"}",
        "sentence \"no\" must be some text; it was \"  \"",
        "there is no sentence \"toString\"",
    ];
    assert_eq!(complaints, expected);
}
