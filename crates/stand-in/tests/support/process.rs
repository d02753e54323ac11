//! A stand-in that can be killed, and the file that it leaves.

use super::{ACCOUNT, Service};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A stand-in in a process of its own, which can be killed.
pub struct Process(pub Child, pub Service);

impl Process {
    /// Starts one that keeps everything in a file.
    pub fn start(file: &Path) -> Self {
        Self::start_with(file, &[])
    }

    /// The same, with further flags.
    pub fn start_with(file: &Path, flags: &[&str]) -> Self {
        // The kernel picks a free port; between asking and using it, it stays free in practice.
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

    /// SIGKILL: no chance to tidy up.
    pub fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// A test that fails leaves no process behind.
impl Drop for Process {
    fn drop(&mut self) {
        // One that was killed already stays so.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A data file that is not there yet, and is gone with this value.
pub struct DataFile(pub PathBuf);

impl DataFile {
    /// A name of its own for each test.
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
