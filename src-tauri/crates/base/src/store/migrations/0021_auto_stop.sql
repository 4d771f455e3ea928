-- A machine has a lease of each kind at most: one that ends at a time, one for when nobody uses it, and one for when it powers
-- itself off. SQLite changes no primary key, so the table is made anew.
CREATE TABLE lease_anew (
  profile_id   TEXT NOT NULL,
  instance_id  TEXT NOT NULL,
  -- 'time', 'idle' or 'poweredOff'
  ends_when    TEXT NOT NULL DEFAULT 'time',
  began_at     TEXT NOT NULL,
  ends_at      TEXT NOT NULL,
  action       TEXT NOT NULL,
  -- 'armed' (it waits for its condition), 'set' (it acts at its end), 'asks' or 'gone'
  state        TEXT NOT NULL,
  -- 'vm' or 'bareMetal'; '' until that is known
  kind         TEXT NOT NULL DEFAULT '',
  -- of 'idle': for how long, and up to which use of a GPU
  idle_minutes INTEGER,
  idle_percent INTEGER,
  -- of 'poweredOff': since when the machine was seen running; NULL before
  ran_at       TEXT,
  PRIMARY KEY (profile_id, instance_id, ends_when)
) STRICT;
INSERT INTO lease_anew (profile_id, instance_id, began_at, ends_at, action, state, kind)
  SELECT profile_id, instance_id, began_at, ends_at, action, state, kind FROM lease;
DROP TABLE lease;
ALTER TABLE lease_anew RENAME TO lease;
