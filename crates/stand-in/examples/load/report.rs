//! Formats the measurements.

use super::Arguments;
use super::drive::Figures;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::Duration;

/// What limits the throughput.
const LIMITS: &str = "
Every stored event is a commit of its own, written to the disk (`synchronous=FULL`) under the one lock of the world.
Frames are sent meanwhile. The next step would be several events in one commit.
";

/// The report, as Markdown.
pub fn text(arguments: &Arguments, figures: &Figures, used: Option<&str>) -> String {
    let Arguments {
        consumers,
        agents,
        secs,
        pace_ms,
        ..
    } = arguments;
    let mut text = format!(
        "# Load on the stand-in\n\n\
         `cargo xtask load --consumers {consumers} --agents {agents} --secs {secs} --pace-ms {pace_ms}` wrote this page\n\
         on {}, on {}.\n\n\
         The stand-in is a release build with `--data`, in one process. All consumers and agents are in another process\n\
         and connect over loopback. Each consumer writes every {} s. An agent reads and replies at once. Every receipt\n\
         and text is committed before it is acknowledged.\n\n| what | figure |\n|---|---|\n",
        today(),
        machine(),
        seconds(Duration::from_millis(*pace_ms)),
    );
    let lasted_ms = figures.lasted.as_millis().max(1);
    let per_second = |count: u64| (u128::from(count) * 1_000 / lasted_ms).to_string();
    let replies = figures.to_consumers.len() as u64;
    let rows = [
        ("consumers, agents", format!("{consumers}, {agents}")),
        (
            "conversations per agent: fewest, most",
            format!("{}, {}", figures.spread.0, figures.spread.1),
        ),
        (
            "time until every consumer had an agent",
            format!("{} s", seconds(figures.arrival)),
        ),
        (
            "duration of sending",
            format!("{} s", seconds(figures.lasted)),
        ),
        (
            "messages of consumers, replies of agents",
            format!("{}, {replies}", figures.asked),
        ),
        (
            "stored events per second",
            per_second(figures.asked * 2 + replies),
        ),
        (
            "frames per second, in both directions",
            per_second(figures.frames),
        ),
        (
            "lost messages: to agents, to consumers",
            format!("{}, {}", figures.lost, figures.lost_replies),
        ),
        ("messages that arrived twice", figures.doubled.to_string()),
        (
            "from publish to delivery at the agent: p50, p99, maximum",
            quantiles(&figures.to_agents),
        ),
        (
            "from publish to delivery at the consumer: p50, p99, maximum",
            quantiles(&figures.to_consumers),
        ),
    ];
    for (what, figure) in rows {
        let _ = writeln!(text, "| {what} | {figure} |");
    }
    if let Some(used) = used {
        let _ = writeln!(text, "| the stand-in's process | {used} |");
    }
    text += LIMITS;
    text
}

fn quantiles(sorted: &[Duration]) -> String {
    let at = |per_cent: usize| {
        let last = sorted.len().saturating_sub(1);
        sorted
            .get(last * per_cent / 100)
            .copied()
            .unwrap_or_default()
    };
    let ms = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1_000.0);
    format!("{}, {}, {} ms", ms(at(50)), ms(at(99)), ms(at(100)))
}

fn seconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64())
}

fn today() -> String {
    let date = Command::new("date").args(["-u", "+%Y-%m-%d"]).output();
    let date = date
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok());
    date.map_or_else(
        || "an unknown day".to_owned(),
        |date| date.trim().to_owned(),
    )
}

fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let of = |file: &str, name: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':'))
            .map(|(_, value)| value.trim().to_owned())
    };
    let model =
        of("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let memory = of("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    let memory = memory.map_or_else(String::new, |kib| format!(", {} GiB", kib / 1024 / 1024));
    format!(
        "{cores} cores of {model}{memory} ({})",
        std::env::consts::OS
    )
}

/// The CPU time and peak memory of a process. Linux only.
pub fn cpu_and_memory(process: u32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    // User and system time, in clock ticks of 10 ms.
    let ticks = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = peak.split_whitespace().next()?.parse().ok()?;
    Some(format!(
        "{} s of CPU time, {} MiB at most",
        ticks / 100,
        kib / 1024
    ))
}
