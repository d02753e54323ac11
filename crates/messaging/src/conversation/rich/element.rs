//! The elements of structured content (protocol §7.2, §7.3).

use super::action::Click;
use super::address::Address;
use super::color::Color;
use super::style::Style;

/// One element: what it is, and what every element may have (§7.3).
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// What it is.
    pub kind: ElementKind,
    /// How it looks.
    pub style: Style,
    /// How its pictures are laid out.
    pub display: Display,
    /// Shown where the pointer rests.
    pub tooltip: Option<String>,
    /// The text alternative.
    pub alt: Option<String>,
    /// A name that the author gave it.
    pub tag: Option<String>,
    /// Whether its text runs from right to left.
    pub rtl: bool,
    /// `role` and `aria-…` attributes of `accessibility.web`, checked by name. None of them
    /// refers to the id of another element.
    pub aria: Vec<(String, String)>,
    /// What a click does. None where nothing, or nothing that is known.
    pub click: Option<Click>,
}

/// What an element is. No container is empty.
#[derive(Clone, Debug, PartialEq)]
pub enum ElementKind {
    /// Elements below each other.
    Vertical {
        /// From top to bottom.
        elements: Vec<Element>,
        /// What is drawn around it.
        border: Border,
        /// Whether it scrolls when it is too high.
        scroll: bool,
    },
    /// Elements beside each other.
    Horizontal {
        /// In reading order.
        elements: Vec<Element>,
        /// The share of each element in percent, as many as there are elements; or none,
        /// and all are equally wide.
        percentages: Vec<f64>,
        /// Whether lines are drawn between the elements.
        border_line: bool,
        /// What is drawn around it.
        border: Border,
    },
    /// Cards to scroll through.
    Carousel {
        /// The cards.
        elements: Vec<Element>,
        /// The space between them, at most [`PADDING`](super::limits::PADDING).
        padding: u8,
    },
    /// Cards to scroll through and choose from, by the buttons in them whose
    /// [`select`](ElementKind::Button::select) is this one's name.
    CarouselSelect {
        /// The cards.
        elements: Vec<Element>,
        /// The name that the buttons refer to.
        name: String,
        /// Whether several can be chosen.
        multiple: bool,
        /// The space between them, at most [`PADDING`](super::limits::PADDING).
        padding: u8,
    },
    /// Panels that open and close, to choose from by the buttons in them.
    AccordionSelect {
        /// The panels.
        panels: Vec<Panel>,
        /// The name that the buttons refer to.
        name: String,
    },
    /// Cards of which one is shown.
    Tabs {
        /// The cards with their titles.
        tabs: Vec<Tab>,
    },
    /// Checkboxes with a text above and buttons below: a text, a section list, a button list.
    List {
        /// These three, as far as they are there.
        elements: Vec<Element>,
    },
    /// The sections of a list.
    SectionList {
        /// The sections.
        elements: Vec<Element>,
    },
    /// A checklist, and perhaps a text above it.
    Section {
        /// Its id.
        id: String,
        /// The text and the checklist.
        elements: Vec<Element>,
    },
    /// Checkboxes.
    Checklist {
        /// The checkboxes.
        elements: Vec<Element>,
    },
    /// One checkbox. Its click holds an [`Action::Checked`](super::Action::Checked).
    Checkbox {
        /// Its label.
        text: String,
        /// Whether a line is drawn around it.
        border_line: bool,
        /// The colour of this line.
        border_color: Option<Color>,
    },
    /// The buttons of a list.
    ButtonList {
        /// The submit button, and perhaps another one.
        elements: Vec<Element>,
    },
    /// The button that sends what was ticked. Its click holds an
    /// [`Action::SubmitAsText`](super::Action::SubmitAsText).
    SubmitButton {
        /// Its label.
        title: String,
        /// Whether it stays disabled as long as nothing is ticked.
        disabled: bool,
    },
    /// Keys and values.
    KeyValuePairList {
        /// The pairs.
        pairs: Vec<KeyValuePair>,
    },
    /// Plain text, never markup.
    Text {
        /// The text.
        text: String,
    },
    /// A button.
    Button {
        /// Its label.
        title: String,
        /// A second line.
        subtitle: Option<String>,
        /// Whether it looks like a button or like text.
        look: ButtonLook,
        /// The name of the select container in which it chooses (§7.3 `ref`).
        select: Option<String>,
    },
    /// A picture.
    Image {
        /// Where it is. None where its address may not be fetched; then there is a caption
        /// or a text alternative, which stands for it.
        address: Option<Address>,
        /// Shown below it.
        caption: Option<String>,
    },
    /// A place on a map.
    Map(Place),
    /// A link to a page.
    LinkPreview {
        /// The page.
        address: Address,
        /// Its title.
        title: Option<String>,
    },
    /// The former kind of quick replies. A click sends the reply as text.
    Template {
        /// The question.
        title: String,
        /// The replies; never empty.
        responses: Vec<String>,
    },
}

/// One panel of an accordion.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Its title.
    pub title: String,
    /// What stands beside the title.
    pub additional: Option<String>,
    /// What it holds.
    pub element: Element,
}

/// One tab.
#[derive(Clone, Debug, PartialEq)]
pub struct Tab {
    /// The card's `tag`, or the first text in the card; empty where there is neither.
    pub title: String,
    /// The card.
    pub element: Element,
}

/// A key and its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyValuePair {
    /// The key.
    pub key: String,
    /// The value; may be empty.
    pub value: String,
}

/// A place on Earth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Degrees north, from −90 to 90.
    pub latitude: f64,
    /// Degrees east, from −180 to 180.
    pub longitude: f64,
}

/// What is drawn around a card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Border {
    /// A line; also where nothing is said.
    #[default]
    Line,
    /// Nothing.
    None,
    /// A shadow.
    DropShadow,
}

/// What a button looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonLook {
    /// A button; also where nothing is said.
    #[default]
    Button,
    /// Text.
    Text,
}

/// How pictures are laid out (§7.3 `display`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Display {
    /// The shape.
    pub aspect_ratio: Option<AspectRatio>,
    /// The size.
    pub size: Option<DisplaySize>,
}

/// The shape of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AspectRatio {
    /// Wider than high.
    Rectangle,
    /// As wide as high.
    Square,
    /// Much wider than high.
    Horizontal,
}

/// The size of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisplaySize {
    /// It fills its frame, and what lies outside is cut off.
    Cover,
    /// It is seen as a whole.
    Contain,
    /// Large.
    Large,
    /// Small.
    Compact,
    /// High.
    Tall,
    /// As wide as the card.
    Full,
}
