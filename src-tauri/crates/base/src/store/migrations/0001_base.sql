CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE profile (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  kind       TEXT NOT NULL,
  base_url   TEXT,
  -- whether its token was put into the keychain, so that a list of profiles needs no keychain
  token_kept INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL
) STRICT;

-- What was seen of every machine, kept when the provider forgets it.
CREATE TABLE machine (
  profile_id TEXT NOT NULL,
  id         TEXT NOT NULL,
  name       TEXT NOT NULL,
  tags       TEXT NOT NULL,
  gpus       INTEGER NOT NULL,
  price      TEXT,
  state      TEXT NOT NULL,
  created_at TEXT,
  first_seen TEXT NOT NULL,
  last_seen  TEXT NOT NULL,
  gone_at    TEXT,
  PRIMARY KEY (profile_id, id)
) STRICT;

CREATE TABLE activity (
  id          TEXT PRIMARY KEY,
  profile_id  TEXT NOT NULL,
  at          TEXT NOT NULL,
  subject     TEXT NOT NULL,
  deed        TEXT NOT NULL,
  mark        TEXT NOT NULL,
  effect      TEXT,
  instance_id TEXT,
  outcome     TEXT NOT NULL
) STRICT;
CREATE INDEX activity_by_time ON activity (profile_id, at);

CREATE TABLE lease (
  profile_id  TEXT NOT NULL,
  instance_id TEXT NOT NULL,
  began_at    TEXT NOT NULL,
  ends_at     TEXT NOT NULL,
  action      TEXT NOT NULL,
  -- 'set', 'asks' (found late: the person decides) or 'done'
  state       TEXT NOT NULL,
  PRIMARY KEY (profile_id, instance_id)
) STRICT;
