//! The shell on the command line: with a line to edit on a terminal, and plainly
//! where its input comes from a pipe.

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

/// Frames to the output, in colour on a terminal; everything else beside it.
async fn by_pipe(options: &Options) -> Result<(), String> {
    let in_colour = in_colour();
    let show: Show = Arc::new(move |shown| match shown {
        Shown::Frame(frame) => {
            // Whoever reads may have gone, which is no fault of ours.
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

/// With an editor, above whose line everything is shown.
async fn by_hand(options: &Options) -> Result<(), String> {
    let unusable = |error: ReadlineError| format!("this terminal cannot be used: {error}");
    let mut editor = DefaultEditor::new().map_err(unusable)?;
    let in_colour = in_colour();
    let printer = Mutex::new(editor.create_external_printer().map_err(unusable)?);
    let show: Show = Arc::new(move |shown| {
        let text = match shown {
            Shown::Frame(frame) => paint(&frame, in_colour),
            Shown::Note(note) => note,
        };
        let mut printer = printer.lock().unwrap_or_else(PoisonError::into_inner);
        // A terminal that is gone shows nothing more.
        let _ = printer.print(format!("{text}\n"));
    });
    let mut session = open(options, show).await?;
    println!(
        "Connected to {} as {}. Paste requests; “help” lists the names that may stand in them; Ctrl-D ends.",
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
                // The history is this shell's alone, as it may hold tokens.
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

/// On a terminal, unless its owner wants none (no-color.org).
fn in_colour() -> bool {
    stdout().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

async fn open(options: &Options, show: Show) -> Result<Session, String> {
    let session = Session::open(options, show).await;
    session.map_err(|error| error.to_string())
}
