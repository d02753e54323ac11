//! Draws pictures on request, as raster images like real photos.

/// Red, green and blue, each from 0 to 255.
pub type Colour = [f32; 3];

/// Pixels per side. This is sharp on screens with three device pixels per CSS pixel.
const SIDE: u16 = 160;
/// Width and height of a picture in drawing units.
const UNITS: f32 = 80.0;

/// Draws a PNG; `seen_at` returns the colour at a point in drawing units.
pub fn draw(seen_at: impl Fn(f32, f32) -> Colour) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(usize::from(SIDE) * usize::from(SIDE) * 3);
    for y in 0..SIDE {
        for x in 0..SIDE {
            pixels.extend(pixel(x, y, &seen_at));
        }
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, SIDE.into(), SIDE.into());
    encoder.set_color(png::ColorType::Rgb);
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(&pixels)?;
        writer.finish()
    });
    written.expect("writing to memory cannot fail, and the number of pixels is right");
    file
}

/// The mean colour of four points in a pixel, so that edges are smooth.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the mean of values from 0 to 255 is in the same range"
)]
fn pixel(x: u16, y: u16, seen_at: impl Fn(f32, f32) -> Colour) -> [u8; 3] {
    let unit = |at: u16, part: f32| (f32::from(at) + part) * UNITS / f32::from(SIDE);
    let points = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
    let seen = points.map(|(dx, dy)| seen_at(unit(x, dx), unit(y, dy)));
    [0, 1, 2].map(|part| (seen.iter().map(|colour| colour[part]).sum::<f32>() / 4.0) as u8)
}
