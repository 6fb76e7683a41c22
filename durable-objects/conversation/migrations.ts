// The tables of a conversation besides its log. Append-only: an entry that has run is never edited.
import { ALARM_MIGRATIONS } from "../shell/alarms.ts";
import { ENDED_SESSION_MIGRATIONS } from "../shell/ended-sessions.ts";
import { LOG_MIGRATIONS } from "../shell/log.ts";
import { RELAY_MIGRATIONS } from "../relay/relays.ts";
import type { Migration } from "../shell/sqlite.ts";
import { TICKET_MIGRATIONS } from "../shell/used-tickets.ts";

export const CONVERSATION_MIGRATIONS: readonly Migration[] = [
  ...LOG_MIGRATIONS,
  ...ALARM_MIGRATIONS,
  ...TICKET_MIGRATIONS,
  {
    id: "amendments",
    sql: "CREATE TABLE amendments (target INTEGER NOT NULL, seq INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (target, seq)) WITHOUT ROWID;",
  },
  {
    id: "standing",
    sql: `CREATE TABLE blocks (user TEXT PRIMARY KEY) WITHOUT ROWID;
      CREATE TABLE requests (user TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;`,
  },
  {
    id: "namings",
    sql: "CREATE TABLE namings (user TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (user, seq)) WITHOUT ROWID;",
  },
  {
    id: "search",
    // Words only, encoded as ASCII: the messages themselves are in the log.
    sql: `CREATE TABLE searched (only INTEGER PRIMARY KEY CHECK (only = 1), low INTEGER NOT NULL, low_at INTEGER NOT NULL, high INTEGER NOT NULL);
      CREATE VIRTUAL TABLE message_search USING fts5 (tokens, content = '', contentless_delete = 1, detail = none, tokenize = "ascii tokenchars '_'");`,
  },
  ...RELAY_MIGRATIONS,
  ...ENDED_SESSION_MIGRATIONS,
];
