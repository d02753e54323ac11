//! Follows conversations: who is assigned, and which wait in the queue.

use super::{RingState, Router, Standing, Task};
use std::collections::BTreeSet;

impl Router {
    /// Updates the router with a conversation's standing. `None` means that the conversation was
    /// closed.
    pub fn follow(&mut self, conversation: &str, now: Option<Standing>) {
        let Some(now) = now else {
            self.has_changed = true;
            self.end_ring_of(conversation, RingState::Cancelled);
            if let Some(task) = self.tasks.remove(conversation) {
                self.queue.remove(&(task.place, conversation.to_owned()));
                self.move_hold(conversation, task.standing.holder.as_deref(), None);
            }
            return;
        };
        let before = (self.tasks.get(conversation)).map(|task| task.standing.clone());
        if before.as_ref() == Some(&now) {
            return;
        }
        self.has_changed = true;
        let holder_before = before.as_ref().and_then(|one| one.holder.clone());
        self.move_hold(
            conversation,
            holder_before.as_deref(),
            now.holder.as_deref(),
        );
        if before.is_some() {
            self.end_ring_of(conversation, RingState::Cancelled);
        }
        self.steps += 1;
        let place = self.steps;
        let task = (self.tasks.entry(conversation.to_owned())).or_insert_with(|| Task {
            standing: now.clone(),
            place,
            declined: BTreeSet::new(),
            ring: None,
            is_reported: false,
        });
        let is_new_round = task.standing.skill != now.skill || holder_before.is_some();
        if is_new_round {
            self.queue.remove(&(task.place, conversation.to_owned()));
            task.place = place;
            task.declined.clear();
            // The agent who gave it back is rung last.
            task.declined.extend(holder_before);
        }
        task.standing = now;
        task.is_reported = false;
        self.update_queue(conversation);
    }

    fn move_hold(&mut self, conversation: &str, from: Option<&str>, to: Option<&str>) {
        if from == to {
            return;
        }
        if let Some(desk) = from.and_then(|pid| self.desks.get_mut(pid)) {
            desk.held.remove(conversation);
        }
        if let Some(desk) = to.and_then(|pid| self.desks.get_mut(pid)) {
            desk.held.insert(conversation.to_owned());
            self.steps += 1;
            desk.last_given = self.steps;
        }
    }
}
