-- The directory of rooms: a read model, late by design and rebuildable from the rooms themselves.
CREATE TABLE rooms (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  visibility TEXT NOT NULL,
  plan TEXT NOT NULL,
  open_chat INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  seq INTEGER NOT NULL,
  schedule TEXT,
  live INTEGER NOT NULL,
  present INTEGER NOT NULL,
  member_count INTEGER NOT NULL,
  active_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX rooms_listed ON rooms (visibility, live DESC, active_at DESC, id DESC);

CREATE TABLE room_members (
  room_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  joined_at INTEGER NOT NULL,
  left_at INTEGER,
  PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX room_members_by_user ON room_members (user_id);

CREATE TABLE room_codes (
  code TEXT PRIMARY KEY,
  room_id TEXT NOT NULL,
  created_by TEXT NOT NULL,
  expires_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX room_codes_by_room ON room_codes (room_id);
