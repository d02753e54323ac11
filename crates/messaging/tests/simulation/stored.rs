//! What the server holds, as the checks read it.

use super::server::{AGENT, CONSUMER, Conversation, Dialog, Server};
use serde_json::Value;

impl Server {
    /// All dialogs, in order.
    pub fn dialogs(&self) -> impl Iterator<Item = &Dialog> {
        self.conversations.iter().flat_map(|one| &one.dialogs)
    }

    /// All dialogs, including forgotten ones.
    pub fn dialogs_ever(&self) -> impl Iterator<Item = &Dialog> {
        let forgotten = self.forgotten.iter().flat_map(|one| &one.dialogs);
        self.dialogs().chain(forgotten)
    }

    /// All messages of all conversations, and whether the consumer wrote them.
    pub fn transcript(&self) -> Vec<(bool, &str)> {
        said_in(&self.conversations)
    }

    /// The messages of the forgotten conversations.
    pub fn forgotten_transcript(&self) -> Vec<(bool, &str)> {
        said_in(&self.forgotten)
    }

    /// The receipts of the agent's client: dialog, status and highest sequence number.
    pub fn agent_receipts(&self) -> Vec<(&str, &str, u64)> {
        let mut receipts = Vec::new();
        for dialog in self.dialogs() {
            for event in &dialog.events {
                let list = event["event"]["sequenceList"].as_array();
                let upto = list.and_then(|list| list.iter().filter_map(Value::as_u64).max());
                let status = event["event"]["status"].as_str();
                if let (AGENT, Some(status), Some(upto)) = (
                    event["originatorId"].as_str().unwrap_or_default(),
                    status,
                    upto,
                ) {
                    receipts.push((dialog.id.as_str(), status, upto));
                }
            }
        }
        receipts
    }

    /// The messages that the consumer has marked as read: dialog and sequence number.
    pub fn read_by_consumer(&self) -> Vec<(&str, u64)> {
        let mut read = Vec::new();
        for dialog in self.dialogs() {
            for event in &dialog.events {
                if event["event"]["status"] == "READ" && event["originatorId"] == CONSUMER {
                    let list = event["event"]["sequenceList"].as_array();
                    let list = list.into_iter().flatten().filter_map(Value::as_u64);
                    read.extend(list.map(|at| (dialog.id.as_str(), at)));
                }
            }
        }
        read
    }
}

fn said_in(conversations: &[Conversation]) -> Vec<(bool, &str)> {
    let dialogs = conversations.iter().flat_map(|one| &one.dialogs);
    let events = dialogs.flat_map(|dialog| &dialog.events);
    let said = events.filter_map(|event| {
        let text = event["event"]["message"].as_str()?;
        Some((event["originatorId"] == CONSUMER, text))
    });
    said.collect()
}
