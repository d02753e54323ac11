//! The conversation: the second part of the module, which the shell loads (`shell/load.rs`).
//! It owns the session and renders the messages, the menu, the notices and the survey.

mod actions;
mod components;
mod driver;
mod emoji;
mod identity;
mod layout;
mod links;
mod presenter;
mod view_state;
mod virtual_list;

use crate::components::erased::{Erase as _, ErasedView};
use crate::embed::options::Options;
use crate::platform::style_sheet::StyleSheet;
use crate::shell::{Context, Conversation, ConversationHandle};
use actions::Actions;
use components::{
    Confirm, ConfirmProps, Face, FaceProps, Menu, MenuProps, Notice, NoticeProps, Survey,
    SurveyProps, Transcript, TranscriptProps, status,
};
use driver::Driver;
use js_sys::Function;
use leptos::prelude::*;
use std::rc::Rc;
use view_state::ViewState;
use web_sys::Event;

/// The conversation's styles, joined by `build.rs`.
const STYLES: &str = include_str!(concat!(env!("OUT_DIR"), "/conversation.css"));

/// Begins the conversation in a shell.
pub fn begin(context: Context) -> ConversationHandle {
    let owner = Owner::new();
    let loaded = owner.with(|| {
        let styles = StyleSheet::adopt(&context.root, STYLES);
        let view = ViewState::new(context.shell);
        let driver = Driver::start(context, view);
        let actions = Actions::new(driver.clone());
        let is_asked = RwSignal::new(false);
        Loaded {
            view,
            driver,
            actions,
            is_asked,
            _styles: styles,
            owner: owner.clone(),
        }
    });
    ConversationHandle::new(Rc::new(loaded))
}

/// The loaded conversation.
struct Loaded {
    view: ViewState,
    driver: Driver,
    actions: Actions,
    /// Whether the dialog that confirms the end of the conversation is open.
    is_asked: RwSignal<bool>,
    _styles: Option<StyleSheet>,
    /// The owner of all signals and effects.
    owner: Owner,
}

impl Conversation for Loaded {
    fn transcript(&self) -> ErasedView {
        let (view, actions) = (self.view, self.actions);
        Transcript(TranscriptProps { view, actions }).erase()
    }

    fn face(&self) -> ErasedView {
        Face(FaceProps { view: self.view }).erase()
    }

    fn status(&self) -> String {
        status(self.view)
    }

    fn connection(&self) -> &'static str {
        presenter::connection_word(self.view.connection.get())
    }

    fn menu(&self) -> ErasedView {
        let (view, actions, ask_end) = (self.view, self.actions, self.is_asked);
        Menu(MenuProps {
            view,
            actions,
            ask_end,
        })
        .erase()
    }

    fn notice(&self) -> ErasedView {
        let (view, actions) = (self.view, self.actions);
        Notice(NoticeProps { view, actions }).erase()
    }

    fn survey(&self) -> ErasedView {
        let (view, actions) = (self.view, self.actions);
        Survey(SurveyProps { view, actions }).erase()
    }

    fn overlay(&self) -> ErasedView {
        let (view, actions, is_asked) = (self.view, self.actions, self.is_asked);
        Confirm(ConfirmProps {
            view,
            actions,
            is_asked,
        })
        .erase()
    }

    fn send(&self, text: String) {
        self.driver.send(text);
    }

    fn typed(&self, has_text: bool) {
        self.actions.typed(has_text);
    }

    fn window_toggled(&self, open: bool) {
        self.driver.window_toggled(open);
    }

    fn draw_whole(&self) {
        self.driver.draw_whole();
    }

    fn picture_failed(&self, event: &Event) {
        self.view.forget_picture(event);
    }

    fn identify(&self, get_token: Function) {
        self.driver.identify(get_token);
    }

    fn configure(&self, options: &Options) {
        self.driver.configure(options);
    }

    fn stop(&self, forgets: bool) {
        self.driver.stop(forgets);
        self.owner.cleanup();
    }
}
