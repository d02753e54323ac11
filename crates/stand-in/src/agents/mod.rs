//! The brand's agents: who they are, what they can answer, and how much.

mod bots;
mod directory;
mod portrait;

pub use bots::{CONTROLLER, SURVEY_BOT};
pub use directory::{Directory, DirectoryError};

use crate::model::{ACTIVE, ASSIGNED_AGENT, Participant};
use serde::Deserialize;
use serde_json::{Value, json};

/// One agent.
#[derive(Clone, Debug)]
pub struct Agent {
    /// The number of `acct.number`.
    pub user_id: String,
    /// The PID.
    pub pid: String,
    /// For logging in.
    pub login: String,
    /// For logging in. No secret: this is a development tool.
    pub password: String,
    /// For bots, which log in without a password; the password stands for each part when absent.
    pub app_key: Option<AppKey>,
    /// What consumers see.
    pub nickname: String,
    /// In full.
    pub full_name: String,
    /// Where the brand reaches them.
    pub email: String,
    /// The colour of the drawn portrait.
    pub colour: String,
    /// The skills they answer, by id; every one when there is none.
    pub skills: Vec<String>,
    /// How many conversations they have at most.
    pub capacity: usize,
    /// The group they belong to, which filters of conversations may name.
    pub group: String,
}

/// What a bot logs in with instead of a password (protocol §6.2).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AppKey {
    /// The application.
    #[serde(rename = "appKey")]
    pub app: String,
    /// The application's secret.
    pub secret: String,
    /// The agent.
    pub access_token: String,
    /// The agent's secret.
    pub access_token_secret: String,
}

/// An agent is known by their PID.
impl PartialEq for Agent {
    fn eq(&self, other: &Self) -> bool {
        self.pid == other.pid
    }
}

impl Eq for Agent {}

impl Agent {
    /// Whether the body of a login holds their password, or their key as a whole.
    pub fn may_log_in(&self, with: &Value) -> bool {
        if !with["password"].is_null() {
            return with["password"] == self.password;
        }
        let parts = self.app_key.as_ref().map_or([&self.password; 4], |key| {
            let (app, agent) = (&key.app, &key.access_token);
            [app, &key.secret, agent, &key.access_token_secret]
        });
        let names = ["appKey", "secret", "accessToken", "accessTokenSecret"];
        let mut parts = names.iter().zip(parts);
        parts.all(|(name, part)| with[*name] == *part)
    }

    /// `acct.number`, as the first generation names agents.
    pub fn legacy_id(&self, account: &str) -> String {
        format!("{account}.{}", self.user_id)
    }

    /// As a participant who is there.
    pub fn participant(&self, account: &str, role: &str) -> Participant {
        Participant {
            id: self.pid.clone(),
            legacy_id: self.legacy_id(account),
            role: role.to_owned(),
            state: ACTIVE.to_owned(),
        }
    }

    /// As the one who answers.
    pub fn assigned(&self, account: &str) -> Participant {
        self.participant(account, ASSIGNED_AGENT)
    }

    /// The public profile (protocol §6.8).
    pub fn public_profile(&self, base: &str) -> Value {
        json!({
            "employeeId": self.user_id,
            "nickname": self.nickname,
            "fullName": self.full_name,
            "pictureUrl": self.picture(base),
        })
    }

    /// What other agents may know (protocol §6.8).
    pub fn user(&self, base: &str) -> Value {
        json!({
            "id": self.user_id,
            "pid": self.pid,
            "loginName": self.login,
            "nickname": self.nickname,
            "fullName": self.full_name,
            "email": self.email,
            "pictureUrl": self.picture(base),
            "skillIds": self.skills,
            "maxAsyncChats": self.capacity,
            "memberOf": {"agentGroupId": self.group},
            "employeeId": self.user_id,
            "isEnabled": true,
            "deleted": false,
        })
    }

    fn picture(&self, base: &str) -> String {
        format!("{base}/portraits/{}.png", self.user_id)
    }
}
