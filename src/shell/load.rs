//! Loading the conversation, and what the shell may ask of it.

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

/// What the conversation begins with.
pub struct Context {
    /// The shell it is shown in.
    pub shell: Shell,
    /// The brand's options.
    pub options: Options,
    /// The page's function that names the consumer, if there is one.
    pub get_token: Option<Function>,
    /// Where the chat is drawn.
    pub root: ShadowRoot,
}

/// The conversation, as the shell knows it: a part of the module that is loaded
/// after the shell (`conversation/mod.rs`).
pub trait Conversation {
    /// The messages, and all that scrolls with them.
    fn transcript(&self) -> ErasedView;
    /// Who speaks for the brand, in the header.
    fn face(&self) -> ErasedView;
    /// What the header says below the title; tracked.
    fn status(&self) -> String;
    /// The word of `data-connection`; tracked.
    fn connection(&self) -> &'static str;
    /// The menu and its button.
    fn menu(&self) -> ErasedView;
    /// What is wrong with the connection.
    fn notice(&self) -> ErasedView;
    /// What is asked after a conversation.
    fn survey(&self) -> ErasedView;
    /// What lies over the window.
    fn overlay(&self) -> ErasedView;

    /// Sends a message.
    fn send(&self, text: String);
    /// The draft changed; whether there is any text in it.
    fn typed(&self, has_text: bool);
    /// The window opened or closed.
    fn window_toggled(&self, open: bool);
    /// Somebody searches the page: more than usual is to be drawn.
    fn draw_whole(&self);
    /// A picture inside the window could not be loaded.
    fn picture_failed(&self, event: &Event);
    /// The page names the consumer.
    fn identify(&self, get_token: Function);
    /// The options changed.
    fn configure(&self, options: &Options);
    /// Ends everything that could call back, and forgets the consumer if asked to.
    fn stop(&self, forgets: bool);
}

/// A shared conversation that a signal can hold: everything here runs on one thread.
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

/// What `embed/start.js` is told when the conversation could not be loaded.
const PART_MISSING: &str = "part-missing";

/// The part could not be loaded.
#[derive(Debug)]
pub struct LoadError;

#[cfg(feature = "parts")]
impl From<wasm_split_helpers::SplitLoaderError> for LoadError {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// The boundary between the parts: what only this reaches is loaded when it is called.
#[cfg(feature = "parts")]
#[wasm_split_helpers::wasm_split(conversation, fallible)]
fn begin(context: Context) -> Result<ConversationHandle, LoadError> {
    context.begin()
}

/// In development and in component tests, the module is in one piece.
#[cfg(not(feature = "parts"))]
#[expect(clippy::unused_async, reason = "as async as where it is loaded")]
async fn begin(context: Context) -> Result<ConversationHandle, LoadError> {
    context.begin()
}

impl Context {
    /// Begins the conversation, unless the widget has ended while it was loaded.
    fn begin(self) -> Result<ConversationHandle, LoadError> {
        if self.shell.has_failed.is_disposed() {
            return Err(LoadError);
        }
        Ok(crate::conversation::begin(self))
    }
}

impl Shell {
    /// Loads the conversation, and hands it what was sent meanwhile.
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
        // The window is seen, and can be written into, before the conversation begins.
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
                shell.go_on_with(conversation);
            } else {
                shell.has_failed.set(true);
                // A new release may have removed the file: `embed/start.js` finds out.
                shell.emit(PART_MISSING, &[]);
            }
        });
    }

    fn go_on_with(&self, conversation: ConversationHandle) {
        self.conversation.set(Some(conversation));
        let outgoing = core::mem::take(&mut *self.outgoing.write());
        for text in outgoing {
            self.send(text);
        }
    }
}
