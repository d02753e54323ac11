//! Starts a stand-in if there is none, gets a token, and opens the socket as the documents do for
//! each side.

use crate::options::{Options, Side};
use crate::session::{Show, Shown};
use crate::variables::Variables;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hailer_stand_in::Config;
use serde_json::{Value, json};
use std::{fmt, io};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Opens a socket. Returns it with the variables from the login.
pub async fn connect(options: &Options, show: &Show) -> Result<(Socket, Variables), ConnectError> {
    ensure_stand_in(options, show).await?;
    let mut variables = Variables::default();
    variables.set("LP_ACCOUNT", &options.account);
    let (host, account) = (options.host(), &options.account);
    let base = format!("{host}/ws_api/account/{account}/messaging");
    let socket = match options.side {
        Side::Consumer => {
            let token = sign_up(options, &mut variables).await?;
            let url = format!("ws://{base}/consumer?v=3");
            // The token without a prefix, as in the consumer's document.
            open(options, &url, Some(&token)).await?
        }
        Side::Agent => {
            let bearer = log_in(options, &mut variables).await?;
            let url = format!("ws://{base}/brand/{bearer}?v=2");
            open(options, &url, None).await?
        }
    };
    Ok((socket, variables))
}

/// If nothing listens at the address, starts a stand-in that runs as long as this process.
async fn ensure_stand_in(options: &Options, show: &Show) -> Result<(), ConnectError> {
    let host = options.host();
    let Err(failure) = TcpStream::connect(host).await else {
        return Ok(());
    };
    if failure.kind() != io::ErrorKind::ConnectionRefused {
        return Err(ConnectError::Unreachable(host.to_owned(), failure));
    }
    let listener = TcpListener::bind(host).await;
    let listener = listener.map_err(|error| ConnectError::Unreachable(host.to_owned(), error))?;
    let config = Config::new(options.account.clone());
    tokio::spawn(hailer_stand_in::run(
        listener,
        config,
        std::future::pending(),
    ));
    let note =
        format!("No stand-in at {host}, so this shell has started one; it ends with this shell.");
    show(Shown::Note(note));
    Ok(())
}

/// Signs up an anonymous consumer (S3, step 2) and returns the token.
async fn sign_up(options: &Options, variables: &mut Variables) -> Result<String, ConnectError> {
    let answer = post(options, "signup", json!({})).await?;
    let token = text(options, &answer["jwt"])?;
    variables.set("LP_JWT", &token);
    let subject =
        subject(&token).ok_or_else(|| ConnectError::NoStandIn(options.host().to_owned()))?;
    variables.set("CONSUMER_ID", subject);
    Ok(token)
}

/// The `sub` of a token (S3, "Find your consumer ID").
fn subject(token: &str) -> Option<String> {
    let middle = BASE64_URL_SAFE_NO_PAD
        .decode(token.split('.').nth(1)?)
        .ok()?;
    let claims: Value = serde_json::from_slice(&middle).ok()?;
    claims["sub"].as_str().map(str::to_owned)
}

/// Logs an agent in (S1, step 2) and returns the bearer.
async fn log_in(options: &Options, variables: &mut Variables) -> Result<String, ConnectError> {
    let password = options.password.as_ref().unwrap_or(&options.user);
    let body = json!({"username": options.user, "password": password});
    let answer = post(options, "login?v=1.2", body).await?;
    let bearer = text(options, &answer["bearer"])?;
    variables.set("LP_BEARER", &bearer);
    let user = text(options, &answer["config"]["userId"])?;
    variables.set("USER_ID", format!("{}.{user}", options.account));
    Ok(bearer)
}

fn text(options: &Options, value: &Value) -> Result<String, ConnectError> {
    let text = value.as_str().map(str::to_owned);
    text.ok_or_else(|| ConnectError::NoStandIn(options.host().to_owned()))
}

async fn post(options: &Options, path: &str, body: Value) -> Result<Value, ConnectError> {
    let host = options.host().to_owned();
    let url = format!("http://{host}/api/account/{}/{path}", options.account);
    let asked = tokio::task::spawn_blocking(move || {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let mut answer = agent.post(&url).send_json(&body)?;
        let status = answer.status().as_u16();
        Ok((status, answer.body_mut().read_to_string()?))
    });
    let asked: Result<(u16, String), ureq::Error> = asked.await.unwrap_or_else(|error| {
        // The runtime is stopping, so nobody reads this error.
        Err(ureq::Error::Io(io::Error::other(error)))
    });
    match asked {
        Ok((200, body)) => serde_json::from_str(&body).map_err(|_| ConnectError::NoStandIn(host)),
        Ok((401, _)) => Err(ConnectError::WrongUser(options.user.clone())),
        Ok((404, _)) => Err(ConnectError::NoAccount(options.account.clone(), host)),
        Ok(_) | Err(_) => Err(ConnectError::NoStandIn(host)),
    }
}

async fn open(options: &Options, url: &str, token: Option<&str>) -> Result<Socket, ConnectError> {
    let refused = || ConnectError::NoStandIn(options.host().to_owned());
    let mut request = url.into_client_request().map_err(|_| refused())?;
    if let Some(token) = token {
        let token = HeaderValue::from_str(token).map_err(|_| refused())?;
        request.headers_mut().insert("authorization", token);
    }
    let (socket, _) = connect_async(request).await.map_err(|_| refused())?;
    Ok(socket)
}

/// Why there is no socket.
#[derive(Debug)]
pub enum ConnectError {
    /// The address cannot be reached, and no stand-in can be started there.
    Unreachable(String, io::Error),
    /// The server at the address is not a stand-in.
    NoStandIn(String),
    /// The stand-in serves another account.
    NoAccount(String, String),
    /// The agent or the password is wrong.
    WrongUser(String),
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(host, error) => write!(
                f,
                "{host} cannot be reached: {error}. Name the stand-in's host and port with --stand-in"
            ),
            Self::NoStandIn(host) => write!(
                f,
                "the server on {host} is not a stand-in: name another address with --stand-in"
            ),
            Self::NoAccount(account, host) => write!(
                f,
                "the stand-in on {host} does not serve the account {account}: name another account with --account"
            ),
            Self::WrongUser(user) => write!(
                f,
                "wrong user name {user} or password: see --user and --password"
            ),
        }
    }
}

impl std::error::Error for ConnectError {}
