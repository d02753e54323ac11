//! The stand-in and the demo shop, from one command.

use crate::failure::Failure;
use crate::run::{cargo, program, root, succeed};
use crate::{desk, tools};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Where index.html looks for the stand-in.
const USUAL_STAND_IN_PORT: u16 = 8081;

/// What `dev` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// The demo shop's port.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The stand-in's port.
    #[arg(long, default_value_t = USUAL_STAND_IN_PORT)]
    stand_in_port: u16,
}

impl Options {
    /// Where the shop is; its page speaks to the usual port unless its address says another.
    fn shop(&self) -> String {
        let shop = format!("http://127.0.0.1:{}/", self.port);
        match self.stand_in_port {
            USUAL_STAND_IN_PORT => shop,
            other => format!("{shop}?service=http://127.0.0.1:{other}"),
        }
    }
}

/// Installs what is missing, starts both, and stops both.
pub fn run(options: &Options) -> Result<(), Failure> {
    check_port(options.port, "--port")?;
    check_port(options.stand_in_port, "--stand-in-port")?;
    tools::wasm_target()?;
    let tools = [tools::wasm_bindgen()?, tools::trunk()?];
    println!("Building the stand-in …");
    succeed(
        cargo(&[]).args(["build", "--package", "hailer-stand-in"]),
        "Its messages are above",
    )?;
    let desk = desk::build()?;

    let stopped = Arc::new(AtomicBool::new(false));
    let flag = stopped.clone();
    ctrlc::set_handler(move || flag.store(true, Ordering::SeqCst))
        .map_err(|error| Failure::new(format!("Ctrl-C cannot be handled: {error}")))?;

    let stand_in = root().join("target/debug/hailer-stand-in");
    let listen = format!("127.0.0.1:{}", options.stand_in_port);
    let mut stand_in = program(&stand_in.to_string_lossy(), &[]);
    stand_in.args(["--listen", &listen, "--account", "12345678", "--auto-agent"]);
    stand_in.arg("--desk").arg(desk);
    let mut trunk = program("trunk", &tools);
    trunk.args(["serve", "--port", &options.port.to_string()]);
    let mut servers = [start("the stand-in", stand_in)?, start("trunk", trunk)?];
    let outcome = watch(&mut servers, options, &stopped);
    for (_, server) in &mut servers {
        // It may have ended by itself, which is as good.
        let _ = server.kill();
        let _ = server.wait();
    }
    outcome
}

type Server = (&'static str, Child);

fn start(name: &'static str, mut command: std::process::Command) -> Result<Server, Failure> {
    let child = command.spawn();
    let child =
        child.map_err(|error| Failure::new(format!("{name} cannot be started: {error}")))?;
    Ok((name, child))
}

/// Waits until one of them ends or a person does.
fn watch(servers: &mut [Server], options: &Options, stopped: &AtomicBool) -> Result<(), Failure> {
    let mut is_told = false;
    while !stopped.load(Ordering::SeqCst) {
        for (name, server) in servers.iter_mut() {
            if let Ok(Some(status)) = server.try_wait() {
                return Err(Failure::new(format!(
                    "{name} ended ({status}); its messages are above"
                )));
            }
        }
        if !is_told && answers(options.port) && answers(options.stand_in_port) {
            is_told = true;
            println!("\n  The demo shop    {}", options.shop());
            println!(
                "  The stand-in     http://127.0.0.1:{}",
                options.stand_in_port
            );
            println!(
                "  The desk         http://127.0.0.1:{}/desk/",
                options.stand_in_port
            );
            println!("  Anna answers by herself; say “bye” and she ends the conversation.");
            println!("  Be online at the desk, and you answer in her place.");
            println!("  Ctrl-C stops both.\n");
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    println!("\nStopped.");
    Ok(())
}

fn answers(port: u16) -> bool {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_ok()
}

/// A taken port is found before anything is built.
fn check_port(port: u16, flag: &str) -> Result<(), Failure> {
    match TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::new(format!(
            "port {port} cannot be used: {error}. Stop what uses it, or choose another with {flag}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shops_address_names_a_stand_in_on_an_unusual_port() {
        let shop = |stand_in_port| {
            Options {
                port: 8080,
                stand_in_port,
            }
            .shop()
        };
        assert_eq!(shop(8081), "http://127.0.0.1:8080/");
        assert_eq!(
            shop(9001),
            "http://127.0.0.1:8080/?service=http://127.0.0.1:9001"
        );
    }

    #[test]
    fn a_taken_port_is_named_with_the_flag_that_changes_it() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let failure = check_port(port, "--port").unwrap_err().to_string();
        assert!(
            failure.contains(&port.to_string()) && failure.contains("--port"),
            "{failure}"
        );
    }

    #[test]
    fn what_trunk_watches_and_ignores_is_there_in_a_new_clone() {
        let read = |name| std::fs::read_to_string(root().join(name)).unwrap();
        let settings: toml::Table = read("Trunk.toml").parse().unwrap();
        let watch = settings["watch"].as_table().unwrap();
        let paths = watch
            .values()
            .flat_map(|paths| paths.as_array().unwrap().iter());
        let paths: Vec<_> = paths.filter_map(toml::Value::as_str).collect();
        assert!(paths.contains(&"src"), "{paths:?}");
        let built = read(".gitignore");
        for path in paths {
            let is_built = built.lines().any(|line| line == format!("/{path}"));
            assert!(root().join(path).exists() && !is_built, "{path}");
        }
    }
}
