//! The browser's clocks.

use hailer_messaging::{Instant, Now};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    // By its name: it is asked several times for each frame, and the way through
    // `window` is three calls. An error where a page has another `performance`.
    #[wasm_bindgen(catch, js_namespace = performance, js_name = now)]
    fn monotonic_ms() -> Result<f64, JsValue>;
}

/// Both clocks at once: one that never runs backwards, one for showing.
pub fn now() -> Now {
    Now {
        instant: instant(),
        unix_ms: whole(js_sys::Date::now()),
    }
}

/// The clock that never runs backwards.
pub fn instant() -> Instant {
    let monotonic_ms = monotonic_ms().unwrap_or_else(|_| js_sys::Date::now());
    Instant::from_ms(whole(monotonic_ms))
}

/// A point in time the way a clock on the consumer's wall shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// Days since 1970, by the local midnight.
    pub day: i64,
    /// Minutes since 1970, local.
    pub minute: i64,
}

/// Converts milliseconds since 1970 into local time.
pub fn local_time(unix_ms: u64) -> LocalTime {
    LocalClock::default().read(unix_ms)
}

/// Converts many times of the same day or so: the browser is asked once for each
/// quarter of an hour, as no clock is put forward or back within one.
#[derive(Default)]
pub struct LocalClock {
    quarter: Option<u64>,
    offset_ms: f64,
}

impl LocalClock {
    const QUARTER_MS: u64 = 15 * 60 * 1_000;

    /// Converts milliseconds since 1970 into local time.
    pub fn read(&mut self, unix_ms: u64) -> LocalTime {
        let quarter = unix_ms / Self::QUARTER_MS;
        if self.quarter.replace(quarter) != Some(quarter) {
            self.offset_ms = date(unix_ms).get_timezone_offset() * 60_000.0;
        }
        let local_ms = shown_ms(unix_ms) - self.offset_ms;
        LocalTime {
            day: signed(local_ms / 86_400_000.0),
            minute: signed(local_ms / 60_000.0),
        }
    }
}

/// The minute in machine-readable form, for `<time datetime>`.
pub fn iso_minute(unix_ms: u64) -> String {
    let (mut words, seconds) = (String::from(date(unix_ms).to_iso_string()), ":00.000Z");
    words.truncate(words.len().saturating_sub(seconds.len()));
    words + "Z"
}

fn date(unix_ms: u64) -> js_sys::Date {
    js_sys::Date::new(&JsValue::from_f64(shown_ms(unix_ms)))
}

/// The same time as a browser counts it, or the last that it can show: of a
/// later one, `toISOString` and the formatters of `Intl` throw.
#[expect(
    clippy::cast_precision_loss,
    reason = "a date's milliseconds fit into 53 bits"
)]
pub fn shown_ms(unix_ms: u64) -> f64 {
    const LATEST_MS: u64 = 8_640_000_000_000_000;
    unix_ms.min(LATEST_MS) as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates"
)]
fn whole(ms: f64) -> u64 {
    ms as u64
}

#[expect(clippy::cast_possible_truncation, reason = "saturates")]
fn signed(number: f64) -> i64 {
    number.floor() as i64
}
