//! Constructed style sheets for the shadow root. A strict content policy allows no other kind.

use web_sys::{CssStyleSheet, ShadowRoot};

/// A style sheet that a shadow root adopted. Dropping it removes it.
pub struct StyleSheet {
    sheet: CssStyleSheet,
    root: ShadowRoot,
}

impl StyleSheet {
    /// Adds these rules after the existing ones. Returns `None` if the browser does not support
    /// constructed style sheets.
    pub fn adopt(root: &ShadowRoot, rules: &str) -> Option<Self> {
        let sheet = CssStyleSheet::new().ok()?;
        sheet.replace_sync(rules).ok()?;
        root.adopted_style_sheets().push(&sheet);
        Some(Self {
            sheet,
            root: root.clone(),
        })
    }
}

impl Drop for StyleSheet {
    fn drop(&mut self) {
        let others = self
            .root
            .adopted_style_sheets()
            .filter(&mut |one, _, _| !js_sys::Object::is(&one, &self.sheet));
        self.root.set_adopted_style_sheets(&others);
    }
}
