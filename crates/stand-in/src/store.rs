//! Stores everything in SQLite. A write is committed before the response that acknowledges it is
//! sent, so killing the process loses nothing that was acknowledged.

mod schema;

use crate::model::{AgentSession, Consumer, Conversation, StoredEvent};
use rusqlite::{Connection, params};
use schema::{SchemaError, migrate};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::path::{Path, PathBuf};

/// The database.
pub struct Store {
    connection: Connection,
}

/// Why the data file cannot be used.
#[derive(Debug)]
pub struct StoreError {
    path: Option<PathBuf>,
    cause: SchemaError,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cause = match &self.cause {
            SchemaError::Sqlite(cause) => cause.to_string(),
            SchemaError::Newer => "it was written by a later version of the stand-in".to_owned(),
        };
        match &self.path {
            Some(path) => write!(
                f,
                "cannot use {} as a data file: {cause}. Choose another file with --data",
                path.display(),
            ),
            None => write!(f, "the database failed: {cause}"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(cause: rusqlite::Error) -> Self {
        Self {
            path: None,
            cause: cause.into(),
        }
    }
}

/// The stored data at the start.
#[derive(Default)]
pub struct Loaded {
    pub consumers: Vec<Consumer>,
    pub conversations: Vec<Conversation>,
    pub events: Vec<StoredEvent>,
    pub sessions: Vec<AgentSession>,
}

impl Store {
    /// Opens a file, or a database in memory.
    pub fn open(path: Option<&Path>) -> Result<Self, StoreError> {
        Self::try_open(path).map_err(|cause| StoreError {
            path: path.map(Path::to_owned),
            cause,
        })
    }

    fn try_open(path: Option<&Path>) -> Result<Self, SchemaError> {
        let mut connection = match path {
            Some(path) => Connection::open(path)?,
            None => Connection::open_in_memory()?,
        };
        // With FULL, acknowledged data survives a power failure, too.
        connection.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")?;
        migrate(&mut connection)?;
        Ok(Self { connection })
    }

    /// The key that signs tokens. It is stored, so that tokens survive a restart.
    pub fn secret(&self) -> Result<Vec<u8>, StoreError> {
        let kept = self
            .connection
            .query_row("SELECT value FROM secret", [], |row| row.get(0));
        if let Ok(secret) = kept {
            return Ok(secret);
        }
        let secret: [u8; 32] = rand::random();
        self.connection
            .execute("INSERT INTO secret VALUES (?1)", params![secret])?;
        Ok(secret.to_vec())
    }

    /// Reads all stored data.
    pub fn load(&self) -> Result<Loaded, StoreError> {
        Ok(Loaded {
            consumers: self.rows("SELECT json FROM consumer")?,
            conversations: self.rows("SELECT json FROM conversation")?,
            events: self.rows("SELECT json FROM event ORDER BY dialog, sequence")?,
            sessions: self.rows("SELECT json FROM agent_session")?,
        })
    }

    fn rows<T: DeserializeOwned>(&self, query: &str) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection.prepare(query)?;
        let texts = statement.query_map([], |row| row.get::<_, String>(0))?;
        let mut rows = Vec::new();
        for text in texts {
            // Skip rows of another version that cannot be parsed.
            rows.extend(serde_json::from_str(&text?).ok());
        }
        Ok(rows)
    }

    /// Stores a consumer.
    pub fn store_consumer(&self, consumer: &Consumer) -> Result<(), StoreError> {
        self.insert("consumer", &consumer.id, consumer)
    }

    /// Stores a conversation.
    pub fn store_conversation(&self, conversation: &Conversation) -> Result<(), StoreError> {
        self.insert("conversation", &conversation.id, conversation)
    }

    /// Stores an agent's login, which replaces their earlier one.
    pub fn store_session(&self, session: &AgentSession) -> Result<(), StoreError> {
        self.insert("agent_session", &session.pid, session)
    }

    fn insert(&self, table: &str, id: &str, value: &impl Serialize) -> Result<(), StoreError> {
        let json = serde_json::to_string(value).unwrap_or_default();
        let statement = format!("INSERT OR REPLACE INTO {table} VALUES (?1, ?2)");
        (self.connection.prepare_cached(&statement)?).execute(params![id, json])?;
        Ok(())
    }

    /// Stores an event.
    pub fn store_event(&self, event: &StoredEvent) -> Result<(), StoreError> {
        let json = serde_json::to_string(event).unwrap_or_default();
        let statement = "INSERT INTO event VALUES (?1, ?2, ?3)";
        let sequence = event.sequence.cast_signed();
        (self.connection.prepare_cached(statement)?).execute(params![
            event.dialog,
            sequence,
            json
        ])?;
        Ok(())
    }

    /// Stores an uploaded file.
    pub fn store_file(&self, path: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.store_files(&[(path, bytes)])
    }

    /// Stores several files in one transaction.
    pub fn store_files(&self, files: &[(&str, &[u8])]) -> Result<(), StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        for (path, bytes) in files {
            let statement = "INSERT OR REPLACE INTO file VALUES (?1, ?2)";
            transaction.execute(statement, params![path, bytes])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Whether a file was uploaded.
    pub fn has_file(&self, path: &str) -> bool {
        let query = "SELECT 1 FROM file WHERE path = ?1";
        (self.connection)
            .query_row(query, params![path], |_| Ok(()))
            .is_ok()
    }

    /// Deletes every uploaded file, for the fault `loseFiles`.
    pub fn delete_files(&self) -> Result<(), StoreError> {
        self.connection
            .execute("DELETE FROM file WHERE path LIKE '/v1/%'", [])?;
        Ok(())
    }

    /// Reads an uploaded file.
    pub fn file(&self, path: &str) -> Option<Vec<u8>> {
        let query = "SELECT bytes FROM file WHERE path = ?1";
        (self.connection)
            .query_row(query, params![path], |row| row.get(0))
            .ok()
    }
}
