//! Who speaks, beside the last message of a group.

use super::avatar::{Picture, picture};
use super::element::{El, el};
use crate::conversation::view_state::ViewState;
use hailer_messaging::ParticipantId;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::Element;

/// A picture that its message gave up, for the next one of the same group: one that
/// is made anew is asked for anew.
#[derive(Clone, Default)]
pub struct Spare(Rc<RefCell<Option<(Picture, Element)>>>);

/// The place beside a message.
pub struct GroupPicture {
    /// Where that is; beside the others nobody stands.
    place: El,
    view: ViewState,
    who: Option<ParticipantId>,
    shown: Option<Picture>,
    spare: Spare,
}

impl GroupPicture {
    /// An empty place beside a message of `who`.
    pub const fn new(place: El, view: ViewState, who: Option<ParticipantId>, spare: Spare) -> Self {
        Self {
            place,
            view,
            who,
            shown: None,
            spare,
        }
    }

    /// Draws who speaks, or gives the picture away.
    pub fn follow(&mut self, is_last: bool) {
        let wanted = is_last.then(|| picture(self.view, self.who.as_ref()));
        if wanted == self.shown {
            return;
        }
        let before = core::mem::replace(&mut self.shown, wanted.clone());
        if let Some(picture) = wanted {
            self.place.set_text_content(None);
            let given = self.spare.0.take().filter(|(of, _)| *of == picture);
            let element = given.map_or_else(|| draw(&picture), |(_, element)| element);
            // Fails only for a node that is an ancestor.
            let _ = self.place.append_child(&element);
        } else {
            // It stays where it is, and is not seen there, until somebody takes it.
            *self.spare.0.borrow_mut() = before.zip(self.place.first_element_child());
        }
    }
}

fn draw(picture: &Picture) -> Element {
    let drawn = match picture {
        Ok(url) => el("img", "avatar__image").attr("alt", "").attr("src", url),
        Err(letter) => el("span", "avatar__initials").text(letter),
    };
    drawn.element()
}
