//! Shifts of skills (protocol §6.8). There is no calendar: tests set the shifts.

/// A skill's shift, with times in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    pub is_on: bool,
    /// When the next shift begins.
    pub next_on_ms: Option<u64>,
    /// When this shift, or the next one, ends.
    pub next_off_ms: Option<u64>,
}

/// Always on shift.
impl Default for Shift {
    fn default() -> Self {
        Self {
            is_on: true,
            next_on_ms: None,
            next_off_ms: None,
        }
    }
}

impl Shift {
    /// The shift at a given time: changes that are due by then are applied.
    pub fn at(self, now_ms: u64) -> Self {
        let is_past = |at_ms: Option<u64>| at_ms.is_some_and(|at_ms| at_ms <= now_ms);
        let mut shift = self;
        if is_past(self.next_on_ms) {
            shift.is_on = true;
            shift.next_on_ms = None;
        }
        if is_past(self.next_off_ms) {
            // If both changes are due, the later one counts.
            shift.is_on = is_past(self.next_on_ms) && self.next_on_ms > self.next_off_ms;
            shift.next_off_ms = None;
        }
        shift
    }
}
