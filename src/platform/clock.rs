//! The browser's clocks.

use hailer_messaging::{Instant, Now};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    // Imported directly, because it is called several times per frame and going through
    // `window` takes three calls. It throws if the page replaced `performance`.
    #[wasm_bindgen(catch, js_namespace = performance, js_name = now)]
    fn monotonic_ms() -> Result<f64, JsValue>;
}

/// Reads both clocks: the monotonic one, and the wall clock for display.
pub fn now() -> Now {
    Now {
        instant: instant(),
        unix_ms: whole(js_sys::Date::now()),
    }
}

/// Reads the monotonic clock. Falls back to the wall clock.
pub fn instant() -> Instant {
    let monotonic_ms = monotonic_ms().unwrap_or_else(|_| js_sys::Date::now());
    Instant::from_ms(whole(monotonic_ms))
}

/// A point in time in the consumer's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// Local days since 1970.
    pub day: i64,
    /// Local minutes since 1970.
    pub minute: i64,
}

/// Converts milliseconds since 1970 into local time.
pub fn local_time(unix_ms: u64) -> LocalTime {
    LocalClock::default().read(unix_ms)
}

/// Converts many times to local time. The offset is cached per quarter of an hour, because
/// time zone transitions happen only between quarters.
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

/// The minute in UTC as ISO 8601, for `<time datetime>`.
pub fn iso_minute(unix_ms: u64) -> String {
    let (mut words, seconds) = (String::from(date(unix_ms).to_iso_string()), ":00.000Z");
    words.truncate(words.len().saturating_sub(seconds.len()));
    words + "Z"
}

fn date(unix_ms: u64) -> js_sys::Date {
    js_sys::Date::new(&JsValue::from_f64(shown_ms(unix_ms)))
}

/// Converts a time for JavaScript and limits it to the latest valid `Date`. `toISOString` and
/// the formatters of `Intl` throw for a later one.
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
