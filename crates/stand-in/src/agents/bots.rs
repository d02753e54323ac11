//! The service's own bots. Nobody logs in as them and they are never rung, but clients can request
//! their names and portraits like those of agents.

use super::Agent;
use std::sync::Arc;

/// The PID of the bot that runs the survey after a conversation.
pub const SURVEY_BOT: &str = "6f0b2c55-93c0-5d3e-8a41-0c5b7d1f2e90";
/// The PID of the sender of automatic messages (protocol §5.9).
pub const CONTROLLER: &str = "1d8e7a94-2b6f-5c17-b3d2-7e4f90a6c358";

/// Every bot.
pub(super) fn all() -> [Arc<Agent>; 2] {
    [
        bot("9001", SURVEY_BOT, "Survey bot", "#334155"),
        bot("9002", CONTROLLER, "Automatic messages", "#64748b"),
    ]
}

fn bot(user_id: &str, pid: &str, name: &str, colour: &str) -> Arc<Agent> {
    Arc::new(Agent {
        user_id: user_id.to_owned(),
        pid: pid.to_owned(),
        login: String::new(),
        password: String::new(),
        app_key: None,
        nickname: name.to_owned(),
        full_name: name.to_owned(),
        email: String::new(),
        colour: colour.to_owned(),
        skills: Vec::new(),
        capacity: 0,
        group: "-1".to_owned(),
    })
}
