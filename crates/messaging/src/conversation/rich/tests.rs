//! Which content is read, and which is left out.

use super::*;
use serde_json::json;

fn kind(content: &Value) -> Option<ElementKind> {
    Some(RichContent::parse(content).root?.kind)
}

fn click(actions: &Value) -> Option<Click> {
    let button = json!({"type": "button", "title": "a", "click": {"actions": actions}});
    RichContent::parse(&button).root?.click
}

pub(super) fn count(element: &Element) -> usize {
    1 + children(element).map(count).sum::<usize>()
}

pub(super) fn depth(element: &Element) -> usize {
    1 + children(element).map(depth).max().unwrap_or_default()
}

fn children(element: &Element) -> impl Iterator<Item = &Element> {
    let children: Vec<&Element> = match &element.kind {
        ElementKind::Vertical { elements, .. }
        | ElementKind::Horizontal { elements, .. }
        | ElementKind::Carousel { elements, .. }
        | ElementKind::CarouselSelect { elements, .. }
        | ElementKind::List { elements }
        | ElementKind::SectionList { elements }
        | ElementKind::Section { elements, .. }
        | ElementKind::Checklist { elements }
        | ElementKind::ButtonList { elements } => elements.iter().collect(),
        ElementKind::AccordionSelect { panels, .. } => {
            panels.iter().map(|panel| &panel.element).collect()
        }
        ElementKind::Tabs { tabs } => tabs.iter().map(|tab| &tab.element).collect(),
        _ => Vec::new(),
    };
    children.into_iter()
}

#[test]
fn every_example_of_the_stand_in_is_read_completely() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../stand-in/examples/rich");
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let text = text.replace("{base}", "http://127.0.0.1:8080");
        let event: Value = serde_json::from_str(&text).unwrap();
        if event["type"] != "RichContentEvent" || event["content"]["type"] == "hologram" {
            continue;
        }
        let root = RichContent::parse(&event["content"]).root.expect(&text);
        let wanted = text.matches("\"type\": \"").count();
        let not_elements = text.matches("\"type\": \"ExternalId").count();
        assert!(count(&root) < wanted - not_elements, "{text}");
        assert_eq!(text.matches("\"click\"").count(), clicks(&root), "{text}");
        seen += 1;
    }
    assert!(seen > 25);
}

fn clicks(element: &Element) -> usize {
    usize::from(element.click.is_some()) + children(element).map(clicks).sum::<usize>()
}

#[test]
fn an_unknown_element_is_left_out_together_with_its_width() {
    let row = json!({"type": "horizontal", "percentages": [20, 30, 50], "elements": [
        {"type": "text", "text": "a"}, {"type": "hologram"}, {"type": "text", "text": "b"}]});
    let Some(ElementKind::Horizontal {
        elements,
        percentages,
        border_line,
        ..
    }) = kind(&row)
    else {
        panic!("no row");
    };
    assert_eq!((elements.len(), border_line), (2, true));
    assert_eq!(percentages, [20.0, 50.0]);
}

#[test]
fn content_that_cannot_be_shown_has_no_tree_but_keeps_its_text_alternative() {
    for empty in [
        json!(null),
        json!("x"),
        json!({"type": "vertical"}),
        json!({"type": "vertical", "elements": [{"type": "tabs", "elements": [{}]}]}),
        json!({"type": "text", "text": " "}),
        json!({"type": "map", "la": 91, "lo": 0}),
        json!({"type": "image", "url": "javascript:alert(1)"}),
    ] {
        assert_eq!(
            RichContent::parse(&empty),
            RichContent::default(),
            "{empty}"
        );
    }
    let told = json!({"type": "hologram", "alt": "A plant"});
    let read = RichContent::parse(&told);
    assert_eq!((read.root, read.alt.as_deref()), (None, Some("A plant")));
}

#[test]
fn only_addresses_that_are_safe_to_open_are_kept() {
    for good in [
        "https://example.com/a?b#c",
        " HTTPS://example.com ",
        "http://example.com:80",
        "tel:+4312345",
        "mailto:a@example.com",
    ] {
        assert!(Address::parse(good).is_some(), "{good}");
    }
    for bad in [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//example.com",
        "/care",
        "https:/example.com",
        "https:example.com",
        "https://",
        "https:///a",
        "https://shop.example@evil.example/",
        "https:\\\\example.com",
        "https://exa mple.com",
        "tel:",
        "blob:https://example.com/a",
        "fernandclay://returns",
    ] {
        assert_eq!(Address::parse(bad), None, "{bad}");
    }
    let picture = |text| Address::parse_picture(text).is_some();
    assert!(picture("https://example.com/a.png"));
    assert!(picture("http://127.0.0.1:8080/a.png"));
    assert!(picture("http://localhost/a.png"));
    assert!(picture("http://[::1]:8080/a.png"));
    assert!(!picture("http://example.com/a.png"));
    assert!(!picture("http://localhost.example.com/a.png"));
    assert!(!picture("mailto:a@example.com"));
}

#[test]
fn colours_are_read_in_every_notation() {
    let rgba = |text| Color::parse(text).map(|one| [one.red, one.green, one.blue, one.alpha]);
    assert_eq!(rgba("#fff"), Some([255, 255, 255, 255]));
    assert_eq!(rgba("#0F766e"), Some([15, 118, 110, 255]));
    assert_eq!(rgba("#0f766e80"), Some([15, 118, 110, 128]));
    assert_eq!(rgba("rgb(1, 2,3)"), Some([1, 2, 3, 255]));
    assert_eq!(rgba("RGBA(300 0% 100% / 50%)"), Some([255, 0, 255, 128]));
    assert_eq!(rgba("Tomato"), Some([255, 99, 71, 255]));
    assert_eq!(rgba("transparent"), Some([0, 0, 0, 0]));
    assert_eq!(rgba("yellowgreen"), Some([154, 205, 50, 255]));
    for bad in [
        "",
        "#",
        "#ff",
        "#fffff",
        "#äöü",
        "#ggg",
        "rgb(1,2)",
        "rgb(1,2,3,1,1)",
        "rgb(a,b,c)",
        "url(x)",
        "red; x",
        "ff0000",
        "expression(1)",
    ] {
        assert_eq!(rgba(bad), None, "{bad}");
    }
}

#[test]
fn a_style_ignores_invalid_values() {
    let text = json!({"type": "text", "text": "a", "style": {"bold": "true", "italic": 1,
        "size": "url(x)", "color": "red;position:fixed", "background-color": "#000",
        "border-radius": 1e9, "position": "fixed"}});
    let style = RichContent::parse(&text).root.unwrap().style;
    assert!(style.bold && !style.italic);
    assert_eq!((style.size, style.color), (None, None));
    assert_eq!(style.background, Color::parse("black"));
    assert_eq!(style.border_radius, Some(limits::BORDER_RADIUS));
}

#[test]
fn aria_attributes_do_not_refer_to_other_elements() {
    let text = json!({"type": "text", "text": "a", "accessibility": {"web": {"role": "note",
        "aria-label": "b", "aria-labelledby": "id", "onclick": "x", "aria-x y": "z", "style": "x"}}});
    let aria = RichContent::parse(&text).root.unwrap().aria;
    let names: Vec<_> = aria.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["aria-label", "role"]);
}

#[test]
fn a_link_prefers_the_web_address_and_allows_only_safe_addresses() {
    let link = |uri: &str, web: &str| {
        let link = json!({"type": "link", "uri": uri, "web": {"uri": web}, "target": "slideout"});
        match click(&json!([link]))?.actions.pop()? {
            Action::Link {
                address, target, ..
            } => Some((address.as_str().to_owned(), target)),
            _ => None,
        }
    };
    let opened = |text: &str| Some((text.to_owned(), Target::Slideout));
    assert_eq!(
        link("https://a.example", "https://b.example"),
        opened("https://b.example")
    );
    assert_eq!(
        link("https://a.example", "app://b"),
        opened("https://a.example")
    );
    assert_eq!(link("javascript:x", "app://b"), None);
}

#[test]
fn a_click_has_at_most_four_actions_and_its_texts_are_never_cut() {
    let say = |text: &str| json!({"type": "publishText", "text": text});
    let five = json!([say("a"), {"type": "dance"}, say("b"), say("c"), say("d"), say("e")]);
    assert_eq!(click(&five).unwrap().texts(), ["a", "b", "c", "d"]);
    assert_eq!(
        click(&json!(say(&"x".repeat(8_000))))
            .unwrap()
            .texts()
            .len(),
        1
    );
    assert_eq!(click(&json!([say(&"x".repeat(8_001))])), None);
    let told = json!({"type": "text", "text": "a", "click": {"metadata": [{"id": 1}]}});
    let only_told = RichContent::parse(&told).root.unwrap().click.unwrap();
    assert!(only_told.actions.is_empty());
    assert_eq!(only_told.metadata, Some(json!([{"id": 1}])));
}

#[test]
fn long_texts_are_cut_between_characters() {
    let long = json!({"type": "text", "text": "ä".repeat(5_001)});
    let Some(ElementKind::Text { text }) = kind(&long) else {
        panic!("no text");
    };
    assert_eq!(text.chars().count(), limits::TEXT_CHARS + 1);
    assert!(text.ends_with('…'));
}

#[test]
fn any_number_and_depth_of_elements_is_read_within_the_limits() {
    let texts = vec![json!({"type": "text", "text": "a"}); 10_000];
    let wide = json!({"type": "vertical", "elements": texts});
    assert_eq!(
        count(&RichContent::parse(&wide).root.unwrap()),
        limits::ELEMENTS
    );
    let nest = |levels: usize| {
        (1..levels).fold(
            json!({"type": "text", "text": "a"}),
            |inner, _| json!({"type": "vertical", "elements": [inner]}),
        )
    };
    assert!(RichContent::parse(&nest(limits::DEPTH)).root.is_some());
    assert_eq!(RichContent::parse(&nest(limits::DEPTH + 1)).root, None);
    assert_eq!(RichContent::parse(&nest(120)).root, None);
}

#[test]
fn quick_replies_are_buttons_in_rows() {
    let reply = |title: &str| json!({"type": "button", "title": title});
    let told = json!({"itemsPerRow": 99, "replies": vec![reply("Yes"); 30]});
    let read = QuickReplies::parse(&told).unwrap();
    assert_eq!((read.per_row, read.replies.len()), (Some(8), 24));
    assert_eq!(read.replies[0].click.texts(), ["Yes"], "it sends its title");
    assert_eq!(QuickReplies::parse(&json!({"replies": [{}, 1]})), None);
    assert_eq!(QuickReplies::parse(&json!([])), None);
}
