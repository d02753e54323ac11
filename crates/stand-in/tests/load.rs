//! A small version of `cargo xtask load`: no message is lost or repeated, and the conversations are
//! spread evenly.

#[path = "../examples/load/client.rs"]
mod client;
#[path = "../examples/load/drive.rs"]
mod drive;
mod support;

use drive::{Plan, agents_file, run};
use hailer_stand_in::Directory;
use std::time::Duration;
use support::{ACCOUNT, start_with};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forty_consumers_and_four_agents_lose_and_repeat_no_message() {
    let agents = Directory::parse(&agents_file(4, 15)).unwrap();
    let service = start_with(|config| config.agents = agents).await;
    let figures = run(Plan {
        host: service.host.clone(),
        account: ACCOUNT.to_owned(),
        consumers: 40,
        agents: 4,
        pace: Duration::from_millis(20),
        messages: 10,
        time: Duration::from_hours(1),
    })
    .await
    .unwrap();
    assert_eq!(figures.asked, 400);
    assert_eq!(
        (figures.lost, figures.lost_replies, figures.doubled),
        (0, 0, 0)
    );
    assert_eq!(
        (figures.to_agents.len(), figures.to_consumers.len()),
        (400, 400)
    );
    assert_eq!(
        figures.spread,
        (10, 10),
        "every agent has as many conversations"
    );
    // Each message is published, acknowledged, echoed, received, read and replied to.
    assert!(figures.frames >= 400 * 6 && !figures.lasted.is_zero() && !figures.arrival.is_zero());
}
