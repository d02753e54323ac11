//! A drawn portrait, so that the widget has a picture to show.

use super::Agent;

impl Agent {
    /// The portrait, as SVG.
    pub fn portrait(&self) -> String {
        let Self { colour, .. } = self;
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 80 80'><rect width='80' height='80' fill='{colour}'/>\
             <circle cx='40' cy='31' r='14' fill='#fde9d9'/><path d='M12 80c2-20 14-30 28-30s26 10 28 30z' fill='#fff' fill-opacity='.9'/>\
             <path d='M24 31c0-12 7-18 16-18s16 6 16 17c-5-1-8-4-10-8-5 6-12 9-22 9z' fill='#3f2a1d'/></svg>"
        )
    }
}
