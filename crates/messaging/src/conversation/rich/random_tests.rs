//! Random values: none makes the reader panic or exceed its limits.

use super::tests::{count, depth};
use super::*;
use proptest::prelude::*;

/// Words that the reader knows, so that random values reach deep code paths.
fn word() -> BoxedStrategy<String> {
    let known = proptest::sample::select(vec![
        "type",
        "elements",
        "vertical",
        "horizontal",
        "carousel",
        "carouselSelect",
        "accordionSelect",
        "tabs",
        "list",
        "sectionList",
        "section",
        "checklist",
        "checkbox",
        "buttonList",
        "submitButton",
        "keyValuePairList",
        "text",
        "button",
        "image",
        "map",
        "linkPreview",
        "template",
        "title",
        "titles",
        "url",
        "https://a.example",
        "la",
        "lo",
        "resp",
        "click",
        "actions",
        "metadata",
        "publishText",
        "link",
        "uri",
        "web",
        "navigate",
        "addToCart",
        "items",
        "custom",
        "data",
        "key",
        "value",
        "datePicker",
        "minDate",
        "scheduleSlotList",
        "slots",
        "start",
        "end",
        "id",
        "checked",
        "submitAsText",
        "style",
        "color",
        "#fff",
        "rgb(1,2,3)",
        "border-radius",
        "display",
        "size",
        "percentages",
        "selectMode",
        "name",
        "ref",
        "accessibility",
        "aria-label",
        "replies",
        "itemsPerRow",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => any::<String>()].boxed()
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "-?[0-9]{1,3}[0-9eE.+-]{0,6}"
            .prop_map(|digits| { serde_json::from_str(&digits).unwrap_or_default() }),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 120, 8, |inner| {
        let member = (word(), inner.clone());
        let object = proptest::collection::vec(member, 0..8).boxed();
        let typed = (
            object.clone(),
            word(),
            proptest::collection::vec(inner.clone(), 0..5),
        );
        prop_oneof![
            1 => proptest::collection::vec(inner, 0..8).prop_map(Value::from),
            1 => object.prop_map(|members| members.into_iter().collect()),
            4 => typed.prop_map(|(members, kind, elements)| {
                let mut value: Value = members.into_iter().collect();
                value["type"] = kind.into();
                value["elements"] = elements.into();
                value
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_096))]

    #[test]
    fn any_value_is_read_within_bounds(value in value()) {
        let read = RichContent::parse(&value);
        if let Some(root) = &read.root {
            prop_assert!(count(root) <= limits::ELEMENTS);
            prop_assert!(depth(root) <= limits::DEPTH);
        }
        let replies = QuickReplies::parse(&value).map(|one| one.replies.len());
        prop_assert!(replies.unwrap_or_default() <= limits::QUICK_REPLIES);
    }

    #[test]
    fn parsing_any_text_as_a_colour_or_an_address_does_not_panic(text in any::<String>(), tail in ".{0,12}") {
        for text in [text, format!("#{tail}"), format!("rgb({tail})"), format!("https://{tail}")] {
            let _ = Color::parse(&text);
            let address = Address::parse(&text);
            prop_assert!(address.is_none_or(|one| one.as_str().len() <= limits::ADDRESS_CHARS));
            let _ = Address::parse_picture(&text);
        }
    }
}
