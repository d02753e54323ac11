//! The blocks of a page: "```json agent sends" and so on.

use hailer_shell::Side;

/// What is done at one place of the page.
pub enum Step {
    /// A shell is opened.
    Command(String),
    /// Something is entered or shown.
    Block(Block),
}

/// A block that belongs to a shell.
pub struct Block {
    /// Whose shell.
    pub side: Side,
    /// What it is.
    pub says: Says,
    /// What stands in it.
    pub text: String,
    /// The line it begins in.
    pub line: usize,
}

/// What a block is.
#[derive(Clone, Copy)]
pub enum Says {
    /// Lines to enter.
    Sends,
    /// Frames to wait for.
    Hears,
    /// A sentence of the shell itself.
    Notes,
}

/// Every step, in order. A block that is not understood is a mistake of the page.
pub fn read(page: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut open: Option<(&str, usize, String)> = None;
    for (at, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(words), None) => open = Some((words, at + 1, String::new())),
            (Some(_), Some((words, begins, text))) => steps.extend(step(words, begins, &text)),
            (None, Some((words, begins, text))) => {
                open = Some((words, begins, text + line + "\n"));
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    steps
}

fn step(words: &str, line: usize, text: &str) -> Vec<Step> {
    let words: Vec<&str> = words.split_whitespace().collect();
    let block = |side, says| {
        let side = match side {
            "agent" => Side::Agent,
            "consumer" => Side::Consumer,
            other => panic!("line {line}: there is no shell of {other}"),
        };
        vec![Step::Block(Block {
            side,
            says,
            text: text.to_owned(),
            line,
        })]
    };
    match words[..] {
        ["sh"] => text
            .lines()
            .map(|line| Step::Command(line.to_owned()))
            .collect(),
        ["json", side, "sends"] => block(side, Says::Sends),
        ["json", side, "hears"] => block(side, Says::Hears),
        ["text", side, "notes"] => block(side, Says::Notes),
        _ => panic!("line {line}: a block of {words:?} is nothing a reader can follow"),
    }
}
