//! The login, and the lists that need a bearer (protocol §6.2, §6.8).

use crate::received::word;
use crate::state::{Me, Target};
use gloo_net::http::Request;
use serde_json::{Value, json};
use std::fmt;

/// A successful login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The logged-in agent.
    pub me: Me,
    /// The token for the socket and for REST requests.
    pub bearer: String,
    /// The value that a refresh needs together with the cookie.
    csrf: String,
    /// The host of logins.
    session_host: String,
    /// The host of the socket.
    socket_host: String,
    /// The host of skills and users.
    config_host: String,
    /// The host of files.
    pub file_host: String,
    /// The host of secure forms; empty if there is none.
    pub form_host: String,
}

/// Why a login failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginError {
    /// The stand-in did not respond.
    Unreachable,
    /// The account does not exist.
    NoAccount,
    /// The name or the password is wrong.
    Refused,
    /// The bearer is no longer valid.
    Ended,
}

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreachable => {
                "The stand-in does not answer. Start it with cargo xtask dev, and try again."
            }
            Self::NoAccount => "The stand-in serves another account. The first line of its output says which.",
            Self::Refused => {
                "Wrong name or password. The built-in agents are anna, ben and carla; each password equals the name."
            }
            Self::Ended => {
                "This login has ended: the same agent logged in elsewhere, or the stand-in was restarted. Log in again."
            }
        })
    }
}

/// Discovers the services of an account and logs an agent in.
///
/// # Errors
/// If it fails; the message says what to do.
pub async fn log_in(account: &str, name: &str, password: &str) -> Result<Login, LoginError> {
    let found = format!(
        "{}/api/account/{account}/service/baseURI.json?version=1.0",
        origin()
    );
    let services = answer(Request::get(&found).send().await, LoginError::NoAccount).await?;
    let host = |service: &str| {
        let all = services["baseURIs"].as_array().into_iter().flatten();
        let mut named = all.filter(|entry| entry["service"] == service);
        word(&named.next().unwrap_or(&Value::Null)["baseURI"])
    };
    let address = http(
        &host("agentVep"),
        &format!("/api/account/{account}/login?v=1.3"),
    );
    let credentials = json!({"username": name, "password": password}).to_string();
    let request = Request::post(&address).header("content-type", "application/json");
    let request = request
        .body(credentials)
        .map_err(|_| LoginError::Unreachable)?;
    let login = answer(request.send().await, LoginError::Refused).await?;
    let config = &login["config"];
    Ok(Login {
        me: Me {
            account: account.to_owned(),
            legacy_id: format!("{account}.{}", word(&config["userId"])),
            pid: word(&config["userPid"]),
            name: name.to_owned(),
        },
        bearer: word(&login["bearer"]),
        csrf: word(&login["csrf"]),
        session_host: host("agentVep"),
        socket_host: host("asyncMessagingEnt"),
        config_host: host("accountConfigReadOnly"),
        file_host: host("swift"),
        form_host: host("tokenizer"),
    })
}

/// The account's skills.
///
/// # Errors
/// If the bearer is refused, or the service does not respond.
pub async fn skills(login: &Login) -> Result<Vec<Target>, LoginError> {
    let all = list(login, "le-users/skills?v=2.0").await?;
    Ok(all
        .iter()
        .filter(|skill| skill["deleted"] != true)
        .map(|skill| Target {
            id: word(&skill["id"]),
            pid: String::new(),
            name: word(&skill["name"]),
        })
        .collect())
}

/// The account's agents.
///
/// # Errors
/// If the bearer is refused, or the service does not respond.
pub async fn agents(login: &Login) -> Result<Vec<Target>, LoginError> {
    let all = list(login, "le-users/users?v=4.0").await?;
    Ok(all
        .iter()
        .map(|user| Target {
            id: format!("{}.{}", login.me.account, word(&user["id"])),
            pid: word(&user["pid"]),
            name: word(&user["nickname"]),
        })
        .collect())
}

/// Extends a login. If it fails, the login expires, which is reported then.
pub async fn refresh(login: &Login) {
    let path = format!("/api/account/{}/refresh?v=1.3", login.me.account);
    let request =
        Request::post(&http(&login.session_host, &path)).header("content-type", "application/json");
    if let Ok(request) = request.body(json!({"csrf": login.csrf}).to_string()) {
        let _ = request.send().await;
    }
}

async fn list(login: &Login, path: &str) -> Result<Vec<Value>, LoginError> {
    let path = format!("/api/account/{}/configuration/{path}", login.me.account);
    let request = Request::get(&http(&login.config_host, &path));
    let request = request.header("authorization", &format!("Bearer {}", login.bearer));
    let all = answer(request.send().await, LoginError::Ended).await?;
    Ok(all.as_array().cloned().unwrap_or_default())
}

async fn answer(
    response: Result<gloo_net::http::Response, gloo_net::Error>,
    refusal: LoginError,
) -> Result<Value, LoginError> {
    let response = response.map_err(|_| LoginError::Unreachable)?;
    if !response.ok() {
        return Err(refusal);
    }
    let text = response.text().await.map_err(|_| LoginError::Unreachable)?;
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    // Some versions of the service refuse with status 200 (protocol §6.2).
    if body["error"].is_null() {
        Ok(body)
    } else {
        Err(refusal)
    }
}

impl Login {
    /// The URL of the agent's socket (protocol §6.3).
    pub fn socket_address(&self) -> String {
        let scheme = if is_secure() { "wss" } else { "ws" };
        let Self {
            socket_host,
            bearer,
            me,
            ..
        } = self;
        let account = &me.account;
        format!("{scheme}://{socket_host}/ws_api/account/{account}/messaging/brand/{bearer}?v=2.1")
    }

    /// The login as text, for the session storage.
    pub fn to_text(&self) -> String {
        let me = &self.me;
        let hosts = [
            &self.session_host,
            &self.socket_host,
            &self.config_host,
            &self.file_host,
            &self.form_host,
        ];
        json!([
            [&me.account, &me.legacy_id, &me.pid, &me.name],
            [&self.bearer, &self.csrf],
            hosts
        ])
        .to_string()
    }

    /// Parses a stored login.
    pub fn from_text(text: &str) -> Option<Self> {
        let kept: Vec<Vec<String>> = serde_json::from_str(text).ok()?;
        let [me, secrets, hosts]: [_; 3] = kept.try_into().ok()?;
        let [account, legacy_id, pid, name] = me.try_into().ok()?;
        let [bearer, csrf] = secrets.try_into().ok()?;
        let [session_host, socket_host, config_host, file_host, form_host] =
            hosts.try_into().ok()?;
        let me = Me {
            account,
            legacy_id,
            pid,
            name,
        };
        Some(Self {
            me,
            bearer,
            csrf,
            session_host,
            socket_host,
            config_host,
            file_host,
            form_host,
        })
    }
}

/// The origin of the stand-in, which also serves this page.
pub fn origin() -> String {
    web_sys::window()
        .and_then(|window| window.location().origin().ok())
        .unwrap_or_default()
}

pub(super) fn http(host: &str, path: &str) -> String {
    let scheme = if is_secure() { "https" } else { "http" };
    format!("{scheme}://{host}{path}")
}

fn is_secure() -> bool {
    origin().starts_with("https:")
}
