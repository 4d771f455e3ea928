-- The ledger: each month's report as it was last read, whole. Amounts are micro-dollars; a line whose amount is not exact
-- in them is a problem and no line.
CREATE TABLE bill_month (
  id            INTEGER PRIMARY KEY,
  profile_id    TEXT    NOT NULL,
  -- '2026-10', UTC
  month         TEXT    NOT NULL,
  read_at       TEXT    NOT NULL,
  -- as received
  balance_start TEXT,
  balance_delta TEXT,
  balance_end   TEXT,
  -- the readings of the signs under which it adds up, e.g. 'printed negated'
  fits          TEXT    NOT NULL,
  -- lines that had not ended when it was read
  open_lines    INTEGER NOT NULL,
  lines         INTEGER NOT NULL,
  -- of all lines, so that a closed month that changes is seen
  digest        TEXT    NOT NULL,
  UNIQUE (profile_id, month)
) STRICT;

CREATE TABLE bill_line (
  month_id    INTEGER NOT NULL REFERENCES bill_month (id) ON DELETE CASCADE,
  id          TEXT    NOT NULL,
  -- the provider's word, and where the line stands in a statement
  kind        TEXT    NOT NULL,
  part        TEXT    NOT NULL,
  -- the machine or volume
  resource    TEXT,
  -- microseconds since 1970
  created     INTEGER,
  completed   INTEGER,
  begun       INTEGER,
  ended       INTEGER,
  -- what falls into this month, and the whole, micro-dollars as printed
  amount      INTEGER NOT NULL,
  total       INTEGER,
  -- as received, where that is not the six places of the number
  amount_text TEXT,
  note        TEXT
) STRICT;
CREATE UNIQUE INDEX bill_line_by_id ON bill_line (month_id, id);

-- What fell on which day, so that no screen sums lines.
CREATE TABLE bill_day (
  month_id INTEGER NOT NULL REFERENCES bill_month (id) ON DELETE CASCADE,
  day      INTEGER NOT NULL,
  part     TEXT    NOT NULL,
  resource TEXT    NOT NULL,
  -- micro-dollars, as printed and signed by the kind of the line
  printed  INTEGER NOT NULL,
  by_kind  INTEGER NOT NULL,
  -- lines that begin in this month on this day, so that the sum is their number
  lines    INTEGER NOT NULL,
  PRIMARY KEY (month_id, day, part, resource)
) STRICT, WITHOUT ROWID;

-- For how long a resource was billed in a month, seconds.
CREATE TABLE bill_use (
  month_id INTEGER NOT NULL REFERENCES bill_month (id) ON DELETE CASCADE,
  part     TEXT    NOT NULL,
  resource TEXT    NOT NULL,
  seconds  INTEGER NOT NULL,
  PRIMARY KEY (month_id, part, resource)
) STRICT, WITHOUT ROWID;

-- What could not be read, or looks wrong.
CREATE TABLE bill_problem (
  month_id INTEGER NOT NULL REFERENCES bill_month (id) ON DELETE CASCADE,
  label    TEXT    NOT NULL,
  reason   TEXT    NOT NULL,
  -- its amount is in the sums all the same
  counted  INTEGER NOT NULL CHECK (counted IN (0, 1))
) STRICT;
CREATE INDEX bill_problem_of_month ON bill_problem (month_id);

-- A name that a person gave to what was billed before Voltdeck saw it.
CREATE TABLE bill_name (
  profile_id TEXT NOT NULL,
  resource   TEXT NOT NULL,
  name       TEXT NOT NULL,
  PRIMARY KEY (profile_id, resource)
) STRICT;

-- Which cost centre a resource belongs to: the first rule that fits. Empty fields fit everything.
CREATE TABLE cost_rule (
  profile_id  TEXT    NOT NULL,
  id          TEXT    NOT NULL PRIMARY KEY,
  position    INTEGER NOT NULL,
  name        TEXT    NOT NULL,
  tag         TEXT    NOT NULL,
  part        TEXT    NOT NULL,
  cost_centre TEXT    NOT NULL
) STRICT;
CREATE INDEX cost_rule_in_order ON cost_rule (profile_id, position);

-- An invoice that was compared, and a month that was closed.
CREATE TABLE bill_closing (
  profile_id TEXT NOT NULL,
  month      TEXT NOT NULL,
  invoice    TEXT,
  note       TEXT NOT NULL DEFAULT '',
  closed_at  TEXT,
  digest     TEXT,
  PRIMARY KEY (profile_id, month)
) STRICT;

ALTER TABLE machine ADD COLUMN gpu_model TEXT;
