//! The agents' desk in a browser. It has the helpers of `find`, `act` and `until` for the desk.

use crate::{keys, until};
use fantoccini::Client;
use fantoccini::elements::{Element, ElementRef};
use serde_json::{Value, json};

const BY_ROLE: &str = "
    const [role, name] = arguments;
    const implied = { BUTTON: 'button', TEXTAREA: 'textbox', DIALOG: 'dialog', SECTION: 'region' };
    const typed = { radio: 'radio', checkbox: 'checkbox', file: 'file' };
    const roleOf = (e) => e.getAttribute('role') || (e.tagName === 'INPUT' ? typed[e.type] ?? 'textbox' : implied[e.tagName]);
    const nameOf = (e) => (e.getAttribute('aria-label') || (e.labels?.[0] ?? e).textContent).replace(/\\s+/g, ' ').trim();
    const layer = document.querySelector('dialog[open]') ?? document;
    return [...layer.querySelectorAll('*')].find((e) => roleOf(e) === role && nameOf(e) === name && e.checkVisibility()) || null;";

/// The desk in a browser.
pub struct Desk {
    /// Its browser.
    pub browser: Client,
}

impl Desk {
    /// Opens the desk of a stand-in.
    pub async fn open(browser: Client, service: &str) -> Self {
        let address = format!("{service}/desk/");
        browser.goto(&address).await.expect("the desk loads");
        let desk = Self { browser };
        desk.there_is("button", "Log in").await;
        desk
    }

    /// Opens the desk, logs a built-in agent in and sets them online.
    pub async fn staffed(browser: Client, service: &str, agent: &str) -> Self {
        let desk = Self::open(browser, service).await;
        desk.click("button", agent).await;
        desk.reads(".connection", "Connected").await;
        desk.click("radio", "Online").await;
        desk
    }

    /// Runs a script and returns its value.
    pub async fn script(&self, script: &str) -> Value {
        let value = self.browser.execute(script, Vec::new()).await;
        value.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits until an element with this role and name is visible.
    pub async fn there_is(&self, role: &str, name: &str) -> Element {
        until::some(&format!("{role} {name:?} at the desk"), async || {
            let found = self
                .browser
                .execute(BY_ROLE, vec![json!(role), json!(name)])
                .await;
            let found = found.map_err(|error| error.to_string())?;
            let id = found.as_object().and_then(|found| found.values().next());
            let id = id.and_then(Value::as_str).ok_or("nothing")?;
            Ok(Element::from_element_id(
                self.browser.clone(),
                ElementRef::from(id.to_owned()),
            ))
        })
        .await
    }

    /// Clicks an element. If its label covers it, the label is clicked, as a person does.
    pub async fn click(&self, role: &str, name: &str) {
        let element = self.there_is(role, name).await;
        let clicked = element.click().await;
        clicked.unwrap_or_else(|error| panic!("clicking {role} {name:?} at the desk: {error}"));
    }

    /// Types into a field.
    pub async fn types(&self, field: &str, text: &str) {
        let field = self.there_is("textbox", field).await;
        field.send_keys(text).await.expect("the field takes keys");
    }

    /// Presses keys one after another on the focused element.
    pub async fn press(&self, keys: &str) {
        keys::press(&self.browser, keys).await;
    }

    /// Presses a key while another is held.
    pub async fn press_with(&self, held: char, key: char) {
        keys::press_with(&self.browser, held, key).await;
    }

    /// The text of the first element that matches a selector.
    pub async fn text(&self, selector: &str) -> String {
        let script =
            format!("return document.querySelector({selector:?})?.textContent.trim() ?? ''");
        self.script(&script)
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits until the element has this text.
    pub async fn reads(&self, selector: &str, words: &str) {
        until::some(
            &format!("{words:?} in {selector} at the desk"),
            async || match self.text(selector).await {
                text if text == words => Ok(()),
                other => Err(other),
            },
        )
        .await;
    }

    /// Waits for a ring and returns the consumer's name.
    pub async fn ringing(&self) -> String {
        until::some("a ring", async || match self.text(".ring__who").await {
            name if name.is_empty() => Err("none".to_owned()),
            name => Ok(name),
        })
        .await
    }

    /// Waits until the transcript has these lines: `from: text`, and the delivery state of the
    /// brand's messages.
    pub async fn transcript_reads(&self, lines: &[&str]) {
        let script = "return [...document.querySelectorAll('.line')].map((line) =>
            `${line.dataset.from}: ${line.querySelector('.line__body').innerText.replace(/\\s+/g, ' ').trim()}`
            + (line.dataset.mark === 'none' ? '' : ` (${line.dataset.mark})`))";
        until::some(&format!("the desk to read {lines:?}"), async || {
            let seen = self.script(script).await;
            if seen == json!(lines) {
                Ok(())
            } else {
                Err(seen.to_string())
            }
        })
        .await;
    }

    /// Closes the browser. Otherwise it would keep running after the tests.
    pub async fn close(self) {
        let _ = self.browser.close().await;
    }
}
