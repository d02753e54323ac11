//! Participants and skill: joining, leaving, back to the queue, transfers (protocol §6.7).

use super::{Draft, REMOVED, Refusal, SKILL, SKILL_CHANGED, name_of, read};
use crate::agents::Agent;
use crate::model::{ASSIGNED_AGENT, Participant, SUGGESTED};
use crate::routing::ANY_SKILL;
use crate::world::{Peer, World};
use serde_json::Value;

const ROLES: [&str; 6] = [
    ASSIGNED_AGENT,
    "AGENT",
    "MANAGER",
    "READER",
    "CONTROLLER",
    "BRAND_BOT",
];

impl World {
    pub(super) fn change_participants(
        &self,
        draft: &mut Draft<'_>,
        field: &Value,
    ) -> Result<&'static str, Refusal> {
        draft.by_agent()?;
        draft.while_dialog_open(field)?;
        let role = read::optional(field, "role").unwrap_or_else(|| ASSIGNED_AGENT.to_owned());
        if !ROLES.contains(&role.as_str()) {
            return Err(Refusal::bad(format!("Unknown role {role}")));
        }
        let named = read::optional(field, "userId");
        let agent = match (&named, draft.peer) {
            (Some(name), _) => self.config.agents.find(name),
            (None, Peer::Agent(agent)) => Some(agent),
            (None, _) => None,
        };
        let agent = agent.ok_or_else(|| Refusal::with(404, "There is no such agent"))?;
        match field["type"].as_str() {
            Some("REMOVE") => draft.remove(agent, &role),
            Some("SUGGEST") => self.suggest(draft, agent, &role),
            Some("UPDATE") if !draft.before.takes_part(&agent.pid) => {
                Err(Refusal::with(409, "This agent is not a participant"))
            }
            Some("ADD" | "UPDATE") => Ok(draft.add(agent.participant(&self.config.account, &role))),
            _ => Err(Refusal::bad("type must be ADD, REMOVE, SUGGEST or UPDATE")),
        }
    }

    /// Checks the conversation after all fields were applied.
    pub(super) fn judge(&self, draft: &Draft<'_>, fields: &[Value]) -> Result<(), Refusal> {
        draft.check_consumer()?;
        let held_before = draft.before.assigned_agent().map(|one| &one.id);
        let mut holders = (draft.conversation.participants.iter()).filter(|one| one.is_assigned());
        let held_now = holders.next().map(|one| &one.id);
        if holders.next().is_some() {
            let sentence = "Another agent is assigned: remove them in the same request";
            return Err(Refusal::with(409, sentence));
        }
        let is_kept = held_before.is_some() && held_now == held_before;
        if is_kept && fields.iter().any(|field| name_of(field) == SKILL) {
            let sentence = "An agent is assigned: remove them in the same request";
            return Err(Refusal::with(409, sentence));
        }
        let new_holder = held_now.filter(|_| !is_kept);
        match new_holder.and_then(|pid| self.config.agents.find(pid)) {
            Some(agent) => self.check_room(agent),
            None => Ok(()),
        }
    }

    /// Asks an agent to take over. The current agent stays until they accept.
    fn suggest(
        &self,
        draft: &mut Draft<'_>,
        agent: &Agent,
        role: &str,
    ) -> Result<&'static str, Refusal> {
        if role != ASSIGNED_AGENT {
            return Err(Refusal::bad("Only ASSIGNED_AGENT can be suggested"));
        }
        let conversation = &mut draft.conversation;
        let holder = conversation.assigned_agent();
        if holder.is_some_and(|one| one.id == agent.pid) {
            return Err(Refusal::with(409, "This agent is assigned already"));
        }
        if !self.router.takes_transfers(&agent.pid) {
            let sentence = format!(
                "{} accepts no transfers now: they are away or at their capacity",
                agent.nickname
            );
            return Err(Refusal::with(409, sentence));
        }
        let person = Participant {
            state: SUGGESTED.to_owned(),
            ..agent.assigned(&self.config.account)
        };
        conversation
            .participants
            .retain(|other| other.is_active() && other.id != agent.pid);
        conversation.participants.push(person);
        Ok(SKILL_CHANGED)
    }

    /// Refuses if the agent is at their capacity. This also applies to agents who assign
    /// themselves.
    pub(in crate::requests) fn check_room(&self, agent: &Agent) -> Result<(), Refusal> {
        if self.router.has_room(&agent.pid) {
            return Ok(());
        }
        let sentence = format!(
            "{} has reached their capacity of {} conversations",
            agent.nickname, agent.capacity
        );
        Err(Refusal::with(409, sentence))
    }

    pub(super) fn set_skill(
        &self,
        draft: &mut Draft<'_>,
        field: &Value,
    ) -> Result<&'static str, Refusal> {
        draft.by_agent()?;
        draft.while_open()?;
        let skill = read::required(field, "skill")?;
        let mut known = self.config.agents.skills().iter();
        if skill != ANY_SKILL && !known.any(|one| one.id == skill) {
            return Err(Refusal::with(404, "There is no such skill"));
        }
        draft.conversation.skill = skill;
        Ok(SKILL_CHANGED)
    }
}

impl Draft<'_> {
    fn add(&mut self, person: Participant) -> &'static str {
        let is_new_holder = person.is_assigned();
        let people = &mut self.conversation.participants;
        people.retain(|other| other.id != person.id && (!is_new_holder || other.is_active()));
        people.push(person);
        "OK Agent added successfully"
    }

    /// Removes a participant, or withdraws a suggestion.
    fn remove(&mut self, agent: &Agent, role: &str) -> Result<&'static str, Refusal> {
        let is_meant = |one: &Participant| one.id == agent.pid && one.role == role;
        if !self.before.participants.iter().any(is_meant) {
            return Err(Refusal::with(409, "This agent is not a participant"));
        }
        let people = &mut self.conversation.participants;
        people.retain(|one| !is_meant(one));
        Ok(REMOVED)
    }
}
