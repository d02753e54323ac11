//! Loads a stand-in in another process and reports the measurements; see `cargo xtask load`.
//! Connects over loopback only.

mod client;
mod drive;
mod report;

use clap::Parser;
use drive::{Plan, agents_file, run};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

const ACCOUNT: &str = "12345678";
/// Open files of the process besides its sockets.
const OTHER_FILES: usize = 64;

/// Loads a stand-in with many consumers and agents.
#[derive(Parser)]
struct Arguments {
    /// The number of consumers.
    #[arg(long, default_value_t = 1_000)]
    consumers: usize,
    /// The number of agents.
    #[arg(long, default_value_t = 50)]
    agents: usize,
    /// How long messages are sent, in seconds.
    #[arg(long, default_value_t = 60)]
    secs: u64,
    /// The pause between two messages of a consumer, in milliseconds.
    #[arg(long, default_value_t = 10_000)]
    pace_ms: u64,
    /// The port the stand-in listens on.
    #[arg(long, default_value_t = 8_090)]
    port: u16,
    /// The program file of the stand-in.
    #[arg(long, value_name = "FILE")]
    stand_in: PathBuf,
    /// The file for the report. Without it, the report is only printed.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Kills the process and deletes its folder when dropped.
struct Service(Child, PathBuf);

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
        let _ = std::fs::remove_dir_all(&self.1);
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match load(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("load: {sentence}");
            ExitCode::FAILURE
        }
    }
}

async fn load(arguments: &Arguments) -> Result<(), String> {
    check_files(arguments.consumers + arguments.agents + OTHER_FILES)?;
    let folder = std::env::temp_dir().join(format!("hailer-load-{}", std::process::id()));
    let service = start(arguments, &folder)?;
    let figures = run(Plan {
        host: format!("127.0.0.1:{}", arguments.port),
        account: ACCOUNT.to_owned(),
        consumers: arguments.consumers,
        agents: arguments.agents,
        pace: Duration::from_millis(arguments.pace_ms),
        messages: u64::MAX,
        time: Duration::from_secs(arguments.secs),
    })
    .await?;
    let used = report::cpu_and_memory(service.0.id());
    drop(service);
    let text = report::text(arguments, &figures, used.as_deref());
    println!("{text}");
    if let Some(file) = &arguments.report {
        std::fs::write(file, &text).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    let wrong = figures.lost + figures.lost_replies + figures.doubled;
    if wrong == 0 {
        Ok(())
    } else {
        Err(format!("{wrong} messages were lost or arrived twice"))
    }
}

/// Checks the limit of open files, because every socket needs one.
fn check_files(needed: usize) -> Result<(), String> {
    // On systems other than Linux, the first refused socket reveals the limit.
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"));
    let soft = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    match soft {
        Some(soft) if soft < needed => Err(format!(
            "this process may open {soft} files, but {needed} are needed. Raise the limit with `ulimit -n {needed}`, or use fewer --consumers"
        )),
        _ => Ok(()),
    }
}

fn start(arguments: &Arguments, folder: &Path) -> Result<Service, String> {
    let wrong = |error: std::io::Error| format!("{}: {error}", folder.display());
    std::fs::create_dir_all(folder).map_err(wrong)?;
    let agents = folder.join("agents.json");
    // A quarter more than an even distribution needs.
    let capacity = arguments.consumers.div_ceil(arguments.agents.max(1)) * 5 / 4 + 1;
    std::fs::write(&agents, agents_file(arguments.agents, capacity)).map_err(wrong)?;
    let program = &arguments.stand_in;
    let mut child = Command::new(program)
        .args(["--listen", &format!("127.0.0.1:{}", arguments.port)])
        .args(["--account", ACCOUNT, "--agents"])
        .arg(&agents)
        .arg("--data")
        .arg(folder.join("data.sqlite"))
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let output = child.stdout.take();
    let service = Service(child, folder.to_owned());
    let mut line = String::new();
    if let Some(output) = output {
        let mut output = std::io::BufReader::new(output);
        std::io::BufRead::read_line(&mut output, &mut line).map_err(wrong)?;
    }
    if line.is_empty() {
        return Err("the stand-in did not start; its error is above".to_owned());
    }
    Ok(service)
}
