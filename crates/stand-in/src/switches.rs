//! The features of the account.

/// The enabled features. All are on by default; flags and tests switch them off.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a feature is on or off")]
pub struct Switches {
    /// Whether `signup` creates anonymous consumers. Accounts in production refuse it (protocol §11).
    pub signup: bool,
    /// Whether the account has unauthenticated messaging (protocol §1.2).
    pub unauthenticated: bool,
    /// Whether the list of connectors has the one for unauthenticated messaging.
    pub connector: bool,
    /// Whether addresses of files are issued (protocol §3.9).
    pub file_sharing: bool,
    /// Whether discovery names the `tokenizer`, which serves secure forms (protocol §3.11).
    pub tokenizer: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            signup: true,
            unauthenticated: true,
            connector: true,
            file_sharing: true,
            tokenizer: true,
        }
    }
}
