// The tables of a room besides its log. Append-only: an entry that has run is never edited.
import { ALARM_MIGRATIONS } from "../shell/alarms.ts";
import { ENDED_SESSION_MIGRATIONS } from "../shell/ended-sessions.ts";
import { LOG_MIGRATIONS } from "../shell/log.ts";
import { RELAY_MIGRATIONS } from "../relay/relays.ts";
import type { Migration } from "../shell/sqlite.ts";
import { TICKET_MIGRATIONS } from "../shell/used-tickets.ts";

export const ROOM_MIGRATIONS: readonly Migration[] = [
  ...LOG_MIGRATIONS,
  ...ALARM_MIGRATIONS,
  ...TICKET_MIGRATIONS,
  {
    id: "room_keys",
    sql: "CREATE TABLE room_keys (code TEXT PRIMARY KEY, expires_at INTEGER, uses_left INTEGER) WITHOUT ROWID;",
  },
  ...RELAY_MIGRATIONS,
  ...ENDED_SESSION_MIGRATIONS,
];
