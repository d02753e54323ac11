//! The default times to respond (protocol §5.7).

/// The kinds of times to respond.
pub const KINDS: [&str; 4] = ["NORMAL", "URGENT", "PRIORITIZED", "CUSTOM"];

/// The service's default for a kind, in seconds.
pub fn usual_secs(kind: &str) -> u64 {
    match kind {
        "URGENT" => 300,
        "PRIORITIZED" => 1_800,
        _ => 3_600,
    }
}
