-- What a month may cost: all of an account, or what carries a tag.
CREATE TABLE budget (
  id         TEXT PRIMARY KEY,
  profile_id TEXT NOT NULL,
  -- empty for all
  tag        TEXT NOT NULL,
  -- as it was typed: a decimal in the currency of the account
  amount     TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX budget_of_a_tag ON budget (profile_id, tag);

-- Thresholds of the runway that it was told of, until the runway rises clearly above them again.
CREATE TABLE runway_told (
  profile_id TEXT NOT NULL,
  seconds    INTEGER NOT NULL,
  at         TEXT NOT NULL,
  PRIMARY KEY (profile_id, seconds)
) STRICT;

-- Whether money was ever paid in: without that a balance is no purse that runs out.
CREATE TABLE purse (
  profile_id   TEXT PRIMARY KEY,
  deposit_seen INTEGER NOT NULL CHECK (deposit_seen IN (0, 1)),
  -- the month, such as 2026-10, in which those of a year before it were looked through for one; empty for none
  looked_in    TEXT NOT NULL
) STRICT;

-- The day on which the token ends, as a person noted it; empty where nobody did. The provider does not tell it.
ALTER TABLE profile ADD COLUMN token_ends_on TEXT NOT NULL DEFAULT '';
