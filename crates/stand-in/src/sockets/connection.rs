//! The life of one socket: it reads frames, and writes them in order.

use crate::world::{ConnectionId, Newcomer, Outgoing, Peer, Shared, lock};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Duration, Instant, sleep_until};

/// The largest frame, in bytes. A larger one closes the socket.
const MAX_FRAME_BYTES: usize = 1024 * 1024;

/// Serves a socket until either side closes it.
pub async fn serve(
    mut socket: WebSocket,
    shared: Shared,
    newcomer: Newcomer,
    refused: Option<u16>,
) {
    if let Some(code) = refused {
        return close(&mut socket, code).await;
    }
    let (sender, outgoing) = unbounded_channel();
    let (id, is_mute, grace, idle) = {
        let mut world = lock(&shared);
        let id = world.connect(newcomer, sender);
        let is_mute = (world.connections.get(&id)).map(|one| one.is_mute.clone());
        let config = &world.config;
        (
            id,
            is_mute.unwrap_or_default(),
            config.init_grace,
            config.idle_limit,
        )
    };
    let ends = Ends {
        shared: &shared,
        id,
        is_mute,
    };
    pump(&mut socket, &ends, outgoing, grace, idle).await;
    let mut world = lock(&shared);
    match world.connections.remove(&id).map(|gone| gone.peer) {
        Some(Peer::Consumer(consumer)) => world.consumer_left(&consumer),
        Some(Peer::Agent(agent)) => {
            world.follow_sockets_of(&agent.pid);
            world.settle();
        }
        _ => {}
    }
}

/// What the loop of a socket needs besides the socket.
struct Ends<'a> {
    shared: &'a Shared,
    id: ConnectionId,
    is_mute: Arc<AtomicBool>,
}

impl Ends<'_> {
    fn is_mute(&self) -> bool {
        self.is_mute.load(Ordering::Relaxed)
    }
}

async fn pump(
    socket: &mut WebSocket,
    ends: &Ends<'_>,
    mut outgoing: UnboundedReceiver<Outgoing>,
    grace: Duration,
    idle: Duration,
) {
    let mut due = Instant::now() + grace;
    // A delayed frame also delays the frames behind it. The socket still reads meanwhile.
    let mut late: Option<(String, Instant)> = None;
    loop {
        let sends_at = late.as_ref().map_or(due, |(_, at)| *at);
        tokio::select! {
            received = socket.recv() => {
                let Some(Ok(message)) = received else { return };
                match message {
                    Message::Text(text) if text.len() <= MAX_FRAME_BYTES => lock(ends.shared).handle_frame(ends.id, &text),
                    Message::Text(_) => return close(socket, 1009).await,
                    // A half-open socket does not answer, not even a close frame.
                    Message::Close(_) if ends.is_mute() => return sleep_until(due).await,
                    Message::Close(_) => return,
                    // The library answers pings.
                    _ => {}
                }
                due = Instant::now() + idle;
            }
            next = outgoing.recv(), if late.is_none() => match next {
                Some(Outgoing::Frame(text, after)) if after.is_zero() => {
                    if !put(socket, ends, text).await {
                        return;
                    }
                }
                Some(Outgoing::Frame(text, after)) => late = Some((text, Instant::now() + after)),
                Some(Outgoing::Close(code)) => return close(socket, code).await,
                None => return,
            },
            () = sleep_until(sends_at), if late.is_some() => {
                let Some((text, _)) = late.take() else { continue };
                if !put(socket, ends, text).await {
                    return;
                }
            }
            () = sleep_until(due) => {
                let is_unknown = lock(ends.shared).connections.get(&ends.id).is_some_and(|one| one.peer == Peer::Unknown);
                return close(socket, if is_unknown { 4401 } else { 1001 }).await;
            }
        }
    }
}

/// Sends a frame. Returns false if the socket has closed.
async fn put(socket: &mut WebSocket, ends: &Ends<'_>, text: String) -> bool {
    ends.is_mute() || socket.send(Message::Text(text.into())).await.is_ok()
}

async fn close(socket: &mut WebSocket, code: u16) {
    let frame = CloseFrame {
        code,
        reason: "".into(),
    };
    // Ignore the error: the other side may have closed already.
    let _ = socket.send(Message::Close(Some(frame))).await;
}
