// The tables of a conversation besides its log. Append-only: an entry that has run is never edited.
import { ALARM_MIGRATIONS } from "../shell/alarms.ts";
import { LOG_MIGRATIONS } from "../shell/log.ts";
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
];
