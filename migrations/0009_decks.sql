-- Decks, who else may present them, and what is shown where: a frozen copy that opens its media to the people of that place.
CREATE TABLE decks (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL,
  title TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX decks_by_owner ON decks (owner_id, updated_at, id);

CREATE TABLE deck_slides (
  deck_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  media_id TEXT NOT NULL,
  caption TEXT NOT NULL,
  notes TEXT NOT NULL,
  PRIMARY KEY (deck_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX deck_slides_by_media ON deck_slides (media_id);

CREATE TABLE deck_shares (
  deck_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (deck_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX deck_shares_by_user ON deck_shares (user_id);

CREATE TABLE deck_showings (
  id TEXT PRIMARY KEY,
  deck_id TEXT NOT NULL,
  place_id TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  title TEXT NOT NULL,
  deck_created_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX deck_showings_by_deck ON deck_showings (deck_id);
CREATE INDEX deck_showings_by_age ON deck_showings (created_at);

CREATE TABLE deck_showing_slides (
  showing_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  media_id TEXT NOT NULL,
  caption TEXT NOT NULL,
  PRIMARY KEY (showing_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX deck_showing_slides_by_media ON deck_showing_slides (media_id);
