//! What components may ask for. Each is one wish, handed to the driver.

use crate::conversation::driver::Driver;
use hailer_messaging::{Command, LocalId, Sight};
use leptos::prelude::*;
use web_sys::HtmlElement;

/// A handle that every component may copy.
#[derive(Clone, Copy)]
pub struct Actions(StoredValue<Driver, LocalStorage>);

impl Actions {
    /// Hands wishes to this driver.
    pub fn new(driver: Driver) -> Self {
        Self(StoredValue::new_local(driver))
    }

    fn command(self, command: Command) {
        // A wish may come from a handler that outlives the widget by a moment.
        let _ = self.0.try_with_value(|driver| driver.command(command));
    }

    /// Send a failed message once more.
    pub fn retry(self, id: LocalId) {
        self.command(Command::Retry(id));
    }

    /// Drop a failed message.
    pub fn discard(self, id: LocalId) {
        self.command(Command::Discard(id));
    }

    /// A key changed what is written.
    pub fn typed(self, has_text: bool) {
        self.command(Command::Typed { has_text });
    }

    /// Messages came on or left the screen.
    pub fn on_screen(self, sights: Vec<Sight>) {
        self.command(Command::OnScreen(sights));
    }

    /// Whether somebody could see what is drawn.
    pub fn is_looking(self) -> bool {
        self.0
            .try_with_value(Driver::is_looking)
            .unwrap_or_default()
    }

    /// End the conversation.
    pub fn end_conversation(self) {
        self.command(Command::EndConversation);
    }

    /// Ask for haste, or take that back.
    pub fn set_urgent(self, urgent: bool) {
        self.command(Command::SetUrgent(urgent));
    }

    /// Answer the survey.
    pub fn rate(self, stars: u8, resolved: Option<bool>) {
        self.command(Command::Rate { stars, resolved });
    }

    /// Decline the survey.
    pub fn skip_survey(self) {
        self.command(Command::SkipSurvey);
    }

    /// Try to connect now.
    pub fn connect(self) {
        self.command(Command::Connect);
    }

    /// Draw what was said before the first message that is drawn.
    pub fn show_earlier(self) {
        let _ = self.0.try_with_value(Driver::show_earlier);
    }

    /// Draw what is around a message, where one screen holds so many.
    pub fn draw_around(self, position: usize, per_screen: usize) {
        let draw = |driver: &Driver| driver.draw_around(position, per_screen);
        let _ = self.0.try_with_value(draw);
    }

    /// Draw the newest messages, and follow what comes.
    pub fn draw_latest(self) {
        let _ = self.0.try_with_value(Driver::draw_latest);
    }

    /// Offer ways to be told of messages, in a menu.
    pub fn offer_notifications(self, menu: &HtmlElement) {
        let _ = self.0.try_with_value(|driver| driver.notify_items(menu));
    }
}
