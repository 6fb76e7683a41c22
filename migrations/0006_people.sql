-- People to each other: profiles, contacts, blocks and invitations by link. The index of names is rebuildable from them.
CREATE TABLE profiles (
  user_id TEXT PRIMARY KEY,
  handle TEXT UNIQUE,
  bio TEXT NOT NULL,
  discoverable INTEGER NOT NULL
) STRICT;

CREATE TABLE people_names (
  id INTEGER PRIMARY KEY,
  user_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE people_search USING fts5 (tokens, tokenize = 'unicode61', prefix = '1 2 3');

CREATE TABLE contacts (
  user_id TEXT NOT NULL,
  other_id TEXT NOT NULL,
  state TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (user_id, other_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE blocks (
  user_id TEXT NOT NULL,
  other_id TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (user_id, other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX blocks_by_other ON blocks (other_id);

CREATE TABLE person_invites (
  code TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  uses INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX person_invites_by_user ON person_invites (user_id);

CREATE TABLE person_invite_uses (
  code TEXT NOT NULL,
  user_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (code, user_id)
) STRICT, WITHOUT ROWID;
