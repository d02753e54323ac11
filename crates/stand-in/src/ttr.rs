//! How long a reply may take (protocol §5.7), where nobody names another time.

/// What a time to respond may be called.
pub const KINDS: [&str; 4] = ["NORMAL", "URGENT", "PRIORITIZED", "CUSTOM"];

/// The service's own value of a kind, in seconds.
pub fn usual_secs(kind: &str) -> u64 {
    match kind {
        "URGENT" => 300,
        "PRIORITIZED" => 1_800,
        _ => 3_600,
    }
}
