// Business events (kept only as long as a queue may repeat them) and the sums made of them.
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const events = sqliteTable("events", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  userId: text("user_id").notNull(),
  utcOn: text("utc_on").notNull(),
  /** The person's own calendar day. */
  userOn: text("user_on").notNull(),
  /** Milliseconds for attended focus, 1 otherwise. */
  amount: integer("amount").notNull(),
  /** The delivery that stored it: only that one may add it to the sums. */
  attempt: text("attempt").notNull(),
  at: integer("at").notNull(),
});

export const dailyRollups = sqliteTable(
  "daily_rollups",
  {
    utcOn: text("utc_on").notNull(),
    name: text("name").notNull(),
    events: integer("events").notNull(),
    amount: integer("amount").notNull(),
  },
  (table) => [primaryKey({ columns: [table.utcOn, table.name] })],
);

export const userDays = sqliteTable(
  "user_days",
  {
    userId: text("user_id").notNull(),
    userOn: text("user_on").notNull(),
    focusMs: integer("focus_ms").notNull(),
    sessions: integer("sessions").notNull(),
    checkIns: integer("check_ins").notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.userOn] })],
);

/** What the queue gave up on, for a person to look at. */
export const deadLetters = sqliteTable("dead_letters", {
  id: text("id").primaryKey(),
  queue: text("queue").notNull(),
  body: text("body").notNull(),
  attempts: integer("attempts").notNull(),
  at: integer("at").notNull(),
});
