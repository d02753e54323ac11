//! Identifies consumers by their tokens, and agents by their bearers.

use super::{World, new_id};
use crate::agents::Agent;
use crate::model::Consumer;
use crate::store::StoreError;
use crate::tokens::Claims;
use std::sync::Arc;

impl World {
    /// Creates a consumer, or returns the one with this external id.
    pub fn consumer(&mut self, external: Option<String>) -> Result<Consumer, StoreError> {
        let known = |one: &&Consumer| external.is_some() && one.external == external;
        if let Some(known) = self.consumers.values().find(known) {
            return Ok(known.clone());
        }
        let consumer = Consumer {
            id: new_id(),
            is_authenticated: external.is_some(),
            external,
            token_generation: 0,
            profile: serde_json::json!({}),
        };
        self.store.store_consumer(&consumer)?;
        self.consumers.insert(consumer.id.clone(), consumer.clone());
        Ok(consumer)
    }

    /// Creates a token for a consumer.
    pub fn token(&self, consumer: &Consumer, is_external: bool) -> String {
        let issued_secs = self.now_ms() / 1000;
        let claims = Claims {
            subject: consumer.id.clone(),
            expires_secs: issued_secs + self.config.token_lifetime.as_secs(),
            generation: consumer.token_generation,
            is_external,
        };
        let extra = consumer
            .external
            .as_ref()
            .map(|sub| serde_json::json!({"sub": sub}));
        self.tokens
            .sign(&claims, &self.config.account, issued_secs, extra)
    }

    /// The agent of a bearer, if the login has not expired.
    pub fn bearer_of(&self, bearer: &str) -> Option<&Arc<Agent>> {
        let mut sessions = self.sessions.values();
        let session = sessions.find(|one| one.bearer == bearer)?;
        let is_good = session.expires_ms > self.now_ms();
        self.config.agents.find(&session.pid).filter(|_| is_good)
    }

    /// The consumer of a token, or the code to close the socket with (protocol §1.9).
    pub fn check_token(&self, token: &str) -> Result<String, u16> {
        let claims = self.tokens.read(token).ok_or(4401_u16)?;
        let consumer = self.consumers.get(&claims.subject).ok_or(4401_u16)?;
        let is_good = claims.expires_secs > self.now_ms() / 1000
            && claims.generation == consumer.token_generation
            && !claims.is_external;
        match (is_good, consumer.is_authenticated) {
            (true, _) => Ok(claims.subject),
            (false, true) => Err(4401),
            (false, false) => Err(4407),
        }
    }
}
