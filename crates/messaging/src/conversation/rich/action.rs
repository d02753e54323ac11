//! The actions of a click (protocol §7.4).

use super::address::Address;
use super::element::Place;
use super::limits::{
    ACTIONS, CART_ITEMS, CUSTOM_DATA, SLOT_DESCRIPTION_CHARS, SLOTS, TAG_CHARS, TITLE_CHARS,
};
use super::value;
use crate::session::MAX_MESSAGE_CHARS;
use serde_json::Value;

/// The effect of a click.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Click {
    /// The actions in order, at most [`ACTIONS`](super::limits::ACTIONS). It may be empty if
    /// there is metadata. The click is then only published.
    pub actions: Vec<Action>,
    /// Sent unchanged with the click and with its texts (§7.6).
    pub metadata: Option<Value>,
}

/// One action of a click.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Send this text as a message.
    PublishText(String),
    /// Open an address. If the content has both, `web.uri` is used and not `uri`.
    Link {
        /// The address.
        address: Address,
        /// Its name.
        name: Option<String>,
        /// Where to open it.
        target: Target,
    },
    /// Show a place on a map.
    Navigate {
        /// The place.
        place: Place,
        /// Its name.
        name: Option<String>,
    },
    /// Add goods to the basket of the brand's page.
    AddToCart(Vec<CartItem>),
    /// Pass data to the brand's page.
    Custom(Vec<CustomDatum>),
    /// Let the consumer pick a day or a range of days, and send it as text.
    DatePicker(DatePicker),
    /// Let the consumer pick a slot, and send it as text.
    ScheduleSlots(ScheduleSlots),
    /// The text of a checkbox, sent if it is ticked.
    Checked(String),
    /// The action of a submit button: send the ticked texts, joined by commas.
    SubmitAsText,
}

/// Where a link opens. The widget opens every link in a new tab (§8.2 row 31). Only a
/// `slideout` may be shown differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// A new tab. The default.
    #[default]
    Blank,
    /// This tab.
    This,
    /// Beside the chat.
    Slideout,
}

/// An item for the basket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CartItem {
    /// The brand's product id.
    pub product_id: String,
    /// The quantity, at least 1.
    pub quantity: u32,
}

/// One entry of a `custom` action.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomDatum {
    /// The key.
    pub key: String,
    /// The raw value, for the page to check.
    pub value: Value,
}

/// A date picker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatePicker {
    /// Whether the consumer picks a range.
    pub is_range: bool,
    /// The title.
    pub title: Option<String>,
    /// The earliest time, in seconds since 1970.
    pub min_unix_secs: Option<i64>,
    /// The latest time, in seconds since 1970.
    pub max_unix_secs: Option<i64>,
    /// The format of the sent text, such as `yyyy-MM-dd`.
    pub date_format: Option<String>,
}

/// A list of appointment slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleSlots {
    /// The title.
    pub title: Option<String>,
    /// The slots; never empty.
    pub slots: Vec<ScheduleSlot>,
    /// The first day of the week.
    pub first_day: Weekday,
}

/// One appointment slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleSlot {
    /// Its id.
    pub id: String,
    /// The start, in seconds since 1970.
    pub start_unix_secs: i64,
    /// The end, in seconds since 1970; not before the start.
    pub end_unix_secs: Option<i64>,
    /// Its title.
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// A picture.
    pub image: Option<Address>,
}

/// The first day of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weekday {
    /// Sunday. The default.
    #[default]
    Sunday,
    /// Monday.
    Monday,
}

impl Click {
    /// Reads the `click` of an element.
    pub(super) fn of(element: &Value) -> Option<Self> {
        let click = element.get("click")?;
        let actions = value::elements(click, "actions").iter();
        let actions: Vec<_> = actions.filter_map(action).take(ACTIONS).collect();
        let metadata = click.get("metadata").cloned().filter(has_members);
        let does_something = !actions.is_empty() || metadata.is_some();
        does_something.then_some(Self { actions, metadata })
    }

    /// The texts to send at once, for `Command::Click`.
    pub fn texts(&self) -> Vec<String> {
        let texts = self.actions.iter().filter_map(|action| match action {
            Action::PublishText(text) => Some(text.clone()),
            _ => None,
        });
        texts.collect()
    }
}

fn has_members(metadata: &Value) -> bool {
    match metadata {
        Value::Array(entries) => !entries.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => false,
    }
}

fn action(told: &Value) -> Option<Action> {
    Some(match value::word(told, "type") {
        "publishText" => Action::PublishText(message(told, "text")?),
        "link" => link(told)?,
        "navigate" => Action::Navigate {
            place: value::place(told)?,
            name: value::text(told, "name", TITLE_CHARS),
        },
        "addToCart" => Action::AddToCart(cart(told)?),
        "custom" => Action::Custom(custom(told)?),
        "datePicker" => Action::DatePicker(DatePicker {
            is_range: value::word(told, "class") == "range",
            title: value::text(told, "title", TITLE_CHARS),
            min_unix_secs: value::integer(told, "minDate"),
            max_unix_secs: value::integer(told, "maxDate"),
            date_format: value::text(told, "dateFormat", TAG_CHARS),
        }),
        "scheduleSlotList" => Action::ScheduleSlots(schedule(told)?),
        "checked" => Action::Checked(message(told, "publishText")?),
        "submitAsText" => Action::SubmitAsText,
        _ => return None,
    })
}

/// A text to be sent. It is never cut, because that would change its meaning (§8.2 row 32).
fn message(of: &Value, name: &str) -> Option<String> {
    let text = of.get(name)?.as_str()?;
    let fits = !text.trim().is_empty() && text.chars().count() <= MAX_MESSAGE_CHARS;
    fits.then(|| text.to_owned())
}

fn link(told: &Value) -> Option<Action> {
    let address = |of: &Value| Address::parse(of.get("uri")?.as_str()?);
    let own = told.get("web").and_then(address);
    Some(Action::Link {
        address: own.or_else(|| address(told))?,
        name: value::text(told, "name", TITLE_CHARS),
        target: match value::word(told, "target") {
            "self" => Target::This,
            "slideout" => Target::Slideout,
            _ => Target::Blank,
        },
    })
}

fn cart(told: &Value) -> Option<Vec<CartItem>> {
    let items = value::elements(told, "items").iter().filter_map(|item| {
        let quantity = value::integer(item, "quantity").unwrap_or(1);
        Some(CartItem {
            product_id: value::text(item, "productId", TITLE_CHARS)?,
            quantity: u32::try_from(quantity).ok().filter(|count| *count > 0)?,
        })
    });
    let items: Vec<_> = items.take(CART_ITEMS).collect();
    (!items.is_empty()).then_some(items)
}

fn custom(told: &Value) -> Option<Vec<CustomDatum>> {
    let data = value::elements(told, "data").iter().filter_map(|datum| {
        Some(CustomDatum {
            key: value::text(datum, "key", TITLE_CHARS)?,
            value: datum.get("value").cloned().unwrap_or_default(),
        })
    });
    let data: Vec<_> = data.take(CUSTOM_DATA).collect();
    (!data.is_empty()).then_some(data)
}

fn schedule(told: &Value) -> Option<ScheduleSlots> {
    let slots = value::elements(told, "slots").iter().filter_map(slot);
    let slots: Vec<_> = slots.take(SLOTS).collect();
    (!slots.is_empty()).then(|| ScheduleSlots {
        title: value::text(told, "title", TITLE_CHARS),
        slots,
        first_day: match value::word(told, "firstDayOfTheWeek") {
            "mon" => Weekday::Monday,
            _ => Weekday::Sunday,
        },
    })
}

fn slot(told: &Value) -> Option<ScheduleSlot> {
    let start_unix_secs = value::integer(told, "start")?;
    let end = value::integer(told, "end");
    let image = || Address::parse_picture(told.get("imageUrl")?.as_str()?);
    Some(ScheduleSlot {
        id: value::text(told, "id", TAG_CHARS)?,
        start_unix_secs,
        end_unix_secs: end.filter(|end| *end >= start_unix_secs),
        title: value::text(told, "title", TITLE_CHARS),
        description: value::text(told, "description", SLOT_DESCRIPTION_CHARS),
        image: image(),
    })
}
