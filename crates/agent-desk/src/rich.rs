//! Rich content that is ready to be sent or changed first: one of each kind
//! that a widget may meet (protocol §7).

/// One kind.
pub struct Rich {
    /// What to call it.
    pub name: &'static str,
    /// Its event, with `{base}` for the stand-in's address.
    text: &'static str,
}

macro_rules! rich {
    ($($name:literal $file:literal)*) => {
        [$(Rich { name: $name, text: include_str!(concat!("../rich/", $file, ".json")) }),*]
    };
}

/// All of them, the usual ones first.
pub const RICH: [Rich; 17] = rich! {
    "Quick replies" "quick_replies"
    "Card" "card"
    "Carousel" "carousel"
    "Checklist" "checklist"
    "Carousel to choose from" "carousel_select"
    "Accordion to choose from" "accordion_select"
    "Tabs" "tabs"
    "Date picker" "date_picker"
    "Time slots" "time_slots"
    "Map" "map"
    "Link preview" "link_preview"
    "Pairs of facts, buttons in a row" "facts"
    "Actions of the page" "host_actions"
    "Template of quick replies" "template"
    "Secure form" "secure_form"
    "Words with a hyperlink" "hyperlink"
    "A kind nobody knows" "unknown"
};

impl Rich {
    /// The event, with pictures of the stand-in at `base`.
    pub fn event(&self, base: &str) -> String {
        self.text.replace("{base}", base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask;
    use hailer_messaging::wire::MessagingEvent;

    #[test]
    fn every_kind_is_an_event_that_the_core_reads_as_content() {
        for rich in RICH {
            let event = ask::event(&rich.event("http://127.0.0.1:8081"));
            assert!(
                matches!(event, Ok(MessagingEvent::Content { .. })),
                "{}: {event:?}",
                rich.name
            );
        }
    }
}
