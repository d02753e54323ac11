//! The tables, and the migration of files from earlier versions.

use rusqlite::Connection;

/// One migration per version; `user_version` in the file counts them. Files older than the count
/// have the tables of the first migration, hence its `IF NOT EXISTS`.
const STEPS: [&str; 2] = [
    "
    CREATE TABLE IF NOT EXISTS secret (value BLOB NOT NULL);
    CREATE TABLE IF NOT EXISTS consumer (id TEXT PRIMARY KEY, json TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS conversation (id TEXT PRIMARY KEY, json TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS event (
        dialog TEXT NOT NULL, sequence INTEGER NOT NULL, json TEXT NOT NULL,
        PRIMARY KEY (dialog, sequence));
    CREATE TABLE IF NOT EXISTS file (path TEXT PRIMARY KEY, bytes BLOB NOT NULL);
    ",
    // Store the logins of agents, and give every participant a state.
    "
    CREATE TABLE agent_session (pid TEXT PRIMARY KEY, json TEXT NOT NULL);
    UPDATE conversation SET json = json_set(json, '$.participants', (
        SELECT json_group_array(json_set(one.value, '$.state', 'ACTIVE'))
        FROM json_each(conversation.json, '$.participants') AS one));
    ",
];

/// Why a file cannot be migrated.
#[derive(Debug)]
pub enum SchemaError {
    /// An error of SQLite.
    Sqlite(rusqlite::Error),
    /// A later version of the stand-in wrote the file.
    Newer,
}

impl From<rusqlite::Error> for SchemaError {
    fn from(cause: rusqlite::Error) -> Self {
        Self::Sqlite(cause)
    }
}

/// Runs the missing migrations in one transaction.
pub fn migrate(connection: &mut Connection) -> Result<(), SchemaError> {
    let transaction = connection.transaction()?;
    let version: usize = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version > STEPS.len() {
        return Err(SchemaError::Newer);
    }
    for step in &STEPS[version..] {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", STEPS.len())?;
    transaction.commit()?;
    Ok(())
}
