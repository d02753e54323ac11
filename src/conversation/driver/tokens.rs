//! Obtains tokens: from the brand's page, from storage, or by creating an anonymous identity
//! (protocol §1.2, §1.9). Also fetches agents' profiles.

use super::Driver;
use crate::conversation::identity::{Hosts, IdentityError};
use crate::platform::lock::Lock;
use crate::platform::{clock, panic};
use hailer_messaging::{Input, Instant, ParticipantId, TokenNeed};
use js_sys::{Function, Promise};
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// No profile is requested for this long after a request failed, in milliseconds.
const PROFILE_PAUSE_MS: u64 = 10_000;

/// The identity of the consumer.
#[derive(Default)]
pub struct Identity {
    /// The last token. It is passed only to storage and to the service.
    token: Option<String>,
    /// The page's token provider. Its tokens are not stored, because the brand manages them.
    provider: Option<Function>,
    /// Counts token requests. Only the response to the last one is used.
    requests: u32,
}

/// The state of profile requests.
#[derive(Default)]
pub struct Profiles {
    /// The agents whose profiles were requested. None is requested twice, unless it failed.
    pub requested: Vec<ParticipantId>,
    /// When a request last failed.
    failed_at: Option<Instant>,
}

impl Identity {
    /// The token of an anonymous identity, which may be stored. Tokens of the brand may not.
    pub fn anonymous_token(&self) -> Option<&str> {
        self.token.as_deref().filter(|_| self.provider.is_none())
    }

    /// Whether the brand identifies the consumer.
    pub const fn is_named(&self) -> bool {
        self.provider.is_some()
    }

    /// Drops the token, and cancels a pending request.
    pub fn forget(&mut self) {
        self.token = None;
        self.requests += 1;
    }

    /// Creates an identity without a token.
    pub fn named_by(provider: Option<Function>) -> Self {
        Self {
            provider,
            ..Self::default()
        }
    }
}

impl Driver {
    /// Identifies the consumer by the brand's token from now on.
    pub fn identify(&self, provider: Function) {
        {
            let mut inner = self.0.borrow_mut();
            inner.identity.provider = Some(provider);
            inner.identity.forget();
        }
        self.hold_draft();
        self.command(hailer_messaging::Command::Named);
        self.command(hailer_messaging::Command::Connect);
    }

    pub(super) fn obtain_token(&self, need: TokenNeed) {
        let driver = self.clone();
        let request = {
            let identity = &mut self.0.borrow_mut().identity;
            identity.requests += 1;
            identity.requests
        };
        spawn_local(async move {
            let token = driver.token(need, request).await;
            if panic::is_broken() || driver.0.borrow().identity.requests != request {
                return;
            }
            if let Ok(token) = &token {
                driver.0.borrow_mut().identity.token = Some(token.clone());
            }
            driver.feed(match token {
                Ok(token) => Input::TokenObtained(token),
                Err(error) => Input::TokenFailed {
                    retryable: error == IdentityError::Unreachable,
                },
            });
            driver.assign_drafts();
        });
    }

    async fn token(&self, need: TokenNeed, request: u32) -> Result<String, IdentityError> {
        let hosts = self.hosts().await?;
        let (held, provider) = {
            let inner = self.0.borrow();
            let identity = &inner.identity;
            (identity.token.clone(), identity.provider.clone())
        };
        match (need, provider, held) {
            (TokenNeed::Any, Some(_), Some(token)) => Ok(token),
            (_, Some(provider), _) => hosts.authenticate(&call(&provider).await?).await,
            (_, None, held) => self.anonymous_token(&hosts, need, held, request).await,
        }
    }

    /// Obtains the anonymous identity, which all tabs share. The first tab that needs it creates
    /// or extends it under a lock. The other tabs wait for the lock and use the result.
    async fn anonymous_token(
        &self,
        hosts: &Hosts,
        need: TokenNeed,
        held: Option<String>,
        request: u32,
    ) -> Result<String, IdentityError> {
        let name = self.0.borrow().tab.keys.identity_lock();
        let _lock = Lock::acquire(&name).await;
        // Without storage, there is only this page's own token.
        let stored = self.0.borrow().tab.keys.token().or_else(|| held.clone());
        let token = match (need, stored) {
            (TokenNeed::Any, Some(stored)) => return Ok(stored),
            // Another tab has already replaced the token.
            (_, Some(stored)) if held.is_some_and(|held| held != stored) => return Ok(stored),
            (TokenNeed::Extend, Some(old)) => match hosts.extend(&old).await {
                // The identity is too old to be extended. A new one replaces it.
                Err(IdentityError::Refused) => hosts.sign_up().await,
                extended => extended,
            },
            _ => hosts.sign_up().await,
        }?;
        // The consumer may have been forgotten in the meantime.
        let inner = self.0.borrow();
        if inner.identity.requests == request {
            inner.tab.keys.store_token(&token);
        }
        Ok(token)
    }

    async fn hosts(&self) -> Result<Hosts, IdentityError> {
        let (known, options) = {
            let inner = self.0.borrow();
            (inner.transport.hosts.clone(), inner.page.options.clone())
        };
        if let Some(hosts) = known {
            return Ok(hosts);
        }
        let hosts = Hosts::discover(&options.domains, &options.account).await?;
        self.0.borrow_mut().transport.hosts = Some(hosts.clone());
        Ok(hosts)
    }

    /// Fetches an agent's profile once. After a failure, a later rendering of the agent's
    /// messages may request it again.
    pub(super) fn fetch_profile(&self, agent: &ParticipantId) {
        let mut inner = self.0.borrow_mut();
        let Some(hosts) = inner.transport.hosts.clone() else {
            return;
        };
        if let Some(at) = inner.profiles.failed_at
            && clock::instant().since(at).as_ms() < PROFILE_PAUSE_MS
        {
            return;
        }
        if inner.profiles.requested.contains(agent) {
            return;
        }
        inner.profiles.requested.push(agent.clone());
        let view = inner.view;
        let driver = self.clone();
        let agent = agent.clone();
        spawn_local(async move {
            let Some(profile) = hosts.agent_profile(agent.as_str()).await else {
                driver.on_profile_failed(&agent);
                return;
            };
            if !driver.0.borrow().is_stopped {
                view.agents.update(|agents| {
                    agents.insert(agent, profile);
                });
            }
        });
    }

    fn on_profile_failed(&self, agent: &ParticipantId) {
        let mut inner = self.0.borrow_mut();
        let mut requested = inner.profiles.requested.iter();
        if let Some(index) = requested.position(|one| one == agent) {
            inner.profiles.requested.swap_remove(index);
        }
        inner.profiles.failed_at = Some(clock::instant());
    }
}

/// Calls the page's token provider. If it throws or rejects, that counts as a network failure,
/// because a later call may succeed. If it returns no string, the token counts as refused.
async fn call(provider: &Function) -> Result<String, IdentityError> {
    let result = provider.call0(&JsValue::UNDEFINED);
    let result = result.map_err(|_| IdentityError::Unreachable)?;
    let promise: Promise = match result.dyn_into() {
        Ok(promise) => promise,
        Err(value) => Promise::resolve(&value),
    };
    let value = JsFuture::from(promise).await;
    let value = value.map_err(|_| IdentityError::Unreachable)?;
    value.as_string().ok_or(IdentityError::Refused)
}
