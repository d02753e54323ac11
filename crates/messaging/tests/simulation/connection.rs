//! One connection of one tab, with the frames that are on their way.

use serde_json::Value;
use std::collections::VecDeque;

/// A frame of a lost connection may reach the server this much later. Real networks guarantee
/// no limit, but without one a lost message could not be distinguished from a late one.
pub const LATE_MS: u64 = 4_000;

/// One connection.
#[derive(Default)]
pub struct Connection {
    pub to_server: VecDeque<Value>,
    pub to_client: VecDeque<Value>,
    pub is_initialised: bool,
    pub is_listening: bool,
    /// The dialogs it subscribed to.
    pub dialogs: Vec<String>,
    /// The connection loses every frame without any sign.
    pub is_mute: bool,
    /// When the connection was lost.
    pub gone_at_ms: Option<u64>,
}

impl Connection {
    pub const fn is_alive(&self) -> bool {
        self.gone_at_ms.is_none()
    }

    /// Sends a frame to the client.
    pub fn tell(&mut self, frame: Value) {
        if self.is_alive() && !self.is_mute {
            self.to_client.push_back(frame);
        }
    }

    /// Sends a frame to the server.
    pub fn send(&mut self, frame: Value) {
        if !self.is_mute {
            self.to_server.push_back(frame);
        }
    }

    /// Ends the connection. Frames on their way to the server may still arrive.
    pub fn goes(&mut self, now_ms: u64) {
        self.gone_at_ms.get_or_insert(now_ms);
        self.to_client.clear();
        self.dialogs.clear();
        self.is_listening = false;
    }

    /// Loses every frame from now on.
    pub fn goes_mute(&mut self) {
        self.is_mute = true;
        self.to_client.clear();
        self.to_server.clear();
    }

    /// Whether its last frames may still arrive.
    pub fn may_be_late(&self, now_ms: u64) -> bool {
        let since = self.gone_at_ms.map(|gone| now_ms.saturating_sub(gone));
        since.is_some_and(|since| since < LATE_MS) && !self.to_server.is_empty()
    }
}
