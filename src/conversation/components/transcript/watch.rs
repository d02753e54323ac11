//! Observers: which messages are visible, and which elements change their size.

use crate::conversation::actions::Actions;
use crate::conversation::components::rows::{El, Incoming};
use crate::platform::panic;
use hailer_messaging::{DialogId, Sequence, Sight};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    HtmlElement, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
    ResizeObserver,
};

/// Reports which incoming messages are visible, for read receipts, and reports size changes. It
/// uses the browser's observers, so a hidden tab or a closed window reports nothing.
pub struct Watch {
    log: El,
    actions: Actions,
    visibility: IntersectionObserver,
    size: ResizeObserver,
    _on_visibility: Closure<dyn FnMut(js_sys::Array, IntersectionObserver)>,
    _on_size: Closure<dyn FnMut()>,
}

impl Watch {
    /// Starts both observers. `on_resize` is called when `log` or its content `inner` changes its
    /// size. Returns `None` if the browser does not support them.
    pub fn new(
        log: &HtmlElement,
        inner: &HtmlElement,
        actions: Actions,
        on_resize: impl Fn() + 'static,
    ) -> Option<Self> {
        let on_visibility = Closure::new(
            move |entries: js_sys::Array, observer: IntersectionObserver| {
                if !panic::is_broken() {
                    // A message that was read need not be observed any longer.
                    let is_reading = actions.is_looking();
                    let to_sight = |entry: JsValue| {
                        let entry: IntersectionObserverEntry = entry.unchecked_into();
                        let sight = sight(&entry)?;
                        if sight.visible && is_reading {
                            observer.unobserve(&entry.target());
                        }
                        Some(sight)
                    };
                    actions.on_screen(entries.iter().filter_map(to_sight).collect());
                }
            },
        );
        let options = IntersectionObserverInit::new();
        options.set_root(Some(log));
        // Of a long message, half a screen must be detected, whatever its length. Each threshold
        // is half of the next larger one, so one lies between half a screen and a whole screen.
        let thresholds = [0.0, 0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015_625];
        options.set_threshold(
            &thresholds
                .into_iter()
                .map(JsValue::from)
                .collect::<js_sys::Array>(),
        );
        let callback = on_visibility.as_ref().unchecked_ref();
        let visibility = IntersectionObserver::new_with_options(callback, &options).ok()?;
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
            visibility,
            size,
            _on_visibility: on_visibility,
            _on_size: on_size,
        })
    }

    /// Reports the messages that are already visible, as they are about to be painted. Observes
    /// the others.
    pub fn observe(&self, incoming: Vec<Incoming>) {
        if incoming.is_empty() {
            return;
        }
        let screen = self.log.get_bounding_client_rect();
        let is_reading = self.actions.is_looking();
        let mut read = Vec::new();
        for (element, dialog, sequence) in incoming {
            let message = element.get_bounding_client_rect();
            let shown_px = message.bottom().min(screen.bottom()) - message.top().max(screen.top());
            if is_reading && is_read(shown_px, message.height(), screen.height()) {
                read.push(Sight {
                    dialog,
                    sequence,
                    visible: true,
                });
            } else {
                self.visibility.observe(&element);
            }
        }
        if !read.is_empty() {
            self.actions.on_screen(read);
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.visibility.disconnect();
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

/// Whether a message counts as read: half of it is visible, or it fills half of the screen.
fn is_read(shown_px: f64, height_px: f64, screen_px: f64) -> bool {
    shown_px > 0.0 && (shown_px >= height_px / 2.0 || shown_px >= screen_px / 2.0)
}
