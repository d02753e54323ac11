//! Parses the code blocks of a page: "```json agent sends" and so on.

use hailer_shell::Side;

/// A step of the page.
pub enum Step {
    /// Opens a shell.
    Command(String),
    /// Input or expected output.
    Block(Block),
}

/// A block for one shell.
pub struct Block {
    /// The shell's side.
    pub side: Side,
    /// The kind.
    pub says: Says,
    /// The content.
    pub text: String,
    /// The number of its first line.
    pub line: usize,
}

/// The kind of a block.
#[derive(Clone, Copy)]
pub enum Says {
    /// Lines to enter.
    Sends,
    /// Frames to expect.
    Hears,
    /// A message of the shell to expect.
    Notes,
}

/// Parses all steps. An unknown block is an error in the page.
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
        _ => panic!("line {line}: unknown kind of block {words:?}"),
    }
}
