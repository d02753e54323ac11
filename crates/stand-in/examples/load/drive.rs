//! Runs many consumers and agents over real sockets, and counts their messages. Every text contains
//! the time when it was sent, so that the receiver can measure the delay. Both ends are in this
//! process and use the same clock.

use super::client::{Client, log_in, sign_up};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

/// How many consumers may log in at the same time.
const AT_ONCE: usize = 64;
/// Consumers start sending at this many different times.
const PHASES: u32 = 97;
/// How long to wait until all consumers have an agent, and for the last replies.
const TIMEOUT: Duration = Duration::from_mins(1);

/// The parameters of a run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The host and port of the stand-in.
    pub host: String,
    /// The stand-in's account.
    pub account: String,
    /// The number of consumers.
    pub consumers: usize,
    /// The number of agents; see [`agents_file`].
    pub agents: usize,
    /// The pause between two messages of a consumer.
    pub pace: Duration,
    /// The most messages of each consumer.
    pub messages: u64,
    /// The longest time that consumers send.
    pub time: Duration,
}

/// The results of a run.
#[derive(Debug, Default)]
pub struct Figures {
    /// Messages of consumers that were acknowledged.
    pub asked: u64,
    /// How many of those reached no agent.
    pub lost: u64,
    /// Acknowledged replies of agents that reached no consumer.
    pub lost_replies: u64,
    /// Messages that were received more than once, in both directions.
    pub doubled: u64,
    /// The delays from publishing to the agent's socket, sorted.
    pub to_agents: Vec<Duration>,
    /// The delays from publishing to the consumer's socket, sorted.
    pub to_consumers: Vec<Duration>,
    /// Frames in both directions while messages were sent.
    pub frames: u64,
    /// How long messages were sent.
    pub lasted: Duration,
    /// How long it took until every consumer had an agent.
    pub arrival: Duration,
    /// The fewest and the most conversations of an agent.
    pub spread: (usize, usize),
}

/// The `--agents` file for the stand-in.
pub fn agents_file(agents: usize, capacity: usize) -> String {
    let agents = (0..agents).map(
        |number| json!({"login": login(number), "password": login(number), "capacity": capacity}),
    );
    json!({"agents": agents.collect::<Value>()}).to_string()
}

fn login(number: usize) -> String {
    format!("load-{number}")
}

struct Stage {
    plan: Plan,
    epoch: Instant,
    assigned: AtomicUsize,
    frames: AtomicU64,
    doors: Semaphore,
}

/// What one consumer or agent sent and received.
#[derive(Default)]
struct Record {
    sent: u64,
    received: HashSet<(u64, u64)>,
    doubled: u64,
    took: Vec<Duration>,
    conversations: usize,
}

/// Runs a plan and returns its results.
///
/// # Errors
/// If somebody cannot log in, or a request is refused.
pub async fn run(plan: Plan) -> Result<Figures, String> {
    let stage = Arc::new(Stage {
        plan,
        epoch: Instant::now(),
        assigned: AtomicUsize::new(0),
        frames: AtomicU64::new(0),
        doors: Semaphore::new(AT_ONCE),
    });
    // 0: wait. 1: start sending. 2: stop.
    let (bell, listens) = watch::channel(0_u8);
    let mut agents = JoinSet::new();
    let (ready, mut readies) = tokio::sync::mpsc::channel(stage.plan.agents.max(1));
    for number in 0..stage.plan.agents {
        agents.spawn(agent(stage.clone(), number, ready.clone(), listens.clone()));
    }
    drop(ready);
    for _ in 0..stage.plan.agents {
        if readies.recv().await.is_none() {
            return Err(first_error(&mut agents).await);
        }
    }
    let mut consumers = JoinSet::new();
    for number in 0..stage.plan.consumers {
        consumers.spawn(consumer(stage.clone(), number, listens.clone()));
    }
    await_agents_for_all(&stage, &mut consumers).await?;
    let arrival = stage.epoch.elapsed();
    let begun = Instant::now();
    let _ = bell.send(1);
    let asked = collect(&mut consumers).await?;
    let lasted = begun.elapsed();
    let _ = bell.send(2);
    let answered = collect(&mut agents).await?;
    Ok(figures(&stage, &asked, &answered, lasted, arrival))
}

async fn await_agents_for_all(
    stage: &Stage,
    consumers: &mut JoinSet<Result<Record, String>>,
) -> Result<(), String> {
    let deadline = Instant::now() + TIMEOUT;
    while stage.assigned.load(Ordering::Relaxed) < stage.plan.consumers {
        if let Some(Ok(Err(error))) = consumers.try_join_next() {
            return Err(error);
        }
        if Instant::now() > deadline {
            let assigned = stage.assigned.load(Ordering::Relaxed);
            return Err(format!(
                "only {assigned} consumers have an agent after a minute"
            ));
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

async fn first_error(people: &mut JoinSet<Result<Record, String>>) -> String {
    match people.join_next().await {
        Some(Ok(Err(error))) => error,
        _ => "an agent stopped too early".to_owned(),
    }
}

async fn collect(people: &mut JoinSet<Result<Record, String>>) -> Result<Vec<Record>, String> {
    let mut all = Vec::new();
    while let Some(one) = people.join_next().await {
        all.push(one.map_err(|error| error.to_string())??);
    }
    Ok(all)
}

fn figures(
    stage: &Stage,
    consumers: &[Record],
    agents: &[Record],
    lasted: Duration,
    arrival: Duration,
) -> Figures {
    let sum = |of: &[Record], what: fn(&Record) -> u64| of.iter().map(what).sum::<u64>();
    let sorted = |of: &[Record]| {
        let mut all: Vec<Duration> = of.iter().flat_map(|one| one.took.clone()).collect();
        all.sort_unstable();
        all
    };
    let received = |of: &[Record]| sum(of, |one| one.received.len() as u64);
    let loads = || agents.iter().map(|one| one.conversations);
    Figures {
        asked: sum(consumers, |one| one.sent),
        lost: sum(consumers, |one| one.sent).saturating_sub(received(agents)),
        lost_replies: sum(agents, |one| one.sent).saturating_sub(received(consumers)),
        doubled: sum(consumers, |one| one.doubled) + sum(agents, |one| one.doubled),
        to_agents: sorted(agents),
        to_consumers: sorted(consumers),
        frames: stage.frames.load(Ordering::Relaxed),
        lasted,
        arrival,
        spread: (loads().min().unwrap_or(0), loads().max().unwrap_or(0)),
    }
}

impl Stage {
    /// A text that contains the sender's number, the message's number and the time.
    fn words(&self, kind: &str, who: u64, which: u64) -> String {
        format!("{kind} {who} {which} {}", self.epoch.elapsed().as_nanos())
    }

    /// Records a received text of this kind. Returns the sender's and the message's number.
    fn note(&self, record: &mut Record, kind: &str, event: &Value) -> Option<(u64, u64)> {
        let mut words = event["message"].as_str()?.split(' ');
        if words.next() != Some(kind) {
            return None;
        }
        let mut number = || words.next()?.parse::<u64>().ok();
        let (who, which, sent) = (number()?, number()?, number()?);
        let now = u64::try_from(self.epoch.elapsed().as_nanos()).unwrap_or(u64::MAX);
        if record.received.insert((who, which)) {
            record
                .took
                .push(Duration::from_nanos(now.saturating_sub(sent)));
        } else {
            record.doubled += 1;
        }
        Some((who, which))
    }

    fn text(&self, kind: &str, who: u64, which: u64) -> Value {
        let message = self.words(kind, who, which);
        json!({"type": "ContentEvent", "contentType": "text/plain", "message": message})
    }
}

/// A consumer sends messages, and stops when every message was answered.
async fn consumer(
    stage: Arc<Stage>,
    number: usize,
    mut bell: watch::Receiver<u8>,
) -> Result<Record, String> {
    let plan = &stage.plan;
    let door = stage
        .doors
        .acquire()
        .await
        .map_err(|error| error.to_string())?;
    let token = sign_up(&plan.host, &plan.account).await?;
    let path = format!("/ws_api/account/{}/messaging/consumer?v=3", plan.account);
    let mut socket = Client::open(&plan.host, &path, Some(&token)).await?;
    let created = socket
        .ask("cm.ConsumerRequestConversation", json!({}))
        .await?;
    let dialog = created["conversationId"].clone();
    let subscribe = json!({"dialogId": dialog});
    socket.ask("ms.SubscribeMessagingEvents", subscribe).await?;
    drop(door);
    let _ = bell.wait_for(|rings| *rings > 0).await;

    socket.frames = 0;
    let who = number as u64;
    let end = Instant::now() + plan.time;
    // Spread the consumers, so that they do not all send at the same moment.
    let phase = plan.pace / PHASES * (u32::try_from(number).unwrap_or_default() % PHASES);
    let mut next = Instant::now() + phase;
    let mut record = Record::default();
    let mut published = 0;
    let mut silent_since = Instant::now();
    loop {
        let is_over = published == plan.messages || next > end;
        let is_answered = record.received.len() as u64 == published && record.sent == published;
        if is_over && (is_answered || silent_since.elapsed() > TIMEOUT) {
            stage.frames.fetch_add(socket.frames, Ordering::Relaxed);
            return Ok(record);
        }
        tokio::select! {
            () = sleep_until(next), if !is_over => {
                let event = stage.text("ask", who, published);
                socket.send("ms.PublishEvent", json!({"dialogId": dialog, "event": event})).await?;
                published += 1;
                next += plan.pace;
                silent_since = Instant::now();
            }
            frame = timeout(TIMEOUT, socket.next()) => {
                let Ok(frame) = frame else { continue };
                let frame = frame?;
                record.sent += u64::from(is_published(&frame)?);
                for change in frame["body"]["changes"].as_array().into_iter().flatten() {
                    stage.note(&mut record, "reply", &change["event"]);
                }
            }
        }
    }
}

/// An agent accepts every ring, reads every message and replies to it.
async fn agent(
    stage: Arc<Stage>,
    number: usize,
    ready: tokio::sync::mpsc::Sender<()>,
    mut bell: watch::Receiver<u8>,
) -> Result<Record, String> {
    let plan = &stage.plan;
    let name = login(number);
    let bearer = log_in(&plan.host, &plan.account, &name).await?;
    let path = format!(
        "/ws_api/account/{}/messaging/brand/{bearer}?v=2",
        plan.account
    );
    let mut socket = Client::open(&plan.host, &path, None).await?;
    socket.ask("rs.SubscribeRoutingTasks", json!({})).await?;
    socket
        .ask("rs.SetAgentState", json!({"availability": "ONLINE"}))
        .await?;
    let _ = ready.send(()).await;
    drop(ready);
    let mut record = Record::default();
    loop {
        let frame = tokio::select! {
            frame = socket.next() => frame?,
            changed = bell.wait_for(|rings| *rings == 2) => {
                drop(changed);
                stage.frames.fetch_add(socket.frames, Ordering::Relaxed);
                return Ok(record);
            }
        };
        if *bell.borrow() == 0 {
            // Do not count the frames before sending begins.
            socket.frames = 0;
        }
        record.sent += u64::from(is_published(&frame)?);
        let body = &frame["body"];
        for change in body["changes"].as_array().into_iter().flatten() {
            let ring = &change["result"]["ringsDetails"][0];
            if ring["ringState"] == "WAITING" {
                let answer = json!({"ringId": ring["ringId"], "ringState": "ACCEPTED"});
                socket.send("rs.UpdateRingState", answer).await?;
            } else if ring["ringState"] == "ACCEPTED" {
                record.conversations += 1;
                stage.assigned.fetch_add(1, Ordering::Relaxed);
            }
        }
        if let Some((who, which)) = stage.note(&mut record, "ask", &body["event"]) {
            let dialog = &body["dialogId"];
            let read = json!({"type": "AcceptStatusEvent", "status": "READ", "sequenceList": [body["sequence"]]});
            let reply = stage.text("reply", who, which);
            // Only replies count as sent, so the receipt uses the other generation's name.
            socket
                .send(
                    ".ams.ms.PublishEvent",
                    json!({"dialogId": dialog, "event": read}),
                )
                .await?;
            socket
                .send(
                    "ms.PublishEvent",
                    json!({"dialogId": dialog, "event": reply}),
                )
                .await?;
        }
    }
}

/// Whether the frame acknowledges a text. A refusal is an error.
fn is_published(frame: &Value) -> Result<bool, String> {
    if frame["kind"] == "resp" && frame["code"].as_u64().is_none_or(|code| code >= 300) {
        return Err(format!("refused: {frame}"));
    }
    Ok(frame["type"] == "ms.PublishEventResponse")
}
