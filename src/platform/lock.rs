//! Web Locks, which coordinate the tabs of one site. One tab holds a lock at a time. The
//! browser grants it to the next tab when the holder releases it, is closed, or crashes.

use js_sys::{Function, Promise, Reflect};
use std::cell::RefCell;
use std::pin::Pin;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

thread_local! {
    /// The release functions of all held locks, for when the instance panics.
    static HELD: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
}

/// Releases every lock, so that other tabs or the next instance can take over.
pub fn release_all() {
    HELD.with(|held| {
        for release in held.try_borrow().iter().flat_map(|held| held.iter()) {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    });
}

/// A held lock. Dropping it releases it.
pub struct Lock {
    release: Function,
}

impl Lock {
    /// Waits for the lock. Returns `None` if the browser has no locks (as on a page without
    /// https) or grants none.
    pub fn acquire(name: &str) -> Pin<Box<dyn Future<Output = Option<Self>> + '_>> {
        // Boxed, because each of the three callers would contain the whole future.
        Box::pin(Self::wait_for(name))
    }

    async fn wait_for(name: &str) -> Option<Self> {
        let (answered, answer) = deferred();
        let (released, release) = deferred();
        let on_granted = answer.clone();
        let callback = Closure::once_into_js(move || {
            let _ = on_granted.call1(&JsValue::UNDEFINED, &JsValue::TRUE);
            JsValue::from(released)
        });
        let locks = Reflect::get(web_sys::window()?.navigator().as_ref(), &"locks".into()).ok()?;
        let request = Reflect::get(&locks, &"request".into()).ok()?;
        let request: Function = request.dyn_into().ok()?;
        let asked = request.call2(&locks, &name.into(), &callback).ok()?;
        // Some browsers have locks but reject all requests where storage is blocked.
        let catch: Function = (Reflect::get(&asked, &"catch".into()).ok()?)
            .dyn_into()
            .ok()?;
        catch.call1(&asked, &answer).ok()?;
        let is_granted = JsFuture::from(answered).await.ok()? == JsValue::TRUE;
        if !is_granted {
            return None;
        }
        HELD.with(|held| held.borrow_mut().push(release.clone()));
        Some(Self { release })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        HELD.with(|held| held.borrow_mut().retain(|one| *one != self.release));
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}

/// A promise and its `resolve` function.
fn deferred() -> (Promise, Function) {
    let mut fulfil = None;
    let promise = Promise::new(&mut |resolve, _| fulfil = Some(resolve));
    // `new` calls the executor before it returns.
    (promise, fulfil.unwrap_or_default())
}
