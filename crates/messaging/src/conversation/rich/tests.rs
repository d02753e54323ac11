//! What is read, and what is left out.
