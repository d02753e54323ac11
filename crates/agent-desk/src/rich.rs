//! Examples of structured content, one for each kind in the protocol (§7). They are the stand-in's
//! examples.

/// An example.
pub struct Rich {
    /// The label.
    pub name: &'static str,
    /// The event as JSON. `{base}` is the stand-in's URL.
    text: &'static str,
}

macro_rules! rich {
    ($($name:literal $file:literal)*) => {
        [$(Rich {
            name: $name,
            text: include_str!(concat!("../../stand-in/examples/rich/", $file, ".json")),
        }),*]
    };
}

/// All examples: common ones first, then each container, element and action.
pub const RICH: [Rich; 34] = rich! {
    "Quick replies" "quick_replies"
    "Card" "vertical"
    "Carousel" "carousel"
    "Checklist" "checklist"
    "Carousel to choose from" "carousel_select"
    "Accordion to choose from" "accordion_select"
    "Tabs" "tabs"
    "Date picker" "date_picker"
    "Time slots" "schedule_slot_list"
    "Map" "map"
    "Link preview" "link_preview"
    "Pairs of facts, buttons in a row" "key_value_pair_list"
    "Actions of the page" "host_actions"
    "Template of quick replies" "template"
    "Secure form" "secure_form"
    "Words with a hyperlink" "hyperlink"
    "A kind nobody knows" "unknown"
    "Card, side by side" "horizontal"
    "List" "list"
    "List of several sections" "section_list"
    "Section with a title" "section"
    "List with two buttons" "button_list"
    "Checkboxes with lines" "checkbox"
    "Submit button, not ready yet" "submit_button"
    "Text" "text"
    "Buttons of both classes" "button"
    "Picture" "image"
    "Action: says something" "publish_text"
    "Action: opens a link" "link"
    "Action: shows the way" "navigate"
    "Action: fills the basket" "add_to_cart"
    "Action: one of the page's own" "custom"
    "Action: ticks, with other words" "checked"
    "Action: sends what is ticked" "submit_as_text"
};

impl Rich {
    /// The event, with `base` as the URL of its pictures.
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

    #[test]
    fn every_example_of_the_stand_in_can_be_sent_and_has_a_unique_name() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../stand-in/examples/rich");
        let mut texts: Vec<String> = (std::fs::read_dir(folder).unwrap())
            .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
            .collect();
        texts.sort();
        let mut listed = RICH.map(|rich| rich.text.to_owned());
        listed.sort();
        assert_eq!(texts, listed);
        let names: std::collections::HashSet<_> = RICH.iter().map(|rich| rich.name).collect();
        assert_eq!(names.len(), RICH.len());
    }
}
