-- What was last told of every machine and volume. What the provider shows beside it is told next, and this is written with
-- the telling, in one transaction: so each change is told once.
CREATE TABLE seen (
  profile_id  TEXT NOT NULL,
  -- 'vm', 'bareMetal' or 'volume'
  kind        TEXT NOT NULL,
  id          TEXT NOT NULL,
  name        TEXT,
  -- the provider's word for the state, and the word that is shown for it
  state       TEXT NOT NULL,
  word        TEXT NOT NULL,
  price       TEXT,
  address     TEXT,
  size_gb     INTEGER,
  -- when the state was told
  state_at    TEXT NOT NULL,
  -- since when it runs without having answered by SSH; NULL where nobody waits for that
  waits_since TEXT,
  PRIMARY KEY (profile_id, kind, id)
) STRICT;

-- Each of the provider's lists of an account.
CREATE TABLE seen_list (
  profile_id    TEXT NOT NULL,
  kind          TEXT NOT NULL,
  -- when it was first read whole: what was there by then was never news
  whole_at      TEXT,
  -- since when it cannot be read, where that was told
  failing_since TEXT,
  PRIMARY KEY (profile_id, kind)
) STRICT;
