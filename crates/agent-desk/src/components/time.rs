//! Formats times in the browser's locale.

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;

/// Hours and minutes of a time in milliseconds since 1970. Empty for 0.
pub fn clock(unix_ms: u64) -> String {
    if unix_ms == 0 {
        return String::new();
    }
    let options = Object::new();
    for part in ["hour", "minute"] {
        // Setting a property of a new object cannot fail.
        let _ = Reflect::set(&options, &part.into(), &"2-digit".into());
    }
    let options: JsValue = options.into();
    #[allow(
        clippy::cast_precision_loss,
        reason = "an f64 is exact for the next 280,000 years"
    )]
    let date = Date::new(&JsValue::from_f64(unix_ms as f64));
    Date::to_locale_time_string_with_options(&date, "default", &options).into()
}
