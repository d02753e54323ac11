//! What the documents leave to be filled in: `__YOUR_CONVERSATION_ID__`,
//! `$LP_ACCOUNT`, and so on. What the service has told is remembered under their names.

use serde_json::Value;
use std::collections::BTreeMap;

/// One thing to remember.
struct Known {
    name: &'static str,
    /// As the documents write it, between `__` and `__` or after a `$`.
    aliases: &'static [&'static str],
    /// Where answers and notifications tell it; what came last counts.
    told_at: &'static [&'static str],
    /// How it comes to be known.
    from: &'static str,
}

const KNOWN: [Known; 8] = [
    Known {
        name: "LP_ACCOUNT",
        aliases: &["ACCOUNT", "YOUR_ACCOUNT_ID"],
        told_at: &[],
        from: "the command line",
    },
    Known {
        name: "LP_JWT",
        aliases: &[],
        told_at: &[],
        from: "a consumer's sign-up",
    },
    Known {
        name: "LP_BEARER",
        aliases: &[],
        told_at: &[],
        from: "an agent's login",
    },
    Known {
        name: "USER_ID",
        aliases: &[],
        told_at: &[],
        from: "an agent's login",
    },
    Known {
        name: "CONSUMER_ID",
        aliases: &["CONSUMER_PID"],
        told_at: &["/body/changes/0/result/consumerId"],
        from: "a consumer's token, or a ring",
    },
    Known {
        name: "CONVERSATION_ID",
        aliases: &["YOUR_CONVERSATION_ID"],
        told_at: &[
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
        told_at: &["/body/changes/0/result/ringsDetails/0/ringId"],
        from: "a ring",
    },
    Known {
        name: "SUBSCRIPTION_ID",
        aliases: &[],
        told_at: &["/body/subscriptionId"],
        from: "a subscription",
    },
];

/// What is known by now.
#[derive(Clone, Debug, Default)]
pub struct Variables(BTreeMap<&'static str, String>);

impl Variables {
    /// Remembers a value under one of the names; other names are nothing to remember.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        if let Some(known) = KNOWN.iter().find(|known| known.name == name) {
            self.0.insert(known.name, value.into());
        }
    }

    /// What a name stands for.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Remembers what a frame tells.
    pub fn learn(&mut self, frame: &Value) {
        for known in &KNOWN {
            let told = known.told_at.iter().find_map(|at| frame.pointer(at));
            if let Some(told) = told.and_then(Value::as_str) {
                self.0.insert(known.name, told.to_owned());
            }
        }
    }

    /// Fills in what is known.
    ///
    /// # Errors
    /// A sentence when something is asked for that nobody has told yet.
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

    /// Every name with its value, or with where it comes from.
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
    fn what_came_last_counts() {
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
    fn what_nobody_told_is_named_with_where_it_comes_from() {
        let complaint = Variables::default().fill("__RING_ID__").unwrap_err();
        assert_eq!(
            complaint,
            "__RING_ID__ is not known yet: it comes from a ring"
        );
    }
}
