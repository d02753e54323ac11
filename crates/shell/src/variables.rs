//! The placeholders of the documents, such as `__YOUR_CONVERSATION_ID__` and `$LP_ACCOUNT`. Their
//! values come from received frames.

use serde_json::Value;
use std::collections::BTreeMap;

/// A variable.
struct Known {
    name: &'static str,
    /// Other names in the documents, between `__` and `__` or after a `$`.
    aliases: &'static [&'static str],
    /// JSON pointers to the value in received frames. The last received value counts.
    pointers: &'static [&'static str],
    /// Where the value comes from, for error messages.
    from: &'static str,
}

const KNOWN: [Known; 8] = [
    Known {
        name: "LP_ACCOUNT",
        aliases: &["ACCOUNT", "YOUR_ACCOUNT_ID"],
        pointers: &[],
        from: "the command line",
    },
    Known {
        name: "LP_JWT",
        aliases: &[],
        pointers: &[],
        from: "a consumer's sign-up",
    },
    Known {
        name: "LP_BEARER",
        aliases: &[],
        pointers: &[],
        from: "an agent's login",
    },
    Known {
        name: "USER_ID",
        aliases: &[],
        pointers: &[],
        from: "an agent's login",
    },
    Known {
        name: "CONSUMER_ID",
        aliases: &["CONSUMER_PID"],
        pointers: &["/body/changes/0/result/consumerId"],
        from: "a consumer's token, or a ring",
    },
    Known {
        name: "CONVERSATION_ID",
        aliases: &["YOUR_CONVERSATION_ID"],
        pointers: &[
            "/body/conversationId",
            "/body/changes/0/conversationId",
            "/body/changes/0/result/conversationId",
            "/body/changes/0/result/convId",
        ],
        from: "a new conversation, or a ring",
    },
    Known {
        name: "RING_ID",
        aliases: &[],
        pointers: &["/body/changes/0/result/ringsDetails/0/ringId"],
        from: "a ring",
    },
    Known {
        name: "SUBSCRIPTION_ID",
        aliases: &[],
        pointers: &["/body/subscriptionId"],
        from: "a subscription",
    },
];

/// The current values.
#[derive(Clone, Debug, Default)]
pub struct Variables(BTreeMap<&'static str, String>);

impl Variables {
    /// Sets a variable. Unknown names are ignored.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        if let Some(known) = KNOWN.iter().find(|known| known.name == name) {
            self.0.insert(known.name, value.into());
        }
    }

    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Updates the variables from a received frame.
    pub fn learn(&mut self, frame: &Value) {
        for known in &KNOWN {
            let value = known.pointers.iter().find_map(|at| frame.pointer(at));
            if let Some(value) = value.and_then(Value::as_str) {
                self.0.insert(known.name, value.to_owned());
            }
        }
    }

    /// Replaces the placeholders in a request.
    ///
    /// # Errors
    /// If a variable has no value yet.
    pub fn fill(&self, text: &str) -> Result<String, String> {
        let mut filled = text.to_owned();
        for known in &KNOWN {
            for name in known.aliases.iter().chain([&known.name]) {
                for written in [format!("__{name}__"), format!("${name}")] {
                    if !filled.contains(&written) {
                        continue;
                    }
                    let value = self.get(known.name).ok_or_else(|| {
                        format!("{written} is not known yet: it comes from {}", known.from)
                    })?;
                    filled = filled.replace(&written, value);
                }
            }
        }
        Ok(filled)
    }

    /// All variables with their value or their source.
    pub fn table(&self) -> String {
        let lines = KNOWN.iter().map(|known| {
            let value = self.get(known.name).map_or_else(
                || format!("not known yet: from {}", known.from),
                str::to_owned,
            );
            format!("  ${:<16} {value}", known.name)
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_spelling_of_the_documents_is_filled_in() {
        let mut variables = Variables::default();
        variables.set("LP_ACCOUNT", "7");
        variables.learn(&json!({"kind": "resp", "body": {"conversationId": "c1"}}));
        let filled = variables
            .fill("$LP_ACCOUNT __ACCOUNT__ __YOUR_CONVERSATION_ID__ __CONVERSATION_ID__ $Response __OTHER__");
        assert_eq!(filled.as_deref(), Ok("7 7 c1 c1 $Response __OTHER__"));
    }

    #[test]
    fn the_last_value_counts() {
        let mut variables = Variables::default();
        for id in ["r1", "r2"] {
            let details = json!([{"ringId": id, "ringState": "WAITING"}]);
            let result = json!({"conversationId": "c", "ringsDetails": details});
            variables.learn(&json!({"body": {"changes": [{"result": result}]}}));
        }
        assert_eq!(variables.get("RING_ID"), Some("r2"));
        assert_eq!(variables.get("CONVERSATION_ID"), Some("c"));
    }

    #[test]
    fn an_unknown_variable_is_reported_with_its_source() {
        let complaint = Variables::default().fill("__RING_ID__").unwrap_err();
        assert_eq!(
            complaint,
            "__RING_ID__ is not known yet: it comes from a ring"
        );
    }
}
