//! A stand-in that tests can kill, and its data file.

use super::{ACCOUNT, Service};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A stand-in in a separate process.
pub struct Process(pub Child, pub Service);

impl Process {
    /// Starts a stand-in with this data file.
    pub fn start(file: &Path) -> Self {
        Self::start_with(file, &[])
    }

    /// Like `start`, with more flags.
    pub fn start_with(file: &Path, flags: &[&str]) -> Self {
        // The kernel picks a free port. Another program could take it before it is used, but that
        // does not happen in practice.
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let host = format!("127.0.0.1:{port}");
        let mut process = Command::new(env!("CARGO_BIN_EXE_hailer-stand-in"))
            .args([
                "--listen",
                &host,
                "--account",
                ACCOUNT,
                "--faults",
                "--data",
            ])
            .arg(file)
            .args(flags)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let output = process.stdout.take().unwrap();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line).unwrap();
        assert!(line.contains("development"), "{line}");
        Self(process, Service { host })
    }

    /// Kills the process with SIGKILL, so that it cannot clean up.
    pub fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// A failed test leaves no process behind.
impl Drop for Process {
    fn drop(&mut self) {
        // Does nothing if the process was killed already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The path of a data file, which is deleted when dropped.
pub struct DataFile(pub PathBuf);

impl DataFile {
    /// A path that is unique to the test.
    pub fn new(test: &str) -> Self {
        let name = format!("hailer-stand-in-{test}-{}.sqlite", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for DataFile {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{ending}", self.0.display()));
        }
    }
}
