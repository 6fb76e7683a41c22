// The tables of an inbox besides its log. Append-only: an entry that has run is never edited.
import { ALARM_MIGRATIONS } from "../shell/alarms.ts";
import { ENDED_SESSION_MIGRATIONS } from "../shell/ended-sessions.ts";
import { LOG_MIGRATIONS } from "../shell/log.ts";
import type { Migration } from "../shell/sqlite.ts";
import { TICKET_MIGRATIONS } from "../shell/used-tickets.ts";

export const INBOX_MIGRATIONS: readonly Migration[] = [
  ...LOG_MIGRATIONS,
  ...ALARM_MIGRATIONS,
  ...TICKET_MIGRATIONS,
  {
    id: "last_presence",
    sql: "CREATE TABLE last_presence (only INTEGER PRIMARY KEY CHECK (only = 1), online INTEGER NOT NULL, last_seen_at INTEGER);",
  },
  ...ENDED_SESSION_MIGRATIONS,
];
