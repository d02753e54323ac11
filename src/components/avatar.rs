//! A picture of whoever speaks, or their initial.

use super::element::{El, el};
use crate::view_state::ViewState;
use hailer_messaging::ParticipantId;
use js_sys::JsString;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::Element;

/// The address of a picture, or else an initial.
type Face = Result<String, String>;

/// A picture that its message gave up, for the next one of the same group: one that
/// is made anew is asked for anew.
#[derive(Clone, Default)]
pub struct Spare(Rc<RefCell<Option<(Face, Element)>>>);

/// Draws whoever `who` names; a brand without a name gets its title's initial.
pub fn avatar(
    state: ViewState,
    class: &str,
    who: impl Fn() -> Option<ParticipantId> + 'static,
) -> El {
    place(class).part(move || face(state, who().as_ref()), |face| Some(draw(face)))
}

/// Who speaks, beside the last message of a group.
pub struct GroupAvatar {
    /// Where that is; beside the others nobody stands.
    place: El,
    state: ViewState,
    who: Option<ParticipantId>,
    shown: Option<Face>,
    spare: Spare,
}

impl GroupAvatar {
    /// An empty place beside a message of `who`.
    pub const fn new(
        place: El,
        state: ViewState,
        who: Option<ParticipantId>,
        spare: Spare,
    ) -> Self {
        Self {
            place,
            state,
            who,
            shown: None,
            spare,
        }
    }

    /// Draws who speaks, or gives the picture away.
    pub fn follow(&mut self, is_last: bool) {
        let wanted = is_last.then(|| face(self.state, self.who.as_ref()));
        if wanted == self.shown {
            return;
        }
        let before = core::mem::replace(&mut self.shown, wanted.clone());
        if let Some(face) = wanted {
            self.place.set_text_content(None);
            let given = self.spare.0.take().filter(|(of, _)| *of == face);
            let picture = given.map_or_else(|| draw(&face).into(), |(_, picture)| picture);
            // Fails only for a node that is an ancestor.
            let _ = self.place.append_child(&picture);
        } else {
            // It stays where it is, and is not seen there, until somebody takes it.
            *self.spare.0.borrow_mut() = before.zip(self.place.first_element_child());
        }
    }
}

/// Where somebody's picture goes; who they are is told in words beside it.
pub fn place(class: &str) -> El {
    el("span", class).attr("aria-hidden", "true")
}

fn face(state: ViewState, who: Option<&ParticipantId>) -> Face {
    state.picture_of(who).ok_or_else(|| {
        let name = state.agent_name(who);
        initial(&name.unwrap_or_else(|| state.title.get()))
    })
}

fn draw(face: &Face) -> El {
    match face {
        Ok(url) => el("img", "avatar__image").attr("alt", "").attr("src", url),
        Err(initial) => el("span", "avatar__initials").text(initial),
    }
}

/// The browser knows how a letter is written large; a table of our own weighs 12 KB.
fn initial(name: &str) -> String {
    let is_letter = |letter: &char| !letter.is_whitespace() && !letter.is_ascii_punctuation();
    let first = name.chars().find(is_letter);
    let first = first.map(|letter| JsString::from(letter.to_string()));
    first.map_or_else(String::new, |letter| letter.to_upper_case().into())
}
