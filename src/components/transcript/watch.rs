//! What the browser watches: which messages are on the screen, and what
//! changes its size.

use crate::actions::Actions;
use crate::components::element::El;
use crate::platform::panic;
use hailer_messaging::{DialogId, Sequence, Sight};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit, ResizeObserver,
};

/// Tells which messages of the other side are on the screen, and when anything
/// grows or shrinks. The browser does the looking, so that a hidden tab or a
/// closed window sees nothing.
pub struct Watch {
    seen: IntersectionObserver,
    size: ResizeObserver,
    _on_seen: Closure<dyn FnMut(js_sys::Array)>,
    _on_size: Closure<dyn FnMut()>,
}

impl Watch {
    /// Watches what is inside `log`; `on_resize` is told when it, or what is in it, changes its size.
    pub fn new(
        log: &El,
        inner: &El,
        actions: Actions,
        on_resize: impl Fn() + 'static,
    ) -> Option<Self> {
        let on_seen: Closure<dyn FnMut(js_sys::Array)> =
            Closure::new(move |entries: js_sys::Array| {
                if !panic::is_broken() {
                    let entries = entries.iter().map(JsValue::unchecked_into);
                    actions.on_screen(entries.filter_map(|entry| sight(&entry)).collect());
                }
            });
        let options = IntersectionObserverInit::new();
        options.set_root(Some(log));
        // Half a screen of a message is looked for, too, however long that is: between two
        // of these lies at most what fills a screen and what fills half of one.
        let shares = [0.0, 0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015_625];
        options.set_threshold(
            &shares
                .into_iter()
                .map(JsValue::from)
                .collect::<js_sys::Array>(),
        );
        let callback = on_seen.as_ref().unchecked_ref();
        let seen = IntersectionObserver::new_with_options(callback, &options).ok()?;
        let on_size: Closure<dyn FnMut()> = Closure::new(move || {
            if !panic::is_broken() {
                on_resize();
            }
        });
        let size = ResizeObserver::new(on_size.as_ref().unchecked_ref()).ok()?;
        size.observe(log);
        size.observe(inner);
        Some(Self {
            seen,
            size,
            _on_seen: on_seen,
            _on_size: on_size,
        })
    }

    /// Watches messages of the other side from now on.
    pub fn observe(&self, fresh: Vec<El>) {
        for element in fresh {
            self.seen.observe(&element);
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.seen.disconnect();
        self.size.disconnect();
    }
}

/// Half of a message, or half a screen of a long one, is enough to read it.
fn sight(entry: &IntersectionObserverEntry) -> Option<Sight> {
    let element = entry.target();
    let sequence = element.get_attribute("data-sequence")?.parse().ok()?;
    let fills_half = || {
        let screen = entry.root_bounds();
        screen.is_some_and(|screen| entry.intersection_rect().height() >= screen.height() / 2.0)
    };
    let visible = entry.is_intersecting() && (entry.intersection_ratio() >= 0.5 || fills_half());
    Some(Sight {
        dialog: DialogId::new(element.get_attribute("data-dialog")?),
        sequence: Sequence(sequence),
        visible,
    })
}
