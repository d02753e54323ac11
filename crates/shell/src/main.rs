//! The command line: with a line editor on a terminal, and without one in a pipe.

use clap::Parser as _;
use hailer_shell::{Options, Session, Show, Shown, paint};
use rustyline::error::ReadlineError;
use rustyline::{DefaultEditor, ExternalPrinter};
use std::env;
use std::io::{BufRead as _, IsTerminal as _, Write as _, stdin, stdout};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::task::spawn_blocking;

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let outcome = if stdin().is_terminal() && stdout().is_terminal() {
        by_hand(&options).await
    } else {
        by_pipe(&options).await
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("cargo xtask shell: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// Prints frames to stdout, in colour on a terminal, and everything else to stderr.
async fn by_pipe(options: &Options) -> Result<(), String> {
    let in_colour = in_colour();
    let show: Show = Arc::new(move |shown| match shown {
        Shown::Frame(frame) => {
            // Ignore the error: the reader of the pipe may have ended.
            let _ = writeln!(stdout(), "{}", paint(&frame, in_colour));
        }
        Shown::Note(note) => eprintln!("{note}"),
    });
    let mut session = open(options, show).await?;
    loop {
        let line = spawn_blocking(|| {
            let mut line = String::new();
            stdin().lock().read_line(&mut line).map(|read| (read, line))
        });
        let line = line.await.map_err(|error| error.to_string())?;
        match line.map_err(|error| format!("the input cannot be read: {error}"))? {
            (0, _) => break,
            (_, line) => session.enter(&line).await,
        }
    }
    session.finish().await;
    Ok(())
}

/// Uses a line editor. Output is printed above the edited line.
async fn by_hand(options: &Options) -> Result<(), String> {
    let unusable = |error: ReadlineError| format!("cannot use this terminal: {error}");
    let mut editor = DefaultEditor::new().map_err(unusable)?;
    let in_colour = in_colour();
    let printer = Mutex::new(editor.create_external_printer().map_err(unusable)?);
    let show: Show = Arc::new(move |shown| {
        let text = match shown {
            Shown::Frame(frame) => paint(&frame, in_colour),
            Shown::Note(note) => note,
        };
        let mut printer = printer.lock().unwrap_or_else(PoisonError::into_inner);
        // Ignore the error: the terminal may be closed.
        let _ = printer.print(format!("{text}\n"));
    });
    let mut session = open(options, show).await?;
    println!(
        "Connected to {} as {}. Paste requests; “help” lists the variables; Ctrl-D ends.",
        options.host(),
        options.side.name()
    );
    loop {
        let prompt = if session.is_open() {
            "... ".to_owned()
        } else {
            format!("{}> ", options.side.name())
        };
        let read = spawn_blocking(move || {
            let line = editor.readline(&prompt);
            (editor, line)
        });
        let (same, line) = read.await.map_err(|error| error.to_string())?;
        editor = same;
        match line {
            Ok(text) => {
                // The history is not saved, because it may contain tokens.
                let _ = editor.add_history_entry(&text);
                for line in text.lines().chain(text.is_empty().then_some("")) {
                    session.enter(line).await;
                }
            }
            Err(ReadlineError::Interrupted | ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(unusable(error)),
        }
    }
}

/// Use colours on a terminal, unless NO_COLOR is set (no-color.org).
fn in_colour() -> bool {
    stdout().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

async fn open(options: &Options, show: Show) -> Result<Session, String> {
    let session = Session::open(options, show).await;
    session.map_err(|error| error.to_string())
}
