//! The connection's life.

use super::output::EndReason;
use crate::time::Instant;

/// Where the connection stands.
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
/// `Disconnect` leads from everywhere to `Idle`; a browser without a network
/// stays in `AwaitRetry` until it has one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionState {
    /// Nobody asked for a connection.
    #[default]
    Idle,
    /// The provider was asked for a token.
    AwaitToken,
    /// The socket is opening.
    AwaitSocket,
    /// `InitConnection` is on its way.
    AwaitInit,
    /// The first notification of the conversation list is due.
    AwaitConversations,
    /// Messages flow.
    Ready {
        /// Since when, to tell a good connection from a bad one.
        since: Instant,
    },
    /// Waiting before the next attempt.
    AwaitRetry {
        /// When it is made, network permitting.
        at: Instant,
    },
    /// Gave up.
    Ended {
        /// Why.
        reason: EndReason,
    },
}

impl SessionState {
    /// Whether there is a socket that may carry frames.
    pub const fn has_socket(self) -> bool {
        matches!(
            self,
            Self::AwaitSocket | Self::AwaitInit | Self::AwaitConversations | Self::Ready { .. }
        )
    }

    /// Whether conversations can be worked on.
    pub const fn is_ready(self) -> bool {
        matches!(self, Self::Ready { .. })
    }
}
