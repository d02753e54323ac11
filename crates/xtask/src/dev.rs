//! Runs the stand-in, the agents' desk and the demo shop with one command.

use crate::failure::Failure;
use crate::run::{cargo, program, root, succeed};
use crate::{desk, tools};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The stand-in's port that index.html uses by default.
const DEFAULT_STAND_IN_PORT: u16 = 8081;

/// The options of `cargo xtask dev`.
#[derive(clap::Args)]
pub struct Options {
    /// The demo shop's port.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The stand-in's port.
    #[arg(long, default_value_t = DEFAULT_STAND_IN_PORT)]
    stand_in_port: u16,
}

impl Options {
    /// The address of the shop. It contains the stand-in's address if the port is not the default.
    fn shop(&self) -> String {
        let shop = format!("http://127.0.0.1:{}/", self.port);
        match self.stand_in_port {
            DEFAULT_STAND_IN_PORT => shop,
            other => format!("{shop}?service=http://127.0.0.1:{other}"),
        }
    }
}

/// Installs missing tools, starts both servers, and stops both at the end.
pub fn run(options: &Options) -> Result<(), Failure> {
    check_port(options.port, "--port")?;
    check_port(options.stand_in_port, "--stand-in-port")?;
    tools::wasm_target()?;
    let tools = [tools::wasm_bindgen()?, tools::trunk()?];
    println!("Building the stand-in …");
    succeed(
        cargo(&[]).args(["build", "--package", "hailer-stand-in"]),
        "See its messages above",
    )?;
    let desk = desk::build()?;

    let stopped = Arc::new(AtomicBool::new(false));
    let flag = stopped.clone();
    ctrlc::set_handler(move || flag.store(true, Ordering::SeqCst))
        .map_err(|error| Failure::new(format!("cannot handle Ctrl-C: {error}")))?;

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
        // Ignore the error: the server may have ended already.
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

/// Prints the addresses when both servers respond. Returns when a server ends or Ctrl-C is pressed.
fn watch(servers: &mut [Server], options: &Options, stopped: &AtomicBool) -> Result<(), Failure> {
    let mut is_announced = false;
    while !stopped.load(Ordering::SeqCst) {
        for (name, server) in servers.iter_mut() {
            if let Ok(Some(status)) = server.try_wait() {
                return Err(Failure::new(format!(
                    "{name} ended ({status}); see its messages above"
                )));
            }
        }
        if !is_announced && answers(options.port) && answers(options.stand_in_port) {
            is_announced = true;
            println!("\n  The demo shop    {}", options.shop());
            println!(
                "  The stand-in     http://127.0.0.1:{}",
                options.stand_in_port
            );
            println!(
                "  The desk         http://127.0.0.1:{}/desk/",
                options.stand_in_port
            );
            println!("  Anna answers automatically; write “bye” to end the conversation.");
            println!("  To answer yourself, log in at the desk and go online.");
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

/// Checks that a port is free, before anything is built.
fn check_port(port: u16, flag: &str) -> Result<(), Failure> {
    match TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::new(format!(
            "port {port} cannot be used: {error}. Stop the program that uses it, or choose another port with {flag}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shops_address_contains_a_stand_in_port_that_is_not_the_default() {
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
    fn a_port_in_use_is_reported_with_the_flag_that_changes_it() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let failure = check_port(port, "--port").unwrap_err().to_string();
        assert!(
            failure.contains(&port.to_string()) && failure.contains("--port"),
            "{failure}"
        );
    }

    #[test]
    fn the_paths_that_trunk_watches_and_ignores_exist_in_a_new_clone() {
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
