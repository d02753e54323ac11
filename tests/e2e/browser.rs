//! One ChromeDriver for all journeys, and a new browser for each.

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use std::env;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// A running ChromeDriver, which ends with the test process.
struct Driver {
    address: String,
    _process: Child,
}

static DRIVER: Mutex<Option<Driver>> = Mutex::new(None);

/// The driver's address. The first call starts it.
fn driver_address() -> String {
    let mut driver = DRIVER.lock().unwrap_or_else(PoisonError::into_inner);
    driver.get_or_insert_with(start_driver).address.clone()
}

fn start_driver() -> Driver {
    let program = env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
    // The shell kills the driver and its browsers when our end of the pipe is closed, which happens
    // however this process ends.
    let mut process = Command::new("sh")
        .args([
            "-c",
            "\"$0\" --port=0 & cat; kill $(pgrep -P $!) $!",
            &program,
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}; run `cargo xtask test e2e`"));
    let output = process.stdout.take().expect("its output was asked for");
    let port = BufReader::new(output)
        .lines()
        .map_while(Result::ok)
        .find_map(|line| {
            line.rsplit_once("started successfully on port ")
                .map(|(_, port)| port.to_owned())
        })
        .expect("ChromeDriver names its port");
    let port = port.trim_end_matches('.');
    Driver {
        address: format!("http://127.0.0.1:{port}"),
        _process: process,
    }
}

/// A new browser with its own profile.
pub async fn open() -> Client {
    let mut arguments = vec![
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--window-size=1280,800",
    ];
    arguments.push("--lang=en-US");
    let mut options = serde_json::json!({"args": arguments});
    if let Ok(chrome) = env::var("CHROME") {
        options["binary"] = chrome.into();
    }
    let mut capabilities = Capabilities::new();
    capabilities.insert("goog:chromeOptions".to_owned(), options);
    capabilities.insert(
        "goog:loggingPrefs".to_owned(),
        serde_json::json!({"browser": "ALL"}),
    );
    ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities)
        .connect(&driver_address())
        .await
        .expect("ChromeDriver opens a browser")
}
