//! Finds a browser and its driver for the tests.

use super::{apt_install, can_use_apt};
use crate::failure::Failure;
use crate::run::{output, program};
use std::env;
use std::path::PathBuf;

/// The paths of the browser and its driver.
pub struct Browser {
    /// Chromium or Chrome.
    pub chrome: PathBuf,
    /// The matching ChromeDriver.
    pub driver: PathBuf,
}

/// Finds them on the PATH, or installs them with apt if the user is root.
pub fn browser() -> Result<Browser, Failure> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if can_use_apt() {
        apt_install(&["chromium", "chromium-driver"])?;
    }
    find().ok_or_else(|| {
        Failure::new(
            "the tests need Chromium and ChromeDriver: install them (Debian: apt-get install chromium \
             chromium-driver; macOS: brew install --cask chromium chromedriver), or name them in CHROME and CHROMEDRIVER",
        )
    })
}

fn find() -> Option<Browser> {
    Some(Browser {
        chrome: locate(
            "CHROME",
            &["chromium", "chromium-browser", "google-chrome", "chrome"],
        )?,
        driver: locate("CHROMEDRIVER", &["chromedriver"])?,
    })
}

fn locate(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(named) = env::var_os(variable) {
        return Some(named.into());
    }
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let mut candidates =
        (names.iter()).flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    candidates.find(|file| {
        file.is_file() && output(program(&file.to_string_lossy(), &[]).arg("--version")).is_some()
    })
}
