-- Every room and conversation there is. The read model can be rebuilt from it, since objects cannot be listed by name.
CREATE TABLE actors (
  id TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO actors (id, created_at) SELECT id, created_at FROM rooms;
INSERT INTO actors (id, created_at) SELECT id, created_at FROM conversations;
