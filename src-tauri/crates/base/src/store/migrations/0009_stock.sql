-- What is waited for until it is in stock: a preset of VMs, or GPUs of a location on a network.
CREATE TABLE stock_watch (
  id         TEXT    NOT NULL PRIMARY KEY,
  profile_id TEXT    NOT NULL,
  kind       TEXT    NOT NULL CHECK (kind IN ('vm', 'bareMetal')),
  -- id of the preset or of the location
  thing_id   TEXT    NOT NULL,
  network    TEXT    NOT NULL,
  -- GPUs at least; one for a preset
  least      INTEGER NOT NULL CHECK (least > 0),
  name       TEXT    NOT NULL,
  -- told each time it comes in, not only once
  keeps      INTEGER NOT NULL CHECK (keeps IN (0, 1)),
  -- it was seen sold out, or never seen, since it was last told
  armed      INTEGER NOT NULL CHECK (armed IN (0, 1)),
  in_stock   INTEGER,
  -- since when it is known to be sold out without a gap
  out_since  TEXT,
  seen_at    TEXT,
  told_at    TEXT,
  created_at TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX stock_watch_of_a_thing ON stock_watch (profile_id, kind, thing_id, network);

-- Times of stock and of none, as they were seen. The newest row of a thing goes on as long as it is seen so.
CREATE TABLE stock_seen (
  profile_id TEXT    NOT NULL,
  kind       TEXT    NOT NULL CHECK (kind IN ('vm', 'bareMetal')),
  thing_id   TEXT    NOT NULL,
  network    TEXT    NOT NULL,
  in_stock   INTEGER NOT NULL CHECK (in_stock IN (0, 1)),
  began_at   TEXT    NOT NULL,
  seen_at    TEXT    NOT NULL,
  -- it was otherwise a moment before, so that it began then and not at some time unseen
  exact      INTEGER NOT NULL CHECK (exact IN (0, 1)),
  PRIMARY KEY (profile_id, kind, thing_id, network, began_at)
) STRICT;

-- Standing orders. What is searched, and what bounds the buying, has a column; the rest is one JSON document without any
-- secret.
CREATE TABLE standing_order (
  id         TEXT    NOT NULL PRIMARY KEY,
  profile_id TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  state      TEXT    NOT NULL CHECK (state IN ('waiting', 'trying', 'bought', 'unknown', 'ended')),
  tries      INTEGER NOT NULL CHECK (tries >= 0),
  max_tries  INTEGER NOT NULL CHECK (max_tries > 0),
  created_at TEXT    NOT NULL,
  dismissed  INTEGER NOT NULL DEFAULT 0 CHECK (dismissed IN (0, 1)),
  document   TEXT    NOT NULL,
  CHECK (tries <= max_tries)
) STRICT;
CREATE UNIQUE INDEX standing_order_of_a_name ON standing_order (profile_id, name) WHERE state IN ('waiting', 'trying');

-- The standing order whose try a job is. Whatever happens, an order has no second job beside one that was not refused.
ALTER TABLE jobs ADD COLUMN order_id TEXT;
CREATE UNIQUE INDEX jobs_one_unrefused_of_an_order ON jobs (order_id) WHERE order_id IS NOT NULL AND phase <> 'refused';
