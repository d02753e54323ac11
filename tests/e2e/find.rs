//! Finds elements by role and name inside the widget's shadow root, as a person would.

use crate::scene::Scene;
use fantoccini::elements::{Element, ElementRef};
use serde_json::{Value, json};

const BY_ROLE: &str = "
    const [role, name] = arguments;
    const root = document.querySelector('hailer-chat')?.shadowRoot;
    if (!root) return null;
    const implied = { BUTTON: 'button', TEXTAREA: 'textbox', FIELDSET: 'group', A: 'link' };
    const roleOf = (e) => e.getAttribute('role') || (e.tagName === 'INPUT' ? e.type : implied[e.tagName]);
    const textOf = (e) => (e.tagName === 'FIELDSET' ? e.querySelector('legend') : e).textContent.trim();
    const nameOf = (e) => e.getAttribute('aria-label') || (e.tagName === 'INPUT' ? e.closest('label').textContent.trim() : textOf(e));
    const plain = (words) => words.replace(/[\\u2068\\u2069]/g, '');
    return [...root.querySelectorAll('*')].find((e) => roleOf(e) === role && plain(nameOf(e)) === name && e.checkVisibility()) || null;
";

/// The text without the control characters that isolate inserted values.
pub fn plain(words: &str) -> String {
    words.replace(['\u{2068}', '\u{2069}'], "")
}

/// The visible element with this role and name, if any.
pub async fn by_role(scene: &Scene, role: &str, name: &str) -> Option<Element> {
    let found = scene
        .browser
        .execute(BY_ROLE, vec![json!(role), json!(name)])
        .await;
    let found = found.unwrap_or_else(|error| panic!("finding {role} {name:?}: {error}"));
    let id = found.as_object()?.values().next()?.as_str()?.to_owned();
    Some(Element::from_element_id(
        scene.browser.clone(),
        ElementRef::from(id),
    ))
}

/// A displayed message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// `data-from`.
    pub from: String,
    /// `data-state`.
    pub state: String,
    /// `data-sequence`.
    pub sequence: Option<String>,
    /// The text.
    pub text: String,
}

/// The displayed messages, from the top.
pub async fn messages(scene: &Scene) -> Vec<Shown> {
    let script = "
        const root = document.querySelector('hailer-chat')?.shadowRoot;
        return [...(root?.querySelectorAll('[part=message]') || [])].map((e) => [
            e.dataset.from, e.dataset.state, e.dataset.sequence ?? null, e.querySelector('.message__text').textContent]);";
    let rows = scene.script(script).await;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    rows.as_array()
        .into_iter()
        .flatten()
        .map(|row| Shown {
            from: text(&row[0]),
            state: text(&row[1]),
            sequence: row[2].as_str().map(str::to_owned),
            text: text(&row[3]),
        })
        .collect()
}

/// An attribute of the first element in the widget that matches a selector.
pub async fn attribute(scene: &Scene, selector: &str, name: &str) -> Option<String> {
    let script = format!(
        "return document.querySelector('hailer-chat')?.shadowRoot.querySelector({selector:?})?.getAttribute({name:?}) ?? null"
    );
    scene.script(&script).await.as_str().map(str::to_owned)
}

/// The text of the first element in the widget that matches a selector.
pub async fn text(scene: &Scene, selector: &str) -> String {
    let script = format!(
        "return document.querySelector('hailer-chat')?.shadowRoot.querySelector({selector:?})?.textContent ?? ''"
    );
    plain(scene.script(&script).await.as_str().unwrap_or_default())
}

/// Whether an element in the widget is rendered, even if it is not visible.
pub async fn is_rendered(scene: &Scene, selector: &str) -> bool {
    let script = format!(
        "return document.querySelector('hailer-chat').shadowRoot.querySelector({selector:?}).getClientRects().length > 0"
    );
    scene.script(&script).await == true
}

/// The name of the focused element in the widget.
pub async fn focused(scene: &Scene) -> String {
    let script = "const e = document.querySelector('hailer-chat').shadowRoot.activeElement;
        return e ? e.getAttribute('aria-label') || (e.closest('label') || e).textContent.trim() : ''";
    plain(scene.script(script).await.as_str().unwrap_or_default())
}
