//! The actions that components can call. Each is passed to the driver.

use crate::conversation::driver::Driver;
use hailer_messaging::{Command, LocalId, Sight};
use leptos::prelude::*;
use web_sys::HtmlElement;

/// A handle to the driver. Copies share it.
#[derive(Clone, Copy)]
pub struct Actions(StoredValue<Driver, LocalStorage>);

impl Actions {
    /// Creates the handle.
    pub fn new(driver: Driver) -> Self {
        Self(StoredValue::new_local(driver))
    }

    fn command(self, command: Command) {
        // An event handler may run shortly after the widget was disposed.
        let _ = self.0.try_with_value(|driver| driver.command(command));
    }

    /// Sends a failed message again.
    pub fn retry(self, id: LocalId) {
        self.command(Command::Retry(id));
    }

    /// Deletes a failed message.
    pub fn discard(self, id: LocalId) {
        self.command(Command::Discard(id));
    }

    /// The draft changed. `has_text` is false if it is blank.
    pub fn typed(self, has_text: bool) {
        self.command(Command::Typed { has_text });
    }

    /// Reports messages that became visible or hidden.
    pub fn on_screen(self, sights: Vec<Sight>) {
        self.command(Command::OnScreen(sights));
    }

    /// Whether the window is open, the tab is visible, and the page is painted.
    pub fn is_looking(self) -> bool {
        self.0
            .try_with_value(Driver::is_looking)
            .unwrap_or_default()
    }

    /// Ends the conversation.
    pub fn end_conversation(self) {
        self.command(Command::EndConversation);
    }

    /// Marks the conversation as urgent, or removes the mark.
    pub fn set_urgent(self, urgent: bool) {
        self.command(Command::SetUrgent(urgent));
    }

    /// Sends the answers of the survey.
    pub fn rate(self, stars: u8, resolved: Option<bool>) {
        self.command(Command::Rate { stars, resolved });
    }

    /// Skips the survey.
    pub fn skip_survey(self) {
        self.command(Command::SkipSurvey);
    }

    /// Connects now, without waiting for the next attempt.
    pub fn connect(self) {
        self.command(Command::Connect);
    }

    /// Renders the messages before the first rendered one. Loads them if necessary.
    pub fn show_earlier(self) {
        let _ = self.0.try_with_value(Driver::show_earlier);
    }

    /// Renders the messages around a position. `per_screen` is the number of messages per screen.
    pub fn draw_around(self, position: usize, per_screen: usize) {
        let draw = |driver: &Driver| driver.draw_around(position, per_screen);
        let _ = self.0.try_with_value(draw);
    }

    /// Renders the newest messages and follows new ones.
    pub fn draw_latest(self) {
        let _ = self.0.try_with_value(Driver::draw_latest);
    }

    /// Adds the notification settings to a menu.
    pub fn offer_notifications(self, menu: &HtmlElement) {
        let _ = self
            .0
            .try_with_value(|driver| driver.add_notification_items(menu));
    }
}
