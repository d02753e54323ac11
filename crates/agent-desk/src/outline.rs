//! Structured content as an outline for agents (protocol §7). It shows the content, not the layout
//! of the widget.

use serde_json::Value;

/// Deeper levels are cut off.
const MAX_LEVELS: usize = 12;

/// A part of the outline.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Text.
    Text(String),
    /// A picture, by its caption or URL.
    Picture(String),
    /// A button and its actions.
    Button {
        /// The title.
        title: String,
        /// The types of its actions.
        actions: String,
    },
    /// A container.
    Group {
        /// The type in the protocol.
        kind: String,
        /// The children.
        parts: Vec<Part>,
    },
    /// Anything else, by its type.
    Other(String),
}

/// The outline of a `content` object.
pub fn read(content: &Value) -> Vec<Part> {
    part(content, 0).into_iter().collect()
}

/// The titles of quick replies.
pub fn titles(quick_replies: &Value) -> Vec<String> {
    let replies = quick_replies["replies"].as_array();
    let titles = replies
        .into_iter()
        .flatten()
        .map(|reply| reply["title"].as_str());
    titles.flatten().map(str::to_owned).collect()
}

fn part(value: &Value, level: usize) -> Option<Part> {
    let text = |name: &str| value[name].as_str().filter(|text| !text.is_empty());
    let kind = text("type")?;
    if level > MAX_LEVELS {
        return Some(Part::Other("more".to_owned()));
    }
    Some(match kind {
        "text" => Part::Text(text("text").unwrap_or_default().to_owned()),
        "button" | "submitButton" | "checkbox" | "linkPreview" => Part::Button {
            title: text("title")
                .or(text("text"))
                .or(text("url"))
                .unwrap_or(kind)
                .to_owned(),
            actions: actions(value),
        },
        "image" => Part::Picture(
            text("caption")
                .or(text("url"))
                .unwrap_or_default()
                .to_owned(),
        ),
        "map" => Part::Picture(format!("Map of {}, {}", value["la"], value["lo"])),
        "keyValuePairList" => Part::Text(
            (value["elements"].as_array().into_iter().flatten())
                .map(|pair| {
                    format!(
                        "{}: {}",
                        crate::received::word(&pair["key"]),
                        crate::received::word(&pair["value"])
                    )
                })
                .collect::<Vec<_>>()
                .join("\n"),
        ),
        "template" => Part::Group {
            kind: kind.to_owned(),
            parts: template(value),
        },
        other if value["elements"].is_array() => Part::Group {
            kind: other.to_owned(),
            parts: titled(value).chain(elements(value, level)).collect(),
        },
        other => Part::Other(other.to_owned()),
    })
}

fn elements(of: &Value, level: usize) -> impl Iterator<Item = Part> {
    let all = of["elements"].as_array().into_iter().flatten();
    all.filter_map(move |element| part(element, level + 1))
}

/// The titles of an accordion, which are separate from its elements.
fn titled(of: &Value) -> impl Iterator<Item = Part> {
    let titles = of["titles"].as_array().into_iter().flatten();
    titles.map(|title| {
        let words = [&title["name"], &title["additional"]].map(crate::received::word);
        Part::Text(words.join(" ").trim().to_owned())
    })
}

/// The older format of quick replies, which has only texts.
fn template(of: &Value) -> Vec<Part> {
    let replies = of["resp"].as_array().into_iter().flatten();
    let replies = replies.map(|reply| Part::Button {
        title: crate::received::word(reply),
        actions: String::new(),
    });
    let title = Part::Text(crate::received::word(&of["title"]));
    std::iter::once(title).chain(replies).collect()
}

fn actions(of: &Value) -> String {
    let actions = of["click"]["actions"].as_array().into_iter().flatten();
    let kinds = actions.filter_map(|action| action["type"].as_str());
    kinds.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_card_is_outlined_part_by_part() {
        let card = json!({"type": "vertical", "elements": [
            {"type": "image", "url": "https://a.example/p.png", "caption": "Pilea"},
            {"type": "text", "text": "Twelve left"},
            {"type": "button", "title": "Buy", "click": {"actions": [{"type": "publishText", "text": "buy"}]}},
            {"type": "hologram"},
        ]});
        let button = Part::Button {
            title: "Buy".to_owned(),
            actions: "publishText".to_owned(),
        };
        let parts = vec![
            Part::Picture("Pilea".to_owned()),
            Part::Text("Twelve left".to_owned()),
            button,
            Part::Other("hologram".to_owned()),
        ];
        let expected = Part::Group {
            kind: "vertical".to_owned(),
            parts,
        };
        assert_eq!(read(&card), [expected]);
    }

    #[test]
    fn accordions_and_templates_are_outlined_with_their_titles() {
        let accordion = json!({"type": "accordionSelect", "titles": [{"name": "By post", "additional": "€ 4"}], "elements": []});
        let parts = vec![Part::Text("By post € 4".to_owned())];
        let kind = "accordionSelect".to_owned();
        assert_eq!(read(&accordion), [Part::Group { kind, parts }]);
        let template = json!({"type": "template", "title": "Sure?", "resp": ["Yes"]});
        let yes = Part::Button {
            title: "Yes".to_owned(),
            actions: String::new(),
        };
        let parts = vec![Part::Text("Sure?".to_owned()), yes];
        let kind = "template".to_owned();
        assert_eq!(read(&template), [Part::Group { kind, parts }]);
    }

    #[test]
    fn excessive_depth_is_cut_off() {
        let mut content = json!({"type": "text", "text": "deep"});
        for _ in 0..100 {
            content = json!({"type": "vertical", "elements": [content]});
        }
        assert!(format!("{:?}", read(&content)).contains("more"));
    }

    #[test]
    fn quick_replies_are_listed_by_title() {
        let replies = json!({"replies": [{"title": "Yes"}, {"title": "No"}, {}]});
        assert_eq!(titles(&replies), ["Yes", "No"]);
    }
}
