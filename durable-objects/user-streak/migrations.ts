// The tables of a streak. Append-only: an entry that ran anywhere is never edited.
import type { Migration } from "../shell/sqlite.ts";

export const MIGRATIONS: readonly Migration[] = [
  {
    id: "months",
    // Days that left the document, a month in a row: `body` is the JSON of `ArchivedDay[]`.
    sql: "CREATE TABLE months (month TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
  },
];
