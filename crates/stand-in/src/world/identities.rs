//! Identifies consumers by their tokens, and agents by their bearers.

use super::{World, new_id};
use crate::agents::Agent;
use crate::model::Consumer;
use crate::store::StoreError;
use crate::tokens::{BrandClaims, Claims};
use std::sync::Arc;

impl World {
    /// Creates a consumer, or returns the one with this external id.
    pub fn consumer(&mut self, brand: Option<BrandClaims>) -> Result<Consumer, StoreError> {
        let external = brand.as_ref().map(|brand| brand.subject.clone());
        let claims = brand.map(|brand| brand.others).unwrap_or_default();
        let is_known = |one: &&mut Consumer| external.is_some() && one.external == external;
        if let Some(known) = self.consumers.values_mut().find(is_known) {
            if known.claims != claims {
                known.claims = claims;
                self.store.store_consumer(known)?;
            }
            return Ok(known.clone());
        }
        let consumer = Consumer {
            id: new_id(),
            is_authenticated: external.is_some(),
            external,
            token_generation: 0,
            profile: serde_json::json!({}),
            earlier: Vec::new(),
            claims,
        };
        self.store.store_consumer(&consumer)?;
        self.consumers.insert(consumer.id.clone(), consumer.clone());
        Ok(consumer)
    }

    /// Creates a token for a consumer.
    pub fn token(&self, consumer: &Consumer, is_external: bool) -> String {
        let issued_secs = self.now_ms() / 1000;
        let lifetime = if is_external {
            self.config.external_lifetime
        } else {
            self.config.token_lifetime
        };
        let claims = Claims {
            subject: consumer.id.clone(),
            issued_secs,
            expires_secs: issued_secs + lifetime.as_secs(),
            generation: consumer.token_generation,
            is_external,
        };
        let extra = consumer.external.as_ref().map(|sub| {
            let mut extra = serde_json::json!({"sub": sub});
            for name in ["iss", "lp_sdes"] {
                if let Some(claim) = consumer.claims.get(name) {
                    extra[name] = claim.clone();
                }
            }
            extra
        });
        self.tokens.sign(&claims, &self.config.account, extra)
    }

    /// The consumer of an external token, if step two of the login accepts the token (protocol
    /// §1.2).
    pub fn external_consumer(&self, token: &str) -> Option<&Consumer> {
        let claims = self.tokens.read(token)?;
        let consumer = self.consumers.get(&claims.subject)?;
        let is_good = claims.is_external
            && claims.expires_secs > self.now_ms() / 1000
            && claims.generation == consumer.token_generation;
        is_good.then_some(consumer)
    }

    /// The anonymous consumer of a token that can be renewed. The token may have expired. A client
    /// that signed up has no external token and sends the token of its socket.
    pub fn renewable_consumer(&self, token: &str) -> Option<&Consumer> {
        let claims = self.tokens.read(token)?;
        let age_secs = (self.now_ms() / 1000).saturating_sub(claims.issued_secs);
        let consumer = self.consumers.get(&claims.subject)?;
        let is_renewable = age_secs < self.config.external_renewable.as_secs();
        (is_renewable && !consumer.is_authenticated).then_some(consumer)
    }

    /// Links an anonymous consumer to an authenticated one (protocol §5.11). From now on the latter
    /// may take over the conversation of the former.
    pub fn step_up(&mut self, from: &str, to: &str) -> Result<(), StoreError> {
        let Some(consumer) = self.consumers.get_mut(to) else {
            return Ok(());
        };
        if from != to && !consumer.earlier.iter().any(|one| one == from) {
            consumer.earlier.push(from.to_owned());
            self.store.store_consumer(consumer)?;
        }
        Ok(())
    }

    /// Whether a step-up has linked the earlier consumer to this one.
    pub fn was(&self, consumer: &str, earlier: &str) -> bool {
        let known = self.consumers.get(consumer);
        known.is_some_and(|one| one.earlier.iter().any(|id| id == earlier))
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
