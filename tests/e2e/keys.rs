//! Presses keys on the focused element of a browser.

use fantoccini::Client;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};

/// Presses keys one after another.
pub async fn press(browser: &Client, keys: &str) {
    let each = |value| [KeyAction::Down { value }, KeyAction::Up { value }];
    perform(browser, keys.chars().flat_map(each)).await;
}

/// Presses a key while another is held.
pub async fn press_with(browser: &Client, held: char, key: char) {
    let actions = [
        KeyAction::Down { value: held },
        KeyAction::Down { value: key },
        KeyAction::Up { value: key },
        KeyAction::Up { value: held },
    ];
    perform(browser, actions).await;
}

async fn perform(browser: &Client, actions: impl IntoIterator<Item = KeyAction>) {
    let keyboard = KeyActions::new("keyboard".to_owned());
    let keys = actions.into_iter().fold(keyboard, KeyActions::then);
    browser
        .perform_actions(keys)
        .await
        .expect("keys are pressed");
}
