//! Reads a JSON value into the tree.

use super::action::Click;
use super::address::Address;
use super::color::Color;
use super::element::{
    AspectRatio, Border, ButtonLook, Display, DisplaySize, Element, ElementKind, KeyValuePair,
    Panel, Tab,
};
use super::limits::{
    ALT_CHARS, DEPTH, ELEMENTS, PADDING, PAIRS, RESPONSES, TAG_CHARS, TEXT_CHARS, TITLE_CHARS,
    TOOLTIP_CHARS, VALUE_CHARS,
};
use super::style::Style;
use super::{aria, value};
use serde_json::Value;

/// Reads one tree.
pub(super) struct Reader {
    /// How many more elements may be read.
    room: usize,
}

impl Default for Reader {
    fn default() -> Self {
        Self { room: ELEMENTS }
    }
}

impl Reader {
    /// Reads an element. `depth` counts from 0, the outermost.
    pub(super) fn element(&mut self, told: &Value, depth: usize) -> Option<Element> {
        if depth >= DEPTH || self.room == 0 {
            return None;
        }
        self.room -= 1;
        let kind = match value::word(told, "type") {
            "vertical" | "horizontal" | "carousel" | "carouselSelect" | "accordionSelect"
            | "tabs" | "list" | "sectionList" | "section" | "checklist" | "buttonList" => {
                self.container(told, depth)?
            }
            _ => basic(told)?,
        };
        Some(Element {
            kind,
            style: Style::of(told),
            display: display(told),
            tooltip: value::text(told, "tooltip", TOOLTIP_CHARS),
            alt: value::text(told, "alt", ALT_CHARS),
            tag: value::text(told, "tag", TAG_CHARS),
            rtl: value::flag(told, "rtl"),
            aria: aria::of(told),
            click: Click::of(told),
        })
    }

    /// Reads the children of a container, and returns the index of each one in the JSON array.
    fn children(&mut self, of: &Value, depth: usize) -> (Vec<Element>, Vec<usize>) {
        let (mut elements, mut places) = (Vec::new(), Vec::new());
        for (place, told) in value::elements(of, "elements").iter().enumerate() {
            if self.room == 0 {
                break;
            }
            if let Some(element) = self.element(told, depth + 1) {
                elements.push(element);
                places.push(place);
            }
        }
        (elements, places)
    }

    fn container(&mut self, told: &Value, depth: usize) -> Option<ElementKind> {
        let (elements, places) = self.children(told, depth);
        if elements.is_empty() {
            return None;
        }
        let padding = value::small(told, "padding", PADDING).unwrap_or_default();
        Some(match value::word(told, "type") {
            "vertical" => ElementKind::Vertical {
                elements,
                border: border(told),
                scroll: value::word(told, "scroll") == "enable",
            },
            "horizontal" => ElementKind::Horizontal {
                percentages: percentages(told, &places),
                elements,
                border_line: told.get("borderLine").is_none() || value::flag(told, "borderLine"),
                border: border(told),
            },
            "carousel" => ElementKind::Carousel { elements, padding },
            "carouselSelect" => ElementKind::CarouselSelect {
                elements,
                name: select_name(told.get("selectMode"))?,
                multiple: told.get("selectMode").map(|mode| value::word(mode, "type"))
                    == Some("multiple"),
                padding,
            },
            "accordionSelect" => ElementKind::AccordionSelect {
                panels: panels(told, elements, &places),
                name: select_name(told.get("selectMode"))?,
            },
            "tabs" => ElementKind::Tabs {
                tabs: elements.into_iter().map(tab).collect(),
            },
            "list" => ElementKind::List { elements },
            "sectionList" => ElementKind::SectionList { elements },
            "section" => ElementKind::Section {
                id: value::text(told, "sectionID", TAG_CHARS).unwrap_or_default(),
                elements,
            },
            "checklist" => ElementKind::Checklist { elements },
            _ => ElementKind::ButtonList { elements },
        })
    }
}

/// Reads an element that has no children.
fn basic(told: &Value) -> Option<ElementKind> {
    let title = || value::text(told, "title", TITLE_CHARS);
    Some(match value::word(told, "type") {
        "text" => ElementKind::Text {
            text: value::text(told, "text", TEXT_CHARS)?,
        },
        "button" => ElementKind::Button {
            title: title()?,
            subtitle: value::text(told, "subtitle", TITLE_CHARS),
            look: match value::word(told, "class") {
                "text" => ButtonLook::Text,
                _ => ButtonLook::Button,
            },
            select: select_name(told.get("ref")),
        },
        "checkbox" => ElementKind::Checkbox {
            text: value::text(told, "text", TITLE_CHARS)?,
            border_line: value::flag(told, "borderLine"),
            border_color: Color::parse(value::word(told, "borderColor")),
        },
        "submitButton" => ElementKind::SubmitButton {
            title: title()?,
            disabled: value::flag(told, "disabled"),
        },
        "image" => image(told)?,
        "map" => ElementKind::Map(value::place(told)?),
        "linkPreview" => ElementKind::LinkPreview {
            address: Address::parse(value::word(told, "url"))?,
            title: title(),
        },
        "keyValuePairList" => pairs(told)?,
        "template" => template(told)?,
        _ => return None,
    })
}

fn select_name(reference: Option<&Value>) -> Option<String> {
    value::text(reference?, "name", TAG_CHARS)
}

fn image(told: &Value) -> Option<ElementKind> {
    let address = Address::parse_picture(value::word(told, "url"));
    let caption = value::text(told, "caption", TITLE_CHARS);
    let has_words = caption.is_some() || value::text(told, "alt", ALT_CHARS).is_some();
    (address.is_some() || has_words).then_some(ElementKind::Image { address, caption })
}

fn pairs(told: &Value) -> Option<ElementKind> {
    let pairs = value::elements(told, "elements").iter().filter_map(|pair| {
        Some(KeyValuePair {
            key: value::text(pair, "key", TITLE_CHARS)?,
            value: value::text(pair, "value", VALUE_CHARS).unwrap_or_default(),
        })
    });
    let pairs: Vec<_> = pairs.take(PAIRS).collect();
    (!pairs.is_empty()).then_some(ElementKind::KeyValuePairList { pairs })
}

fn template(told: &Value) -> Option<ElementKind> {
    let responses = value::elements(told, "resp").iter();
    let responses = responses.filter_map(|response| value::as_text(response, TITLE_CHARS));
    let responses: Vec<_> = responses.take(RESPONSES).collect();
    (!responses.is_empty()).then(|| ElementKind::Template {
        title: value::text(told, "title", TITLE_CHARS).unwrap_or_default(),
        responses,
    })
}

/// The widths of the remaining elements. Empty unless every one has a valid width.
fn percentages(told: &Value, places: &[usize]) -> Vec<f64> {
    let told = value::elements(told, "percentages");
    let shares = places.iter().map(|place| {
        let share = value::number(told.get(*place)?)?;
        (0.0..=100.0).contains(&share).then_some(share)
    });
    shares.collect::<Option<_>>().unwrap_or_default()
}

fn panels(told: &Value, elements: Vec<Element>, places: &[usize]) -> Vec<Panel> {
    let titles = value::elements(told, "titles");
    let panels = elements.into_iter().zip(places).map(|(element, place)| {
        let title = titles.get(*place).unwrap_or(&Value::Null);
        Panel {
            title: value::text(title, "name", TITLE_CHARS).unwrap_or_default(),
            additional: value::text(title, "additional", TITLE_CHARS),
            element,
        }
    });
    panels.collect()
}

fn tab(element: Element) -> Tab {
    let title = match (&element.tag, &element.kind) {
        (Some(tag), _) => tag.clone(),
        (None, ElementKind::Vertical { elements, .. }) => elements
            .iter()
            .find_map(|element| match &element.kind {
                ElementKind::Text { text } => Some(text.clone()),
                _ => None,
            })
            .unwrap_or_default(),
        _ => String::new(),
    };
    Tab { title, element }
}

fn border(told: &Value) -> Border {
    match value::word(told, "border") {
        "borderLess" => Border::None,
        "dropShadow" => Border::DropShadow,
        _ => Border::Line,
    }
}

fn display(told: &Value) -> Display {
    let Some(told) = told.get("display") else {
        return Display::default();
    };
    Display {
        aspect_ratio: match value::word(told, "aspectRatio") {
            "rectangle" => Some(AspectRatio::Rectangle),
            "square" => Some(AspectRatio::Square),
            "horizontal" => Some(AspectRatio::Horizontal),
            _ => None,
        },
        size: match value::word(told, "size") {
            "cover" => Some(DisplaySize::Cover),
            "contain" => Some(DisplaySize::Contain),
            "large" => Some(DisplaySize::Large),
            "compact" => Some(DisplaySize::Compact),
            "tall" => Some(DisplaySize::Tall),
            "full" => Some(DisplaySize::Full),
            _ => None,
        },
    }
}
