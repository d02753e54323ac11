//! The brand's agents and skills, read from a file. crates/stand-in/README.md describes the format;
//! agents.json beside it is built in.

use super::{Agent, AppKey, bots};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const BUILT_IN: &str = include_str!("../../agents.json");
/// The capacity of an agent without a `capacity` in the file.
const USUAL_CAPACITY: usize = 20;
/// The user number of the first agent, if the file gives none.
const FIRST_USER_ID: usize = 1_001;
/// The portrait colours of agents without a `colour` in the file.
const COLOURS: [&str; 6] = [
    "#b45309", "#0f766e", "#7c3aed", "#be123c", "#1d4ed8", "#4d7c0f",
];

/// The agents and the skills of the account.
#[derive(Clone, Debug)]
pub struct Directory {
    agents: Vec<Arc<Agent>>,
    bots: [Arc<Agent>; 2],
    skills: Vec<Skill>,
}

/// A skill: what a conversation is about, and who may answer it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skill {
    /// A number, as a JSON string or a JSON number.
    #[serde(deserialize_with = "digits")]
    pub id: String,
    /// The display name.
    pub name: String,
    /// A longer description.
    #[serde(default)]
    pub description: String,
}

/// Why a file of agents was refused.
#[derive(Debug)]
pub struct DirectoryError {
    path: Option<PathBuf>,
    what: String,
}

impl fmt::Display for DirectoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = (self.path.as_ref()).map_or_else(
            || "the agents".to_owned(),
            |path| path.display().to_string(),
        );
        write!(
            f,
            "cannot read {file}: {}. The format is in crates/stand-in/README.md, under Agents",
            self.what
        )
    }
}

impl std::error::Error for DirectoryError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    skills: Vec<Skill>,
    agents: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Entry {
    login: String,
    password: String,
    app_key: Option<AppKey>,
    #[serde(default, deserialize_with = "optional_digits")]
    user_id: Option<String>,
    pid: Option<String>,
    nickname: Option<String>,
    full_name: Option<String>,
    email: Option<String>,
    colour: Option<String>,
    #[serde(default)]
    skills: Vec<serde_json::Value>,
    capacity: Option<usize>,
    group: Option<String>,
}

impl Default for Directory {
    fn default() -> Self {
        Self::parse(BUILT_IN).expect("the built-in file is valid, as a test checks")
    }
}

impl Directory {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// If the file cannot be read, has the wrong format, or contradicts itself.
    pub fn read(path: &Path) -> Result<Self, DirectoryError> {
        let named = |what: String| DirectoryError {
            path: Some(path.to_owned()),
            what,
        };
        let text = std::fs::read_to_string(path).map_err(|error| named(error.to_string()))?;
        Self::parse(&text).map_err(|error| named(error.what))
    }

    /// Parses and checks the content of a file.
    ///
    /// # Errors
    /// If the text has the wrong format or contradicts itself.
    pub fn parse(text: &str) -> Result<Self, DirectoryError> {
        let wrong = |what: String| DirectoryError { path: None, what };
        let file: File = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        if file.agents.is_empty() {
            return Err(wrong("it names no agent".to_owned()));
        }
        let agents = file.agents.into_iter().enumerate();
        let agents: Vec<_> = agents
            .map(|(at, one)| Arc::new(one.into_agent(at)))
            .collect();
        let directory = Self {
            agents,
            bots: bots::all(),
            skills: file.skills,
        };
        directory.check().map_err(wrong)?;
        Ok(directory)
    }

    /// Refuses duplicate names and skills that are not listed.
    fn check(&self) -> Result<(), String> {
        let mut seen = HashSet::new();
        for agent in &self.agents {
            for name in [&agent.login, &agent.pid, &agent.user_id] {
                if name.is_empty() {
                    return Err("an agent has an empty login, pid or userId".to_owned());
                }
                if !seen.insert(name) {
                    return Err(format!("two agents are called {name}"));
                }
            }
            if agent.capacity == 0 {
                return Err(format!("{} has a capacity of 0", agent.login));
            }
            let unknown = |id: &&String| !self.skills.iter().any(|skill| skill.id == **id);
            if let Some(id) = agent.skills.iter().find(unknown) {
                return Err(format!(
                    "{} has the skill {id}, which is not listed",
                    agent.login
                ));
            }
        }
        let mut ids = HashSet::new();
        match self.skills.iter().find(|skill| !ids.insert(&skill.id)) {
            Some(twice) => Err(format!("two skills have the id {}", twice.id)),
            None => Ok(()),
        }
    }

    /// Every agent of the file, without the bots.
    pub(crate) fn agents(&self) -> &[Arc<Agent>] {
        &self.agents
    }

    /// The skills, in the file's order.
    pub(crate) fn skills(&self) -> &[Skill] {
        &self.skills
    }

    /// Finds an agent by login name, PID, user number or legacy id (`account.number`).
    pub(crate) fn find(&self, name: &str) -> Option<&Arc<Agent>> {
        let number = name.rsplit('.').next().unwrap_or(name);
        (self.agents.iter())
            .find(|agent| agent.login == name || agent.pid == name || agent.user_id == number)
    }

    /// Like [`Self::find`], but also finds the service's own bots.
    pub(crate) fn anybody(&self, name: &str) -> Option<&Arc<Agent>> {
        let number = name.rsplit('.').next().unwrap_or(name);
        let mut bots = self.bots.iter();
        let is_named = |bot: &&Arc<Agent>| bot.pid == name || bot.user_id == number;
        self.find(name).or_else(|| bots.find(is_named))
    }

    /// One of the service's own bots, by its PID.
    pub(crate) fn bot(&self, pid: &str) -> &Agent {
        let found = self.bots.iter().find(|bot| bot.pid == pid);
        found.expect("callers pass only the PIDs of agents/bots.rs")
    }

    /// Finds an agent by login name.
    pub(crate) fn by_login(&self, login: &str) -> Option<&Arc<Agent>> {
        self.agents.iter().find(|agent| agent.login == login)
    }

    /// The first agent, whom `--auto-agent` plays.
    pub(crate) fn first(&self) -> &Arc<Agent> {
        &self.agents[0]
    }
}

impl Entry {
    fn into_agent(self, at: usize) -> Agent {
        let login = self.login;
        Agent {
            user_id: (self.user_id).unwrap_or_else(|| (FIRST_USER_ID + at).to_string()),
            pid: self.pid.unwrap_or_else(|| pid_of(&login)),
            nickname: self.nickname.unwrap_or_else(|| login.clone()),
            full_name: self.full_name.unwrap_or_else(|| login.clone()),
            email: (self.email).unwrap_or_else(|| format!("{login}@brand.example")),
            colour: (self.colour).unwrap_or_else(|| COLOURS[at % COLOURS.len()].to_owned()),
            skills: (self.skills.iter())
                .map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned))
                .collect(),
            capacity: self.capacity.unwrap_or(USUAL_CAPACITY),
            group: self.group.unwrap_or_else(|| "-1".to_owned()),
            password: self.password,
            app_key: self.app_key,
            login,
        }
    }
}

/// Derives the PID from the login, so that it is the same at every start.
fn pid_of(login: &str) -> String {
    let hash: [u8; 32] = Sha256::digest(login).into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_sha1_bytes(bytes)
        .into_uuid()
        .to_string()
}

fn digits<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    Ok(value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned))
}

fn optional_digits<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    digits(from).map(Some)
}

#[cfg(test)]
mod tests {
    use super::Directory;

    fn complaint(text: &str) -> String {
        Directory::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn the_built_in_agents_can_be_read() {
        let built_in = Directory::default();
        assert_eq!(built_in.first().nickname, "Anna");
        assert_eq!(built_in.find("12345678.778").unwrap().login, "ben");
    }

    #[test]
    fn a_login_and_a_password_are_enough_for_an_agent() {
        let text = r#"{"agents": [{"login": "eve", "password": "x"}]}"#;
        let (one, other) = (
            Directory::parse(text).unwrap(),
            Directory::parse(text).unwrap(),
        );
        let eve = one.by_login("eve").unwrap();
        assert_eq!((eve.capacity, eve.user_id.as_str()), (20, "1001"));
        assert_eq!(
            eve.pid,
            other.first().pid,
            "the PID is the same at every start"
        );
    }

    #[test]
    fn a_contradictory_file_is_refused_with_a_reason() {
        let cases = [
            (
                r#"{"agents": [{"login": "a", "password": "x"}, {"login": "a", "password": "y"}]}"#,
                "two agents are called a",
            ),
            (
                r#"{"agents": [{"login": "a", "password": "x", "skills": ["7"]}]}"#,
                "a has the skill 7, which is not listed",
            ),
            (
                r#"{"agents": [{"login": "a", "password": "x", "capacity": 0}]}"#,
                "a has a capacity of 0",
            ),
            (r#"{"agents": []}"#, "it names no agent"),
            (
                r#"{"agents": [{"login": "a", "pasword": "x"}]}"#,
                "unknown field `pasword`",
            ),
        ];
        for (text, what) in cases {
            let complaint = complaint(text);
            assert!(complaint.contains(what), "{complaint}");
            assert!(complaint.contains("README.md"), "{complaint}");
        }
    }
}
