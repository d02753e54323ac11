//! The shadow root: styles and the place to draw in.

use crate::components::dynamic::effect;
use crate::text::Text;
use wasm_bindgen::JsCast as _;
use web_sys::{CssStyleSheet, HtmlElement, ShadowRoot};

/// The window's styles: `style/*.css` in their order, made by `build.rs`.
const STYLES: &str = include_str!(concat!(env!("OUT_DIR"), "/window.css"));

/// The element the window is drawn in; dropping it takes it away.
pub struct Host {
    element: HtmlElement,
    sheet: Option<CssStyleSheet>,
    root: ShadowRoot,
}

impl Host {
    /// Prepares a shadow root. The styles are a constructed sheet, as a strict
    /// content policy allows no other kind.
    pub fn attach(root: ShadowRoot) -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let element: HtmlElement = document.create_element("div").ok()?.dyn_into().ok()?;
        let sheet = CssStyleSheet::new().ok();
        if let Some(sheet) = &sheet {
            sheet.replace_sync(STYLES).ok()?;
            root.adopted_style_sheets().push(sheet);
        }
        root.append_child(&element).ok()?;
        Some(Self {
            element,
            sheet,
            root,
        })
    }

    /// Says which language everything in it is of, and which way that is read, from now
    /// on: the page may be of another.
    pub fn follow_language(&self, text: Text) {
        let element = self.element.clone();
        effect(move || {
            let speech = text.speech();
            element.set_lang(&speech.lang());
            element.set_dir(&speech.dir());
        });
    }

    /// Where to mount.
    pub fn element(&self) -> HtmlElement {
        self.element.clone()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // Not `remove`: pages have had one of their own.
        let _ = self.root.remove_child(&self.element);
        if let Some(sheet) = &self.sheet {
            let others = self
                .root
                .adopted_style_sheets()
                .filter(&mut |one, _, _| !js_sys::Object::is(&one, sheet));
            self.root.set_adopted_style_sheets(&others);
        }
    }
}
