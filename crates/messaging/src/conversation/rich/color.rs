//! Colours (protocol §7.3 `style`).

use super::color_names;

/// A colour with its opacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    /// Red, from 0 to 255.
    pub red: u8,
    /// Green, from 0 to 255.
    pub green: u8,
    /// Blue, from 0 to 255.
    pub blue: u8,
    /// Opacity, from 0 (transparent) to 255 (opaque).
    pub alpha: u8,
}

impl Color {
    /// Parses `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, `rgb(…)`, `rgba(…)` or a CSS colour
    /// name.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(digits) = text.strip_prefix('#') {
            return Self::from_hex(digits);
        }
        let function = |name: &str| {
            let (start, rest) = text.split_at_checked(name.len())?;
            let is_it = start.eq_ignore_ascii_case(name);
            is_it.then(|| rest.strip_suffix(')')).flatten()
        };
        if let Some(parts) = function("rgb(").or_else(|| function("rgba(")) {
            return Self::from_parts(parts);
        }
        color_names::find(text).and_then(Self::from_hex)
    }

    fn from_hex(digits: &str) -> Option<Self> {
        if digits.len() > 8 {
            return None;
        }
        let mut values = [0; 8];
        for (value, digit) in values.iter_mut().zip(digits.chars()) {
            *value = u8::try_from(digit.to_digit(16)?).ok()?;
        }
        // In the short form, one digit stands for two equal digits.
        let is_short = match digits.len() {
            3 | 4 => true,
            6 | 8 => false,
            _ => return None,
        };
        let part = |index: usize| {
            let (high, low) = if is_short {
                (index, index)
            } else {
                (2 * index, 2 * index + 1)
            };
            values[high] * 16 + values[low]
        };
        let has_alpha = matches!(digits.len(), 4 | 8);
        Some(Self {
            red: part(0),
            green: part(1),
            blue: part(2),
            alpha: if has_alpha { part(3) } else { 255 },
        })
    }

    /// Parses three numbers or percentages and an optional opacity.
    fn from_parts(parts: &str) -> Option<Self> {
        let parts = parts.split([',', ' ', '/']).map(str::trim);
        let mut parts = parts.filter(|part| !part.is_empty());
        let mut next = |whole: f64| parts.next().map(|part| level(part, whole));
        let color = Self {
            red: next(255.0)??,
            green: next(255.0)??,
            blue: next(255.0)??,
            alpha: next(1.0).unwrap_or(Some(255))?,
        };
        parts.next().is_none().then_some(color)
    }
}

/// Parses one component. `whole` is its largest number.
fn level(part: &str, whole: f64) -> Option<u8> {
    let (digits, whole) = match part.strip_suffix('%') {
        Some(digits) => (digits, 100.0),
        None => (part, whole),
    };
    let share = digits.parse::<f64>().ok()? / whole;
    let level = (share.clamp(0.0, 1.0) * 255.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it lies between 0 and 255; what is no number becomes 0"
    )]
    Some(level as u8)
}
