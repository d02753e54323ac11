//! Draws portraits, so that the widget has pictures to show.

use super::Agent;
use crate::drawing::{Colour, draw};

const SKIN: Colour = [253.0, 233.0, 217.0];
const HAIR: Colour = [63.0, 42.0, 29.0];
const SHIRT: Colour = [248.0, 248.0, 248.0];
/// The background if the agent's colour is not valid.
const GREY: Colour = [120.0, 130.0, 140.0];

impl Agent {
    /// The portrait, as PNG.
    pub fn portrait(&self) -> Vec<u8> {
        let ground = colour(&self.colour).unwrap_or(GREY);
        draw(|x, y| seen_at(x, y, ground))
    }
}

/// The colour at a point. Hair covers the face, the face covers the shoulders, and all cover the
/// background.
fn seen_at(x: f32, y: f32, ground: Colour) -> Colour {
    let is_within = |centre_y: f32, width: f32, height: f32| {
        ((x - 40.0) / width).powi(2) + ((y - centre_y) / height).powi(2) <= 1.0
    };
    // The hair parts on the right: the fringe rises from one ear to the parting and falls to the
    // other ear.
    let fringe = if x < 46.0 {
        31.0 - (x - 24.0) * 0.41
    } else {
        22.0 + (x - 46.0) * 0.8
    };
    if y < fringe && is_within(31.0, 16.0, 18.0) {
        HAIR
    } else if is_within(31.0, 14.0, 14.0) {
        SKIN
    } else if is_within(80.0, 28.0, 30.0) {
        SHIRT
    } else {
        ground
    }
}

/// Reads `#rrggbb`.
fn colour(text: &str) -> Option<Colour> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?].map(f32::from))
}
