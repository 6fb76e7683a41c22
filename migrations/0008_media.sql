-- What people keep: one row per file, the parts of what is still coming, and which places may see what was put there.
CREATE TABLE media (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT,
  kind TEXT,
  type TEXT,
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  declared_bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  sealed INTEGER NOT NULL,
  temporary INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  upload_id TEXT,
  width INTEGER,
  height INTEGER,
  frames INTEGER,
  duration_ms INTEGER,
  placeholder TEXT,
  waveform TEXT,
  variants TEXT NOT NULL,
  claimed_until INTEGER NOT NULL,
  expires_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX media_by_owner ON media (owner_id, created_at, id);
CREATE INDEX media_by_expiry ON media (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE media_parts (
  media_id TEXT NOT NULL,
  part INTEGER NOT NULL,
  etag TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (media_id, part)
) STRICT, WITHOUT ROWID;

-- `reason` is what put it there: the same file may be in a place twice, and leaves it with the last.
CREATE TABLE media_grants (
  media_id TEXT NOT NULL,
  place TEXT NOT NULL,
  reason TEXT NOT NULL,
  granted_at INTEGER NOT NULL,
  PRIMARY KEY (media_id, place, reason)
) STRICT, WITHOUT ROWID;
CREATE INDEX media_grants_by_reason ON media_grants (place, reason);
