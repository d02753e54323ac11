//! The elements of a message without content.

use super::element::{El, el};
use hailer_messaging::Sender;

/// The element tree of a message, with references to its parts.
pub struct Template {
    /// The root element.
    pub article: El,
    /// The place for the avatar. Only agents and bots have one.
    pub avatar: Option<El>,
    /// The sender's name.
    pub name: El,
    /// The text of the message.
    pub words: El,
    /// The line below the bubble.
    pub foot: El,
    /// The time in that line.
    pub time: El,
}

impl Template {
    /// Creates the elements for this kind of sender. `from` is the value of `data-from`.
    pub fn new(sender: &Sender, from: &str) -> Self {
        let mut article = el("article", "")
            .attr("part", "message")
            .attr("data-from", from);
        let mut avatar = None;
        if let Sender::Agent(_) | Sender::Bot(_) = sender {
            let place = el("span", "avatar message__avatar").attr("aria-hidden", "true");
            article = article.child(place.clone());
            avatar = Some(place);
        }
        let name = el("span", "message__sender").attr("dir", "auto");
        // CSS gives each line its own direction, as in the message box.
        let words = el("p", "message__text");
        let time = el("time", "message__time");
        let foot = el("div", "message__meta").child(time.clone());
        let body = el("div", "message__body")
            .child(name.clone())
            .child(el("div", "message__bubble").child(words.clone()))
            .child(foot.clone());
        Self {
            article: article.child(body),
            avatar,
            name,
            words,
            foot,
            time,
        }
    }

    /// Clones the element tree. That is faster than creating eight elements and their attributes.
    pub fn deep_clone(&self) -> Self {
        let article = self.article.deep_clone();
        let first = article.first_child_element();
        let (avatar, body) = match &self.avatar {
            Some(_) => (Some(first.clone()), first.next_sibling()),
            None => (None, first),
        };
        let name = body.first_child_element();
        let bubble = name.next_sibling();
        let foot = bubble.next_sibling();
        Self {
            avatar,
            words: bubble.first_child_element(),
            time: foot.first_child_element(),
            article,
            name,
            foot,
        }
    }
}
