//! Errors as a sentence that says what to do.

use std::fmt;

/// An error message for the person at the terminal.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure(String);

impl Failure {
    /// The sentence should say what went wrong and what to do.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Adds the name of a file or operation to an error.
pub trait Named<T> {
    /// Turns an error into a [`Failure`] that begins with `what`.
    fn named(self, what: impl fmt::Display) -> Result<T, Failure>;
}

impl<T, E: fmt::Display> Named<T> for Result<T, E> {
    fn named(self, what: impl fmt::Display) -> Result<T, Failure> {
        self.map_err(|error| Failure::new(format!("{what}: {error}")))
    }
}
