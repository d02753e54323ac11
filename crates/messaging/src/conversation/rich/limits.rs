//! Limits for structured content. Longer texts are cut and end with "…". Elements beyond the
//! largest number or depth are left out. Most limits come from the schema (protocol §7.2 to
//! §7.5).

/// The largest depth of nested elements, including the outermost. A checkbox in a list (§7.2)
/// is at level 5.
pub const DEPTH: usize = 12;
/// The largest number of elements, including unknown ones.
pub const ELEMENTS: usize = 500;
/// The text of a text element.
pub const TEXT_CHARS: usize = 5_000;
/// A title, subtitle, caption, name or key.
pub const TITLE_CHARS: usize = 128;
/// A tooltip.
pub const TOOLTIP_CHARS: usize = 256;
/// A text alternative.
pub const ALT_CHARS: usize = 2_000;
/// The value of a pair in a list of pairs.
pub const VALUE_CHARS: usize = 2_048;
/// A tag, an id or the name of a select container.
pub const TAG_CHARS: usize = 64;
/// An address. A longer one is left out, not cut.
pub const ADDRESS_CHARS: usize = 2_048;
/// Pairs in a list of pairs.
pub const PAIRS: usize = 50;
/// Replies of a template.
pub const RESPONSES: usize = 32;
/// ARIA attributes of an element.
pub const ARIA_ATTRIBUTES: usize = 16;
/// Actions of a click.
pub const ACTIONS: usize = 4;
/// Items of an `addToCart`.
pub const CART_ITEMS: usize = 100;
/// Entries of a `custom` action's `data`.
pub const CUSTOM_DATA: usize = 10;
/// Slots of a `scheduleSlotList`.
pub const SLOTS: usize = 256;
/// The description of a slot.
pub const SLOT_DESCRIPTION_CHARS: usize = 40;
/// Quick replies under one message.
pub const QUICK_REPLIES: usize = 24;
/// Quick replies in one row.
pub const QUICK_REPLIES_PER_ROW: u8 = 8;
/// The space between the cards of a carousel, in pixels.
pub const PADDING: u8 = 10;
/// The radius of a border, in pixels.
pub const BORDER_RADIUS: u8 = 64;
