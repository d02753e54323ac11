//! What the browser's accessibility tree holds of an element: WebDriver's computed role and name.

use crate::find;
use crate::scene::Scene;
use axum::http::Method;
use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use url::{ParseError, Url};

/// WebDriver's "Get Computed Role" and "Get Computed Label".
#[derive(Debug)]
struct Computed {
    element: String,
    what: &'static str,
}

impl WebDriverCompatibleCommand for Computed {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        let Self { element, what } = self;
        base.join(&format!("session/{session}/element/{element}/{what}"))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::GET, None)
    }
}

async fn computed(scene: &Scene, element: &Element, what: &'static str) -> Option<String> {
    let command = Computed {
        element: element.element_id().to_string(),
        what,
    };
    // An element that left the page meanwhile has neither.
    let answer = scene.browser.issue_cmd(command).await.ok()?;
    answer.as_str().map(str::to_owned)
}

/// Fails if the browser tells assistive technology another role or name of the element.
pub async fn is_told_as(scene: &Scene, element: &Element, role: &str, name: &str) {
    if let Some(computed) = computed(scene, element, "computedrole").await {
        assert_eq!(computed, role, "the computed role of {name:?}");
    }
    if let Some(computed) = computed(scene, element, "computedlabel").await {
        assert_eq!(
            find::plain(&computed),
            name,
            "the computed name of a {role}"
        );
    }
}
