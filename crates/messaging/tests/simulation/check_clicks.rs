//! The invariants of clicks: they are sent once, before their texts, and never lost.

use super::server::{CONSUMER, Dialog, mark_of};
use super::world::{Click, World};
use serde_json::Value;

impl World {
    /// Every click is stored at most once. If its text is stored in the same dialog, the click
    /// is stored before it.
    pub fn check_clicks(&self) -> Result<(), String> {
        for click in &self.clicks {
            let told = self
                .server
                .dialogs_ever()
                .flat_map(|one| places(one, click));
            let told = told.count();
            if told > 1 {
                return Err(format!("{:?} is told {told} times", click.mark));
            }
            if let Some(home) = self
                .server
                .dialogs_ever()
                .find(|one| one.id == click.dialog)
                && let Some(text) = text_place(home, click)
                && !self.server.refused_clicks.contains(&click.mark)
                && places(home, click).next().is_none_or(|at| at > text)
            {
                return Err(format!("{:?} is not told before its text", click.mark));
            }
        }
        Ok(())
    }

    /// Every click in an open dialog was stored.
    pub fn check_clicks_at_rest(&self) -> Result<(), String> {
        for click in &self.clicks {
            let home = self.server.dialogs().find(|one| one.id == click.dialog);
            if let Some(home) = home.filter(|one| one.is_open)
                && !self.server.refused_clicks.contains(&click.mark)
                && places(home, click).next().is_none()
            {
                return Err(format!("{:?} is lost", click.mark));
            }
        }
        Ok(())
    }
}

/// The positions at which a click is stored in a dialog.
fn places<'a>(dialog: &'a Dialog, click: &'a Click) -> impl Iterator<Item = usize> + 'a {
    let events = dialog.events.iter().enumerate();
    let told = events.filter(|(_, event)| {
        event["event"]["status"] == "ACTION" && mark_of(event).as_ref() == Some(&click.mark)
    });
    told.map(|(at, _)| at)
}

fn text_place(dialog: &Dialog, click: &Click) -> Option<usize> {
    let text = Value::from(click.text.as_deref()?);
    let is_it =
        |event: &Value| event["originatorId"] == CONSUMER && event["event"]["message"] == text;
    dialog.events.iter().position(is_it)
}
