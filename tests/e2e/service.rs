//! The stand-in of a journey, inside the test process. A stand-in that must be killed runs as a
//! separate process.

use hailer_stand_in::Config;
use std::env;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::net::TcpListener;

const ACCOUNT: &str = "12345678";

/// A running stand-in.
pub struct Service {
    /// `http://127.0.0.1:port`.
    pub address: String,
    process: Option<Process>,
}

/// A stand-in in a separate process, with the data for a restart.
struct Process {
    child: Child,
    listen: SocketAddr,
    data: PathBuf,
}

impl Service {
    /// Starts a stand-in inside this process. It ends with the test.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let config = Config {
            faults: true,
            desk: env::var_os("HAILER_DESK").map(PathBuf::from),
            agent_pace: Duration::from_millis(40),
            ..Config::new(ACCOUNT)
        };
        tokio::spawn(hailer_stand_in::run(
            listener,
            config,
            std::future::pending(),
        ));
        Self {
            address: format!("http://{address}"),
            process: None,
        }
    }

    /// Starts a stand-in as a process with a data file and a fixed port.
    pub fn start_process() -> Self {
        // The kernel picks a free port. Another program could take it before it is used, but that
        // does not happen in practice.
        let listen = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a free port");
        let name = format!("hailer-e2e-{}-{}.sqlite", std::process::id(), listen.port());
        let data = env::temp_dir().join(name);
        let child = spawn(listen, &data);
        Self {
            address: format!("http://{listen}"),
            process: Some(Process {
                child,
                listen,
                data,
            }),
        }
    }

    /// Kills the process with SIGKILL, so that it cannot clean up.
    pub fn kill(&mut self) {
        let process = self.process.as_mut().expect("it is a process of its own");
        process.child.kill().expect("it was running");
        process.child.wait().expect("it is ours");
    }

    /// Starts the killed process again with the same data file and port.
    pub fn restart(&mut self) {
        let process = self.process.as_mut().expect("it is a process of its own");
        process.child = spawn(process.listen, &process.data);
    }
}

fn spawn(listen: SocketAddr, data: &PathBuf) -> Child {
    let program = env::var_os("HAILER_STAND_IN").map_or_else(
        || PathBuf::from("target/debug/hailer-stand-in"),
        PathBuf::from,
    );
    let mut child = Command::new(&program)
        .args(["--listen", &listen.to_string()])
        .args(["--account", ACCOUNT, "--faults", "--data"])
        .arg(data)
        .arg("--desk")
        .arg(env::var_os("HAILER_DESK").unwrap_or_default())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| {
            panic!("{}: {error}; run `cargo xtask test e2e`", program.display())
        });
    let output = child.stdout.take().expect("its output was asked for");
    let mut line = String::new();
    BufReader::new(output)
        .read_line(&mut line)
        .expect("it says where it listens");
    assert!(line.contains(&listen.to_string()), "{line:?}");
    child
}

impl Drop for Process {
    fn drop(&mut self) {
        // Ignore errors: the journey may have killed it already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        for ending in ["", "-wal", "-shm"] {
            let mut file = self.data.clone().into_os_string();
            file.push(ending);
            let _ = std::fs::remove_file(file);
        }
    }
}
