//! The states of the connection.

use super::output::EndReason;
use crate::time::Instant;

/// The state of the connection.
///
/// ```text
///           Connect            token            opened          200
/// Idle ───────────→ AwaitToken ─────→ AwaitSocket ────→ AwaitInit ──→ AwaitConversations ──→ Ready
///                     ↑   │ ↑              ↑  │             │                 │  first list     │
///                     │   │ │ 4401, 4407   │  └─────────────┴────────┬────────┴───────────────┘
///                     │   │ └──────────────┼──────────────── closed ─┤
///                     │   │ token refused  │ wait is over            │ any other code
///          Connect    │   ↓ too often      └──────── AwaitRetry ←────┘
///                   Ended
/// ```
///
/// `Disconnect` leads from every state to `Idle`. Without a network, the session stays in
/// `AwaitRetry`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionState {
    /// No connection was requested.
    #[default]
    Idle,
    /// A token was requested from the provider.
    AwaitToken,
    /// The socket is being opened.
    AwaitSocket,
    /// `InitConnection` was sent.
    AwaitInit,
    /// The session waits for the first notification of the conversation list.
    AwaitConversations,
    /// Messages can be sent and received.
    Ready {
        /// When this state began. A connection that lasts long enough was good.
        since: Instant,
    },
    /// The session waits before the next attempt.
    AwaitRetry {
        /// When to make the next attempt, if there is a network.
        at: Instant,
    },
    /// The session gave up.
    Ended {
        /// Why.
        reason: EndReason,
    },
}

impl SessionState {
    /// Whether there is a socket, open or opening.
    pub const fn has_socket(self) -> bool {
        matches!(
            self,
            Self::AwaitSocket | Self::AwaitInit | Self::AwaitConversations | Self::Ready { .. }
        )
    }

    /// Whether the conversation list is loaded, so that messages can be sent.
    pub const fn is_ready(self) -> bool {
        matches!(self, Self::Ready { .. })
    }
}
