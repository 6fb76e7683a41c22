-- Business events, each counted once however often it is delivered, and the daily sums made of them.
CREATE TABLE events (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  user_id TEXT NOT NULL,
  utc_on TEXT NOT NULL,
  user_on TEXT NOT NULL,
  amount INTEGER NOT NULL,
  attempt TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE daily_rollups (
  utc_on TEXT NOT NULL,
  name TEXT NOT NULL,
  events INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (utc_on, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_days (
  user_id TEXT NOT NULL,
  user_on TEXT NOT NULL,
  focus_ms INTEGER NOT NULL,
  sessions INTEGER NOT NULL,
  check_ins INTEGER NOT NULL,
  PRIMARY KEY (user_id, user_on)
) STRICT, WITHOUT ROWID;

CREATE TABLE dead_letters (
  id TEXT PRIMARY KEY,
  queue TEXT NOT NULL,
  body TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;
