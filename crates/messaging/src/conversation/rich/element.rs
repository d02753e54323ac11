//! The elements of structured content (protocol §7.2, §7.3).

use super::action::Click;
use super::address::Address;
use super::color::Color;
use super::style::Style;

/// One element: its kind, and the properties that every element may have (§7.3).
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// The kind.
    pub kind: ElementKind,
    /// The style.
    pub style: Style,
    /// The layout of its pictures.
    pub display: Display,
    /// Shown on hover.
    pub tooltip: Option<String>,
    /// The text alternative.
    pub alt: Option<String>,
    /// A name chosen by the author.
    pub tag: Option<String>,
    /// Whether its text runs from right to left.
    pub rtl: bool,
    /// `role` and `aria-…` attributes of `accessibility.web`. Only known names are allowed, and
    /// none that refers to the id of another element.
    pub aria: Vec<(String, String)>,
    /// The effect of a click. None if it has no known effect.
    pub click: Option<Click>,
}

/// The kind of an element. A container always contains at least one element.
#[derive(Clone, Debug, PartialEq)]
pub enum ElementKind {
    /// Elements one below the other.
    Vertical {
        /// From top to bottom.
        elements: Vec<Element>,
        /// The border.
        border: Border,
        /// Whether it scrolls if it is too high.
        scroll: bool,
    },
    /// Elements side by side.
    Horizontal {
        /// In reading order.
        elements: Vec<Element>,
        /// The width of each element in percent, one per element. If it is empty, all elements
        /// are equally wide.
        percentages: Vec<f64>,
        /// Whether lines are drawn between the elements.
        border_line: bool,
        /// The border.
        border: Border,
    },
    /// A carousel of cards.
    Carousel {
        /// The cards.
        elements: Vec<Element>,
        /// The space between them, at most [`PADDING`](super::limits::PADDING).
        padding: u8,
    },
    /// A carousel of cards to select from. A button in a card belongs to it if its
    /// [`select`](ElementKind::Button::select) equals `name`.
    CarouselSelect {
        /// The cards.
        elements: Vec<Element>,
        /// The name that the buttons refer to.
        name: String,
        /// Whether several cards can be selected.
        multiple: bool,
        /// The space between them, at most [`PADDING`](super::limits::PADDING).
        padding: u8,
    },
    /// Panels that open and close, with buttons to select from.
    AccordionSelect {
        /// The panels.
        panels: Vec<Panel>,
        /// The name that the buttons refer to.
        name: String,
    },
    /// Tabs. One card is shown at a time.
    Tabs {
        /// The cards with their titles.
        tabs: Vec<Tab>,
    },
    /// A list to tick: a text, a section list and a button list.
    List {
        /// Those of the three that are present.
        elements: Vec<Element>,
    },
    /// The sections of a list.
    SectionList {
        /// The sections.
        elements: Vec<Element>,
    },
    /// A checklist, with an optional text above it.
    Section {
        /// Its id.
        id: String,
        /// The text, if present, and the checklist.
        elements: Vec<Element>,
    },
    /// Checkboxes.
    Checklist {
        /// The checkboxes.
        elements: Vec<Element>,
    },
    /// One checkbox. Its click contains an [`Action::Checked`](super::Action::Checked).
    Checkbox {
        /// Its label.
        text: String,
        /// Whether a line is drawn around it.
        border_line: bool,
        /// The colour of this line. None for the default.
        border_color: Option<Color>,
    },
    /// The buttons of a list.
    ButtonList {
        /// The submit button and an optional second button.
        elements: Vec<Element>,
    },
    /// The button that sends the ticked texts. Its click contains an
    /// [`Action::SubmitAsText`](super::Action::SubmitAsText).
    SubmitButton {
        /// Its label.
        title: String,
        /// Whether it is disabled while nothing is ticked.
        disabled: bool,
    },
    /// Keys and values.
    KeyValuePairList {
        /// The pairs.
        pairs: Vec<KeyValuePair>,
    },
    /// Plain text, not markup.
    Text {
        /// The text.
        text: String,
    },
    /// A button.
    Button {
        /// Its label.
        title: String,
        /// The second line.
        subtitle: Option<String>,
        /// Whether it looks like a button or like plain text.
        look: ButtonLook,
        /// The name of the select container it belongs to (§7.3 `ref`).
        select: Option<String>,
    },
    /// A picture.
    Image {
        /// The address. None if it must not be loaded. The caption or the text alternative is
        /// then shown instead.
        address: Option<Address>,
        /// The text below the picture.
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
    /// An older form of quick replies. A click sends the reply as text.
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
    /// An additional text beside the title.
    pub additional: Option<String>,
    /// The content.
    pub element: Element,
}

/// One tab.
#[derive(Clone, Debug, PartialEq)]
pub struct Tab {
    /// The card's `tag`, or else its first text. Empty if there is neither.
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

/// The border of a card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Border {
    /// A line. The default.
    #[default]
    Line,
    /// No border.
    None,
    /// A shadow.
    DropShadow,
}

/// The appearance of a button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonLook {
    /// A button. The default.
    #[default]
    Button,
    /// Plain text.
    Text,
}

/// The layout of pictures (§7.3 `display`).
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
    /// Wider than it is high.
    Rectangle,
    /// As wide as it is high.
    Square,
    /// Much wider than it is high.
    Horizontal,
}

/// The size of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisplaySize {
    /// The picture fills its frame and is cropped.
    Cover,
    /// The whole picture is visible.
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
