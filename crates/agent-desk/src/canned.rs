//! Canned replies.

/// A canned reply.
pub struct Canned {
    /// Typed after a slash to find the reply.
    pub name: &'static str,
    /// The text to send.
    pub text: &'static str,
}

/// All canned replies, in the typical order of a conversation.
pub const CANNED: [Canned; 8] = [
    Canned {
        name: "hello",
        text: "Good day, and thank you for writing to us. How can I help?",
    },
    Canned {
        name: "moment",
        text: "One moment please, I am looking it up.",
    },
    Canned {
        name: "order",
        text: "Would you give me your order number? It stands at the top of the confirmation.",
    },
    Canned {
        name: "thanks",
        text: "Thank you for waiting.",
    },
    Canned {
        name: "delivery",
        text: "Parcels leave us on the day of the order and take two to three working days.",
    },
    Canned {
        name: "returns",
        text: "You can send anything back within 30 days: https://fern-and-clay.example/returns",
    },
    Canned {
        name: "more",
        text: "Is there anything else I can do for you?",
    },
    Canned {
        name: "bye",
        text: "Thank you for chatting with us, and have a good day!",
    },
];

/// The replies whose name begins with the draft, if the draft begins with a slash.
pub fn matching(draft: &str) -> Vec<&'static Canned> {
    let Some(typed) = draft.strip_prefix('/') else {
        return Vec::new();
    };
    let typed = typed.to_lowercase();
    CANNED
        .iter()
        .filter(|one| one.name.starts_with(&typed))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_and_a_prefix_of_a_name_find_a_reply() {
        let names = |draft| {
            matching(draft)
                .iter()
                .map(|one| one.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names("/mo"), ["moment", "more"]);
        assert_eq!(names("/").len(), CANNED.len());
        assert!(names("mo").is_empty() && names("/zebra").is_empty());
    }
}
