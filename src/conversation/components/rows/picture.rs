//! The avatar beside the last message of a group.

use super::avatar::{Picture, picture};
use super::element::{El, el};
use crate::conversation::view_state::ViewState;
use hailer_messaging::ParticipantId;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::Element;

/// The avatar of a message that is no longer the last of its group. The next message reuses the
/// element, because a new `<img>` would fetch the picture again.
#[derive(Clone, Default)]
pub struct SparePicture(Rc<RefCell<Option<(Picture, Element)>>>);

/// The place for an avatar beside a message.
pub struct GroupPicture {
    /// The parent element. It is visible only beside the last message of a group.
    place: El,
    view: ViewState,
    who: Option<ParticipantId>,
    shown: Option<Picture>,
    spare: SparePicture,
}

impl GroupPicture {
    /// An empty place beside a message of `who`.
    pub const fn new(
        place: El,
        view: ViewState,
        who: Option<ParticipantId>,
        spare: SparePicture,
    ) -> Self {
        Self {
            place,
            view,
            who,
            shown: None,
            spare,
        }
    }

    /// Shows the avatar beside the last message of a group. Otherwise offers it for reuse.
    pub fn update(&mut self, is_last: bool) {
        let wanted = is_last.then(|| picture(self.view, self.who.as_ref()));
        if wanted == self.shown {
            return;
        }
        let before = core::mem::replace(&mut self.shown, wanted.clone());
        if let Some(picture) = wanted {
            self.place.set_text_content(None);
            let reused = self.spare.0.take().filter(|(of, _)| *of == picture);
            let element = reused.map_or_else(|| draw(&picture), |(_, element)| element);
            // Fails only if the node is an ancestor.
            let _ = self.place.append_child(&element);
        } else {
            // The element stays here, hidden, until another message takes it.
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
