//! The brand's agents: their names, skills and capacity.

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
    /// The second part of the legacy id (`account.number`).
    pub user_id: String,
    /// The UUID that identifies the agent in the second generation.
    pub pid: String,
    /// The user name for the login.
    pub login: String,
    /// The password for the login. It is not secret: this is a development tool.
    pub password: String,
    /// For bots, which log in without a password. If absent, the password is used for each part.
    pub app_key: Option<AppKey>,
    /// The name that consumers see.
    pub nickname: String,
    /// First and last name.
    pub full_name: String,
    /// The e-mail address.
    pub email: String,
    /// The colour of the drawn portrait.
    pub colour: String,
    /// The ids of the agent's skills. An empty list means every skill.
    pub skills: Vec<String>,
    /// The highest number of conversations at a time.
    pub capacity: usize,
    /// The agent's group, which subscription filters may name.
    pub group: String,
}

/// The credentials of a bot, which replace the password (protocol §6.2).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AppKey {
    /// The application's key.
    #[serde(rename = "appKey")]
    pub app: String,
    /// The application's secret.
    pub secret: String,
    /// The agent's key.
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
    /// Whether the body of a login has the right password, or every part of the app key.
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

    /// `account.number`, the agent's id in the first generation.
    pub fn legacy_id(&self, account: &str) -> String {
        format!("{account}.{}", self.user_id)
    }

    /// The agent as an active participant with this role.
    pub fn participant(&self, account: &str, role: &str) -> Participant {
        Participant {
            id: self.pid.clone(),
            legacy_id: self.legacy_id(account),
            role: role.to_owned(),
            state: ACTIVE.to_owned(),
        }
    }

    /// The agent as the participant who answers the conversation.
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

    /// The profile that other agents see (protocol §6.8).
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
