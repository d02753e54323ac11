//! The shadow root with its styles and the mount point.

use crate::components::dynamic::effect;
use crate::platform::style_sheet::StyleSheet;
use crate::text::Text;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, ShadowRoot};

/// The shell's styles, joined by `build.rs`.
const STYLES: &str = include_str!(concat!(env!("OUT_DIR"), "/shell.css"));

/// The mount point. Dropping it removes its element and styles.
pub struct Host {
    element: HtmlElement,
    _styles: Option<StyleSheet>,
    root: ShadowRoot,
}

impl Host {
    /// Adds the styles and the mount point to a shadow root. `None` if that fails.
    pub fn attach(root: ShadowRoot) -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let element: HtmlElement = document.create_element("div").ok()?.dyn_into().ok()?;
        let styles = StyleSheet::adopt(&root, STYLES);
        root.append_child(&element).ok()?;
        Some(Self {
            element,
            _styles: styles,
            root,
        })
    }

    /// Keeps `lang` and `dir` in step with the chat's language, which may differ from the page's.
    pub fn follow_language(&self, text: Text) {
        let element = self.element.clone();
        effect(move || {
            let speech = text.speech();
            element.set_lang(&speech.lang());
            element.set_dir(&speech.dir());
        });
    }

    /// The element to mount the widget in.
    pub fn element(&self) -> HtmlElement {
        self.element.clone()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // Not `remove()`, because some pages replace that method.
        let _ = self.root.remove_child(&self.element);
    }
}
