//! A drawn portrait, so that the widget has a picture to show: of pixels, as
//! people's pictures are.

use super::Agent;

/// Pixels on each side: sharp also where a screen has three for one.
const SIDE: u16 = 160;
/// The drawing's own unit: the picture is so many of them wide and high.
const UNITS: f32 = 80.0;
const SKIN: [f32; 3] = [253.0, 233.0, 217.0];
const HAIR: [f32; 3] = [63.0, 42.0, 29.0];
const SHIRT: [f32; 3] = [248.0, 248.0, 248.0];
/// Where no colour of the agent's own can be read.
const GREY: [f32; 3] = [120.0, 130.0, 140.0];

impl Agent {
    /// The portrait, as PNG.
    pub fn portrait(&self) -> Vec<u8> {
        let ground = colour(&self.colour).unwrap_or(GREY);
        let mut pixels = Vec::with_capacity(usize::from(SIDE) * usize::from(SIDE) * 3);
        for y in 0..SIDE {
            for x in 0..SIDE {
                pixels.extend(pixel(x, y, ground));
            }
        }
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, SIDE.into(), SIDE.into());
        encoder.set_color(png::ColorType::Rgb);
        let written = encoder.write_header().and_then(|mut writer| {
            writer.write_image_data(&pixels)?;
            writer.finish()
        });
        written.expect("memory takes what is written, and these are all its pixels");
        file
    }
}

/// The mean of what is seen at four points of a pixel, so that edges are smooth.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "means of colours are colours"
)]
fn pixel(x: u16, y: u16, ground: [f32; 3]) -> [u8; 3] {
    let unit = |at: u16, part: f32| (f32::from(at) + part) * UNITS / f32::from(SIDE);
    let points = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
    let seen = points.map(|(dx, dy)| seen_at(unit(x, dx), unit(y, dy), ground));
    [0, 1, 2].map(|part| (seen.iter().map(|colour| colour[part]).sum::<f32>() / 4.0) as u8)
}

/// Hair before a face before shoulders before the ground.
fn seen_at(x: f32, y: f32, ground: [f32; 3]) -> [f32; 3] {
    let is_within = |centre_y: f32, width: f32, height: f32| {
        ((x - 40.0) / width).powi(2) + ((y - centre_y) / height).powi(2) <= 1.0
    };
    // A parting on the right: from one ear up to it, and down to the other.
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
fn colour(text: &str) -> Option<[f32; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?].map(f32::from))
}
