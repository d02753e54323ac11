//! The brand's agents and skills, built in.

use crate::model::Participant;
use serde_json::{Value, json};

/// One agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agent {
    /// The number of `acct.number`.
    pub user_id: &'static str,
    /// The PID.
    pub pid: &'static str,
    /// For logging in.
    pub login: &'static str,
    /// For logging in. No secret: this is a development tool.
    pub password: &'static str,
    /// What consumers see.
    pub nickname: &'static str,
    /// In full.
    pub full_name: &'static str,
    /// The colour of the drawn portrait.
    pub colour: &'static str,
}

/// Everybody who can answer.
pub const AGENTS: [Agent; 3] = [
    Agent {
        user_id: "777",
        pid: "3b5b7ec6-2b0f-53af-9afd-11d4072c85a7",
        login: "anna",
        password: "anna",
        nickname: "Anna",
        full_name: "Anna Lindqvist",
        colour: "#b45309",
    },
    Agent {
        user_id: "778",
        pid: "734d9867-40e3-52b9-a401-07e877676d64",
        login: "ben",
        password: "ben",
        nickname: "Ben",
        full_name: "Ben Okafor",
        colour: "#0f766e",
    },
    Agent {
        user_id: "779",
        pid: "9c1f6c0e-8a55-5d0b-9d6e-52a1c3b7a0d4",
        login: "carla",
        password: "carla",
        nickname: "Carla",
        full_name: "Carla Moretti",
        colour: "#7c3aed",
    },
];

/// The skills of the account.
pub fn skills() -> Value {
    json!([
        {"id": 3_848_332_110_u64, "name": "Orders", "description": "Orders and deliveries", "deleted": false},
        {"id": 3_848_332_111_u64, "name": "Returns", "description": "Returns and refunds", "deleted": false},
    ])
}

impl Agent {
    /// By login name, PID, user number or legacy id.
    pub fn find(name: &str) -> Option<&'static Self> {
        let number = name.rsplit('.').next().unwrap_or(name);
        AGENTS
            .iter()
            .find(|agent| agent.login == name || agent.pid == name || agent.user_id == number)
    }

    /// `acct.number`, as the first generation names agents.
    pub fn legacy_id(&self, account: &str) -> String {
        format!("{account}.{}", self.user_id)
    }

    /// As a participant.
    pub fn participant(&self, account: &str, role: &str) -> Participant {
        Participant {
            id: self.pid.to_owned(),
            legacy_id: self.legacy_id(account),
            role: role.to_owned(),
        }
    }

    /// The public profile (protocol §6.8).
    pub fn public_profile(&self, base: &str) -> Value {
        json!({
            "employeeId": self.user_id,
            "nickname": self.nickname,
            "fullName": self.full_name,
            "pictureUrl": format!("{base}/portraits/{}.svg", self.login),
        })
    }

    /// A drawn portrait, so that the widget has a picture to show.
    pub fn portrait(&self) -> String {
        let Self { colour, .. } = self;
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 80 80'><rect width='80' height='80' fill='{colour}'/>\
             <circle cx='40' cy='31' r='14' fill='#fde9d9'/><path d='M12 80c2-20 14-30 28-30s26 10 28 30z' fill='#fff' fill-opacity='.9'/>\
             <path d='M24 31c0-12 7-18 16-18s16 6 16 17c-5-1-8-4-10-8-5 6-12 9-22 9z' fill='#3f2a1d'/></svg>"
        )
    }
}
