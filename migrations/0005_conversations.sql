-- The directory of conversations: a read model, late by design and rebuildable from the conversations themselves.
CREATE TABLE conversations (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  title TEXT,
  encryption TEXT NOT NULL,
  history TEXT NOT NULL,
  created_by TEXT NOT NULL,
  seq INTEGER NOT NULL,
  faces TEXT NOT NULL,
  member_count INTEGER NOT NULL,
  active_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE conversation_members (
  conversation_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  role TEXT NOT NULL,
  standing TEXT NOT NULL,
  joined_at INTEGER NOT NULL,
  left_at INTEGER,
  PRIMARY KEY (conversation_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_members_by_user ON conversation_members (user_id);

-- One direct conversation for two people, however both begin it at once; low_id < high_id.
CREATE TABLE direct_pairs (
  low_id TEXT NOT NULL,
  high_id TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  PRIMARY KEY (low_id, high_id)
) STRICT, WITHOUT ROWID;
