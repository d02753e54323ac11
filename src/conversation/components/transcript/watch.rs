//! What the browser watches: which messages are on the screen, and what
//! changes its size.

use crate::conversation::actions::Actions;
use crate::conversation::components::rows::{El, Fresh};
use crate::platform::panic;
use hailer_messaging::{DialogId, Sequence, Sight};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    HtmlElement, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
    ResizeObserver,
};

/// Tells which messages of the other side are on the screen, and when anything
/// grows or shrinks. The browser does the looking, so that a hidden tab or a
/// closed window sees nothing.
pub struct Watch {
    log: El,
    actions: Actions,
    seen: IntersectionObserver,
    size: ResizeObserver,
    _on_seen: Closure<dyn FnMut(js_sys::Array, IntersectionObserver)>,
    _on_size: Closure<dyn FnMut()>,
}

impl Watch {
    /// Watches what is inside `log`; `on_resize` is told when it, or what is in it, changes its size.
    pub fn new(
        log: &HtmlElement,
        inner: &HtmlElement,
        actions: Actions,
        on_resize: impl Fn() + 'static,
    ) -> Option<Self> {
        let on_seen = Closure::new(move |entries: js_sys::Array, seen: IntersectionObserver| {
            if !panic::is_broken() {
                // Once it is read, nobody needs to know where it is.
                let is_reading = actions.is_looking();
                let look = |entry: JsValue| {
                    let entry: IntersectionObserverEntry = entry.unchecked_into();
                    let sight = sight(&entry)?;
                    if sight.visible && is_reading {
                        seen.unobserve(&entry.target());
                    }
                    Some(sight)
                };
                actions.on_screen(entries.iter().filter_map(look).collect());
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
            log: El::of(log),
            actions,
            seen,
            size,
            _on_seen: on_seen,
            _on_size: on_size,
        })
    }

    /// Tells which of these messages somebody reads as soon as they are painted, which is next,
    /// and watches the others from now on.
    pub fn look_at(&self, fresh: Vec<Fresh>) {
        if fresh.is_empty() {
            return;
        }
        let screen = self.log.get_bounding_client_rect();
        let is_reading = self.actions.is_looking();
        let mut read = Vec::new();
        for (element, dialog, sequence) in fresh {
            let message = element.get_bounding_client_rect();
            let shown_px = message.bottom().min(screen.bottom()) - message.top().max(screen.top());
            if is_reading && is_read(shown_px, message.height(), screen.height()) {
                read.push(Sight {
                    dialog,
                    sequence,
                    visible: true,
                });
            } else {
                self.seen.observe(&element);
            }
        }
        if !read.is_empty() {
            self.actions.on_screen(read);
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.seen.disconnect();
        self.size.disconnect();
    }
}

fn sight(entry: &IntersectionObserverEntry) -> Option<Sight> {
    let element = entry.target();
    let sequence = element.get_attribute("data-sequence")?.parse().ok()?;
    let visible = is_read(
        entry.intersection_rect().height(),
        entry.bounding_client_rect().height(),
        entry.root_bounds()?.height(),
    );
    Some(Sight {
        dialog: DialogId::new(element.get_attribute("data-dialog")?),
        sequence: Sequence(sequence),
        visible,
    })
}

/// Half of a message, or half a screen of a long one, is enough to read it.
fn is_read(shown_px: f64, height_px: f64, screen_px: f64) -> bool {
    shown_px > 0.0 && (shown_px >= height_px / 2.0 || shown_px >= screen_px / 2.0)
}
