//! Accessibility checks for every state of the window, in light and dark mode: `axe-core` has no
//! findings, targets are large enough, the focus is visible, and nothing is clipped or animated.

use crate::scene::Scene;
use serde_json::{Value, json};
use std::env;
use std::fs;
use std::path::PathBuf;

/// Runs axe-core on the whole page, because it needs the widget's surroundings, and returns the
/// findings inside the widget. It also returns the number of passed checks.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const isOurs = ({ element }) => element.localName === 'hailer-chat' || element.getRootNode().host?.localName === 'hailer-chat';
    // Some doubts are known to be harmless: elements that are half scrolled away or covered by a
    // layer (other states show them fully), an empty text field, and a scrollable menu, which the
    // arrow keys reach. The launcher's badge is not part of its label, but its accessible name
    // contains the number.
    const settled = [/partially obscured|overlapped by/, /has no value/, /negative tabindex can receive keyboard focus/];
    const isSettled = ({ any }) => settled.some((doubt) => doubt.test(any[0]?.message));
    const isNumber = (id, { element }) => id === 'label-content-name-mismatch' && element.matches('.launcher');
    const found = (results) => results.flatMap(({ id, nodes }) => nodes.filter((node) => isOurs(node) && !isNumber(id, node)).map((node) =>
      `${id}: ${node.html.slice(0, 160)} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ''}`));
    // Check the contrast of short texts, too. By default, axe only reports a doubt for them.
    const checks = { 'color-contrast': { options: { ignoreLength: true } } };
    // axe only knows the colours of elements in the body, so the widget is moved there during the
    // check. moveBefore keeps its state.
    const host = document.querySelector('hailer-chat');
    document.body.moveBefore(host, null);
    axe.run(document, { runOnly: { type: 'tag', values: tags }, elementRef: true, checks }).then(({ violations, incomplete, passes }) => {
      for (const result of incomplete) result.nodes = result.nodes.filter((node) => !isSettled(node));
      return { faults: found(violations), doubts: found(incomplete), passes: found(passes).length };
    }).catch((error) => ({ faults: [`axe: ${error}`], doubts: [], passes: 0 })).then((result) => {
      document.documentElement.moveBefore(host, null);
      done(result);
    });";

/// Measures what axe does not check. It moves the focus to every focusable element and back.
const MEASURE: &str = "
    const root = document.querySelector('hailer-chat').shadowRoot;
    const faults = [];
    const name = (e) => e.outerHTML.slice(0, e.outerHTML.indexOf('>') + 1);
    const isHidden = (e) => !e.checkVisibility({ visibilityProperty: true, opacityProperty: false }) || e.closest('.visually-hidden, .message__sender--heard');
    const all = [...root.querySelectorAll('*')].filter((e) => !isHidden(e));
    for (const e of all) {
      const box = e.getBoundingClientRect();
      if (box.left < -1 || box.right > innerWidth + 1) faults.push(`beside the screen: ${name(e)} ${box.left} to ${box.right}`);
      const style = getComputedStyle(e);
      const cut = (overflow, has, shows) => overflow !== 'visible' && has > shows + 1;
      if (e.matches('.earlier')) continue;
      if (cut(style.overflowX, e.scrollWidth, e.clientWidth)) faults.push(`cut off, or scrolls sideways: ${name(e)} ${e.scrollWidth} in ${e.clientWidth}`);
      if (/hidden|clip/.test(style.overflowY) && cut(style.overflowY, e.scrollHeight, e.clientHeight)) faults.push(`cut off: ${name(e)} ${e.scrollHeight} in ${e.clientHeight}`);
    }
    if (document.documentElement.scrollWidth > innerWidth) faults.push('the page scrolls sideways');
    for (const { effect } of root.getAnimations()) faults.push(`moves: ${name(effect.target)}`);

    const before = root.activeElement;
    const log = root.querySelector('[role=log]');
    const top = log?.scrollTop;
    // If a layer is open, check only that layer.
    const layer = root.querySelector('.confirm') ?? root.querySelector('.menu') ?? root;
    const stops = [...layer.querySelectorAll('button, a[href], input, textarea, [tabindex]')].filter((e) => !isHidden(e));
    let stands = 0;
    for (const e of stops) {
      e.focus();
      const box = e.getClientRects()[0];
      // A link in a sentence may be as high as its line (WCAG 2.5.8, inline).
      const isInline = e.localName === 'a';
      if (!isInline && e !== log && (box.width < 24 || box.height < 24)) faults.push(`too small: ${name(e)} ${box.width} × ${box.height}`);
      if (e.disabled) continue;
      if (root.activeElement !== e) faults.push(`takes no focus: ${name(e)}`);
      if (box.top < -1 || box.bottom > innerHeight + 1) faults.push(`the focus is beyond the screen: ${name(e)} ${box.top} to ${box.bottom}`);
      const points = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]];
      const hit = ([x, y]) => root.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      if (!points.map(hit).some((seen) => seen && (e.contains(seen) || seen.contains(e) && seen.localName === 'label'))) faults.push(`the focus is covered: ${name(e)}`);
      stands += 1;
    }
    if (!stands) faults.push('nothing takes the focus');
    if (log) log.scrollTop = top;
    before ? before.focus({ preventScroll: true }) : root.activeElement?.blur();
    return faults;";

/// Checks states and collects their faults.
pub struct Judge {
    axe: Value,
    journey: String,
    /// The screen sizes to check. If empty, the size is not changed.
    sizes: &'static [(u32, u32)],
    faults: Vec<String>,
    states: usize,
}

/// A desktop screen, and 1280 × 1024 at zooms of 200 % and 400 %.
const SIZES: [(u32, u32); 3] = [(320, 256), (640, 512), (1280, 800)];

impl Judge {
    /// A judge without findings. The journey's name is used for the screenshots.
    pub fn new(journey: &str) -> Self {
        let file = env::var("HAILER_AXE").expect("no axe-core: run `cargo xtask test e2e`");
        let axe = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
        Self {
            axe: axe.into(),
            journey: journey.to_owned(),
            sizes: &[],
            faults: Vec::new(),
            states: 0,
        }
    }

    /// A judge that checks each state on a desktop screen, at 200 % and at 400 %.
    pub fn at_every_size(journey: &str) -> Self {
        Self {
            sizes: &SIZES,
            ..Self::new(journey)
        }
    }

    /// Checks the window in its current state, in light and dark mode.
    pub async fn look(&mut self, scene: &Scene, state: &str) {
        self.states += 1;
        for &(width, height) in self.sizes {
            screen(scene, width, height).await;
            self.look_once(scene, &format!("{state} at {width}")).await;
        }
        if self.sizes.is_empty() {
            self.look_once(scene, state).await;
        }
    }

    /// Checks without changing the size or repeating, for elements that disappear after they had
    /// the focus.
    pub async fn look_once(&mut self, scene: &Scene, state: &str) {
        for scheme in ["dark", "light"] {
            prefers(scene, &[("prefers-color-scheme", scheme), STILL]).await;
            let seen = self.axe(scene).await;
            for kind in ["faults", "doubts"] {
                self.note(&format!("{state}, {scheme}"), &seen[kind]);
            }
            assert!(seen["passes"].as_u64() > Some(0), "{state}: {seen}");
            self.picture(scene, &format!("{state}-{scheme}")).await;
        }
        self.note(state, &scene.script(MEASURE).await);
    }

    /// Runs axe. Returns `faults`, `doubts` and the number of `passes`.
    pub async fn axe(&self, scene: &Scene) -> Value {
        if scene.script("return !window.axe").await == json!(true) {
            let script = self.axe.as_str().unwrap_or_default();
            scene
                .browser
                .execute(script, Vec::new())
                .await
                .expect("axe runs");
        }
        let seen = scene.browser.execute_async(RUN, Vec::new()).await;
        seen.expect("axe comes to an end")
    }

    fn note(&mut self, state: &str, faults: &Value) {
        let faults = faults.as_array().into_iter().flatten();
        self.faults
            .extend(faults.map(|fault| format!("{state}: {}", fault.as_str().unwrap_or_default())));
    }

    async fn picture(&self, scene: &Scene, name: &str) {
        if let Some(folder) = env::var_os("HAILER_PICTURES") {
            let picture = scene.browser.screenshot().await.expect("a picture");
            let name = format!("{}-{}.png", self.journey, name.replace(' ', "_"));
            fs::write(PathBuf::from(folder).join(name), picture).expect("a place for pictures");
        }
    }

    /// Panics with all faults, if there are any.
    pub fn finds_nothing(self) {
        assert!(self.states > 0, "no state was checked");
        assert!(self.faults.is_empty(), "{}", self.faults.join("\n"));
    }
}

/// The media feature for reduced motion.
pub const STILL: (&str, &str) = ("prefers-reduced-motion", "reduce");

/// Emulates media features, and resets all others.
pub async fn prefers(scene: &Scene, wishes: &[(&str, &str)]) {
    let features: Vec<Value> = wishes
        .iter()
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect();
    scene
        .devtools("Emulation.setEmulatedMedia", json!({"features": features}))
        .await
        .expect("Chrome emulates media");
}

/// Sets the size of the page in CSS pixels, as zooming does.
pub async fn screen(scene: &Scene, width: u32, height: u32) {
    let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
    scene
        .devtools("Emulation.setDeviceMetricsOverride", size)
        .await
        .expect("Chrome emulates screens");
}
