//! The elements of a message, before anything is said in it.

use super::element::{El, el};
use hailer_messaging::Sender;

/// The elements, each where it belongs.
pub struct Template {
    /// All of them.
    pub article: El,
    /// The place of whoever speaks; the consumer and the service have none.
    pub avatar: Option<El>,
    /// The name of whoever speaks.
    pub name: El,
    /// What is said.
    pub words: El,
    /// What stands below.
    pub foot: El,
    /// The time, in there.
    pub time: El,
}

impl Template {
    /// Makes the elements of a message of somebody of the same kind.
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
        // Each of its lines has a direction of its own, as in the message box: the style says so.
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

    /// The same once more: one copy is less work for a browser than eight elements
    /// with twice as many attributes.
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
