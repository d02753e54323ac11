//! Where tokens come from: the brand's page, what is kept, or a new anonymous
//! identity (protocol §1.2, §1.9).

use super::Driver;
use crate::conversation::identity::{Hosts, IdentityError};
use crate::platform::lock::Lock;
use crate::platform::{clock, panic};
use hailer_messaging::{Input, Instant, ParticipantId, TokenNeed};
use js_sys::{Function, Promise};
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// So long nobody asks for another profile after one could not be had, in milliseconds.
const PROFILE_PAUSE_MS: u64 = 10_000;

/// Who the consumer is, as far as this page knows.
#[derive(Default)]
pub struct Identity {
    /// The last token; it goes to storage and to the service, nowhere else.
    token: Option<String>,
    /// The brand's own way to name its consumer. What it names is the brand's to keep.
    provider: Option<Function>,
    /// Counts the wishes for a token: only the last one's answer counts.
    wishes: u32,
}

/// Whose name and picture were asked for.
#[derive(Default)]
pub struct Profiles {
    /// Nobody is asked for twice.
    pub asked: Vec<ParticipantId>,
    /// When one could not be had, last.
    failed_at: Option<Instant>,
}

impl Identity {
    /// What the brand names is the brand's to keep.
    pub fn token_to_keep(&self) -> Option<&str> {
        self.token.as_deref().filter(|_| self.provider.is_none())
    }

    /// Whether the brand says who the consumer is.
    pub const fn is_named(&self) -> bool {
        self.provider.is_some()
    }

    /// Whose token this was, or whose is on its way, is of no use any more.
    pub fn forget(&mut self) {
        self.token = None;
        self.wishes += 1;
    }

    /// Nobody is known yet but, perhaps, who can be asked.
    pub fn named_by(provider: Option<Function>) -> Self {
        Self {
            provider,
            ..Self::default()
        }
    }
}

impl Driver {
    /// Names the consumer by the brand's own token from now on.
    pub fn identify(&self, provider: Function) {
        {
            let mut inner = self.0.borrow_mut();
            inner.identity.provider = Some(provider);
            inner.identity.forget();
        }
        self.put_draft_aside();
        self.command(hailer_messaging::Command::Named);
        self.command(hailer_messaging::Command::Connect);
    }

    pub(super) fn obtain_token(&self, need: TokenNeed) {
        let driver = self.clone();
        let wish = {
            let identity = &mut self.0.borrow_mut().identity;
            identity.wishes += 1;
            identity.wishes
        };
        spawn_local(async move {
            let token = driver.token(need, wish).await;
            if panic::is_broken() || driver.0.borrow().identity.wishes != wish {
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
            driver.sort_drafts();
        });
    }

    async fn token(&self, need: TokenNeed, wish: u32) -> Result<String, IdentityError> {
        let hosts = self.hosts().await?;
        let (held, provider) = {
            let inner = self.0.borrow();
            let identity = &inner.identity;
            (identity.token.clone(), identity.provider.clone())
        };
        match (need, provider, held) {
            (TokenNeed::Any, Some(_), Some(token)) => Ok(token),
            (_, Some(provider), _) => hosts.authenticate(&ask(&provider).await?).await,
            (_, None, held) => self.anonymous_token(&hosts, need, held, wish).await,
        }
    }

    /// All tabs share one anonymous identity: whoever needs it first makes it,
    /// or renews it, while the others wait for theirs.
    async fn anonymous_token(
        &self,
        hosts: &Hosts,
        need: TokenNeed,
        held: Option<String>,
        wish: u32,
    ) -> Result<String, IdentityError> {
        let name = self.0.borrow().tab.keys.identity_lock();
        let _lock = Lock::acquire(&name).await;
        // Where nothing can be kept, this page's own is all there is.
        let kept = self.0.borrow().tab.keys.token().or_else(|| held.clone());
        let token = match (need, kept) {
            (TokenNeed::Any, Some(kept)) => return Ok(kept),
            // Another tab was quicker.
            (_, Some(kept)) if held.is_some_and(|held| held != kept) => return Ok(kept),
            (TokenNeed::Extend, Some(old)) => match hosts.extend(&old).await {
                // An identity too old to be extended is over; the next one is new.
                Err(IdentityError::Refused) => hosts.sign_up().await,
                extended => extended,
            },
            _ => hosts.sign_up().await,
        }?;
        // Whoever was forgotten meanwhile stays so.
        let inner = self.0.borrow();
        if inner.identity.wishes == wish {
            inner.tab.keys.keep_token(&token);
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

    /// Fetches an agent's name and picture, once. Who could not be had may be asked
    /// for again, whenever somebody is drawn after a while.
    pub(super) fn ask_profile(&self, agent: &ParticipantId) {
        let mut inner = self.0.borrow_mut();
        let Some(hosts) = inner.transport.hosts.clone() else {
            return;
        };
        if let Some(at) = inner.profiles.failed_at
            && clock::instant().since(at).as_ms() < PROFILE_PAUSE_MS
        {
            return;
        }
        if inner.profiles.asked.contains(agent) {
            return;
        }
        inner.profiles.asked.push(agent.clone());
        let view = inner.view;
        let driver = self.clone();
        let agent = agent.clone();
        spawn_local(async move {
            let Some(profile) = hosts.agent_profile(agent.as_str()).await else {
                driver.forget_asked(&agent);
                return;
            };
            if !driver.0.borrow().is_stopped {
                view.agents.update(|agents| {
                    agents.insert(agent, profile);
                });
            }
        });
    }

    fn forget_asked(&self, agent: &ParticipantId) {
        let mut inner = self.0.borrow_mut();
        let mut asked = inner.profiles.asked.iter();
        if let Some(index) = asked.position(|one| one == agent) {
            inner.profiles.asked.swap_remove(index);
        }
        inner.profiles.failed_at = Some(clock::instant());
    }
}

/// Calls the page's function. One that throws, hangs up or returns no text
/// counts as a network failure: the page may do better next time.
async fn ask(provider: &Function) -> Result<String, IdentityError> {
    let answer = provider.call0(&JsValue::UNDEFINED);
    let answer = answer.map_err(|_| IdentityError::Unreachable)?;
    let promise: Promise = match answer.dyn_into() {
        Ok(promise) => promise,
        Err(value) => Promise::resolve(&value),
    };
    let value = JsFuture::from(promise).await;
    let value = value.map_err(|_| IdentityError::Unreachable)?;
    value.as_string().ok_or(IdentityError::Refused)
}
