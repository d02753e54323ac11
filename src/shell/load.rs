//! Loads the conversation, and defines its interface to the shell.

use super::Shell;
use crate::components::erased::ErasedView;
use crate::embed::options::Options;
use crate::platform::{frame, panic};
use js_sys::Function;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use std::ops::Deref;
use std::rc::Rc;
use web_sys::{Event, ShadowRoot};

/// The arguments of the conversation.
pub struct Context {
    /// The shell that shows the conversation.
    pub shell: Shell,
    /// The brand's options.
    pub options: Options,
    /// The page's token provider, if the page has called `identify`.
    pub get_token: Option<Function>,
    /// The shadow root of the widget.
    pub root: ShadowRoot,
}

/// The interface of the conversation, the part of the module that is loaded after the shell
/// (`conversation/mod.rs`).
pub trait Conversation {
    /// The scrolling message list.
    fn transcript(&self) -> ErasedView;
    /// The agent's picture in the header.
    fn face(&self) -> ErasedView;
    /// The status line in the header; tracked.
    fn status(&self) -> String;
    /// The value of `data-connection`; tracked.
    fn connection(&self) -> &'static str;
    /// The menu and its button.
    fn menu(&self) -> ErasedView;
    /// The notice about a lost connection or a failed command.
    fn notice(&self) -> ErasedView;
    /// The survey after a conversation.
    fn survey(&self) -> ErasedView;
    /// The dialog that covers the window.
    fn overlay(&self) -> ErasedView;

    /// Sends a message.
    fn send(&self, text: String);
    /// The draft changed. `has_text` is false if it is blank.
    fn typed(&self, has_text: bool);
    /// The window opened or closed.
    fn window_toggled(&self, open: bool);
    /// Renders more messages than usual, for the browser's search in the page.
    fn draw_whole(&self);
    /// A picture inside the window could not be loaded.
    fn picture_failed(&self, event: &Event);
    /// The page identifies the consumer.
    fn identify(&self, get_token: Function);
    /// The options changed.
    fn configure(&self, options: &Options);
    /// Cancels all callbacks. If `forgets`, also deletes the consumer's stored data.
    fn stop(&self, forgets: bool);
}

/// A shared conversation for a signal, which requires `Send`. There is only one thread.
#[derive(Clone)]
pub struct ConversationHandle(SendWrapper<Rc<dyn Conversation>>);

impl ConversationHandle {
    /// Shares a conversation.
    pub fn new(conversation: Rc<dyn Conversation>) -> Self {
        Self(SendWrapper::new(conversation))
    }
}

impl Deref for ConversationHandle {
    type Target = dyn Conversation;

    fn deref(&self) -> &Self::Target {
        &**self.0
    }
}

/// The event for `embed/start.js` that the conversation could not be loaded.
const PART_MISSING: &str = "part-missing";

/// The conversation could not be loaded, or the widget ended while it was being loaded.
#[derive(Debug)]
pub struct LoadError;

#[cfg(feature = "parts")]
impl From<wasm_split_helpers::SplitLoaderError> for LoadError {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// The code splitting point. Code that only this function reaches is loaded when it is called.
#[cfg(feature = "parts")]
#[wasm_split_helpers::wasm_split(conversation, fallible)]
fn begin(context: Context) -> Result<ConversationHandle, LoadError> {
    context.begin()
}

/// In development and in component tests, the module is not split.
#[cfg(not(feature = "parts"))]
#[expect(clippy::unused_async, reason = "same signature as the split version")]
async fn begin(context: Context) -> Result<ConversationHandle, LoadError> {
    context.begin()
}

impl Context {
    /// Begins the conversation, unless the widget ended while it was being loaded.
    fn begin(self) -> Result<ConversationHandle, LoadError> {
        if self.shell.has_failed.is_disposed() {
            return Err(LoadError);
        }
        Ok(crate::conversation::begin(self))
    }
}

impl Shell {
    /// Loads the conversation, then sends the queued messages.
    pub fn load(&self) {
        let shell = *self;
        shell.has_failed.set(false);
        let Some(context) = shell.page.try_with_value(|page| Context {
            shell,
            options: page.options.clone(),
            get_token: page.get_token.clone(),
            root: page.root.clone(),
        }) else {
            return;
        };
        // The window must be painted and usable before the conversation begins.
        frame::after_paint(move || shell.begin(context));
    }

    fn begin(self, context: Context) {
        let shell = self;
        spawn_local(async move {
            let loaded = begin(context).await;
            // The widget may have ended meanwhile.
            if panic::is_broken() || shell.has_failed.is_disposed() {
                return;
            }
            if let Ok(conversation) = loaded {
                shell.attach(conversation);
            } else {
                shell.has_failed.set(true);
                // A new release may have removed the file. `embed/start.js` checks that.
                shell.emit(PART_MISSING, &[]);
            }
        });
    }

    fn attach(&self, conversation: ConversationHandle) {
        self.conversation.set(Some(conversation));
        let outgoing = core::mem::take(&mut *self.outgoing.write());
        for text in outgoing {
            self.send(text);
        }
    }
}
