// Schema migrations of one object's SQLite: an append-only list, run at wake, that refuses a changed past.

export type Migration = { readonly id: string; readonly sql: string };

/** Platform limits that callers of `sql.exec` must know: 100 bound parameters, 2 MB a row, no PRAGMA user_version. */
export type Sql = Pick<SqlStorage, "exec">;

/**
 * Runs what has not run yet. Throws when an entry that ran before has changed its place or its text.
 * Costs one row per new migration and, at every later wake, one read per entry.
 */
export const migrate = (sql: Sql, migrations: readonly Migration[]): void => {
  sql.exec(
    "CREATE TABLE IF NOT EXISTS _migrations (position INTEGER PRIMARY KEY, id TEXT NOT NULL, sql TEXT NOT NULL)",
  );
  const done = sql.exec<{ id: string; sql: string }>("SELECT id, sql FROM _migrations ORDER BY position").toArray();
  for (const [position, ran] of done.entries()) {
    const now = migrations[position];
    if (now?.id !== ran.id || now.sql !== ran.sql) {
      throw new Error(`migration ${ran.id} has changed or moved: the list is append-only`);
    }
  }
  for (const [position, migration] of migrations.entries()) {
    if (position < done.length) continue;
    sql.exec(migration.sql);
    sql.exec("INSERT INTO _migrations (position, id, sql) VALUES (?, ?, ?)", position, migration.id, migration.sql);
  }
};

/** Whether any migration ever ran here: reading this writes nothing, so a guessed id leaves no storage behind. */
export const isMigrated = (sql: Sql): boolean =>
  sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_migrations'").toArray().length > 0;
