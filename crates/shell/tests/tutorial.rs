//! Runs docs/tutorial.md like a reader: its requests are entered into shells, and its frames must
//! be received.

mod page;
mod shape;

use clap::Parser as _;
use hailer_shell::{Options, Session, Shown, Side};
use page::{Block, Says};
use serde_json::{Deserializer, Value};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

const TUTORIAL: &str = include_str!("../../../docs/tutorial.md");
/// The stand-in's address in the page.
const DEFAULT_HOST: &str = "127.0.0.1:8081";
const TIMEOUT: Duration = Duration::from_secs(5);

/// A shell and its output.
struct Desk {
    session: Session,
    shown: UnboundedReceiver<Shown>,
    /// Output that the page has not mentioned yet.
    seen: Vec<Shown>,
}

impl Desk {
    async fn open(options: &Options) -> Self {
        let (sender, shown) = unbounded_channel();
        let show = Arc::new(move |one| sender.send(one).expect("the reader is there"));
        let session = Session::open(options, show).await.unwrap();
        Self {
            session,
            shown,
            seen: Vec::new(),
        }
    }

    /// Waits for some output and removes it.
    async fn sees(&mut self, what: &str, is_it: impl Fn(&Session, &Shown) -> bool) {
        loop {
            let at = self.seen.iter().position(|one| is_it(&self.session, one));
            if let Some(at) = at {
                self.seen.remove(at);
                return;
            }
            match timeout(TIMEOUT, self.shown.recv()).await {
                Ok(Some(one)) => self.seen.push(one),
                _ => panic!("{what}\nwas not shown; this was: {:#?}", self.seen),
            }
        }
    }

    async fn follows(&mut self, block: &Block) {
        let place = format!("docs/tutorial.md:{}", block.line);
        match block.says {
            Says::Sends => {
                for line in block.text.lines() {
                    self.session.enter(line).await;
                }
            }
            Says::Hears => {
                for expected in Deserializer::from_str(&block.text).into_iter::<Value>() {
                    let expected = expected.unwrap_or_else(|error| panic!("{place}: {error}"));
                    let what = format!("{place}: {expected}");
                    let is_it = |session: &Session, one: &Shown| match one {
                        Shown::Frame(frame) => {
                            shape::fits(frame, &expected, |name| session.variable(name))
                        }
                        Shown::Note(_) => false,
                    };
                    self.sees(&what, is_it).await;
                }
            }
            Says::Notes => {
                let note = block.text.trim_end().to_owned();
                let what = format!("{place}: {note}");
                let note = Shown::Note(note);
                self.sees(&what, |_, one| *one == note).await;
            }
        }
    }
}

#[tokio::test]
async fn the_tutorial_runs_literally() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = free.local_addr().unwrap().to_string();
    drop(free);
    let page = page::read(&TUTORIAL.replace(DEFAULT_HOST, &host));
    let mut desks: Vec<(Side, Desk)> = Vec::new();
    for step in page {
        match step {
            page::Step::Command(command) => {
                let words = command.split_whitespace().skip(2);
                let mut options = Options::try_parse_from(words).unwrap();
                assert_eq!(
                    options.host(),
                    DEFAULT_HOST,
                    "the page needs no other address"
                );
                options.stand_in.clone_from(&host);
                desks.push((options.side, Desk::open(&options).await));
            }
            page::Step::Block(block) => {
                let desk = desks.iter_mut().find(|(side, _)| *side == block.side);
                let (_, desk) = desk.expect("its shell is open");
                desk.follows(&block).await;
            }
        }
    }
    assert_eq!(desks.len(), 2);
    for (side, desk) in &desks {
        let notes = desk.seen.iter().filter(|one| matches!(one, Shown::Note(_)));
        assert_eq!(notes.count(), 0, "{side:?}: {:#?}", desk.seen);
    }
}
