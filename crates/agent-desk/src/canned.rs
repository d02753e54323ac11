//! Replies that are ready to be sent.

/// A name to find one by, and its words.
pub struct Canned {
    /// Typed after a slash.
    pub name: &'static str,
    /// What is sent.
    pub text: &'static str,
}

/// All of them, in the order they are needed.
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

/// The replies a draft that begins with a slash may mean.
pub fn meant_by(draft: &str) -> Vec<&'static Canned> {
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
    fn a_slash_and_the_beginning_of_a_name_mean_a_reply() {
        let names = |draft| {
            meant_by(draft)
                .iter()
                .map(|one| one.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names("/mo"), ["moment", "more"]);
        assert_eq!(names("/").len(), CANNED.len());
        assert!(names("mo").is_empty() && names("/zebra").is_empty());
    }
}
