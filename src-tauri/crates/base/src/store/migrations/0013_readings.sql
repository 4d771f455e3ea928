-- A report as it is read in. Its rows come part by part, so that nobody waits for a month of a million lines, and none of
-- them is shown before bill_month has its id. What no bill_month has is under way, or was left behind, and is cleared.
CREATE TABLE bill_reading (
  id    INTEGER PRIMARY KEY,
  -- The profile. Tables with a profile_id are emptied in one transaction when it is forgotten; the rows of a month are not.
  -- None: it is being cleared, and can no longer be shown.
  owner TEXT
) STRICT;
INSERT INTO bill_reading (id, owner) SELECT id, profile_id FROM bill_month;

-- Lines lie in the order of their ids. Their place by size is kept, so that a page of them is found and not sorted out.
CREATE TABLE bill_line_of_reading (
  month_id    INTEGER NOT NULL REFERENCES bill_reading (id),
  id          TEXT    NOT NULL,
  -- from 0, the largest first, whatever its sign, then by id
  rank        INTEGER NOT NULL,
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
  note        TEXT,
  -- it is for the disk of the machine that it names; the kind of money back does not say so
  disk        INTEGER NOT NULL DEFAULT 0 CHECK (disk IN (0, 1)),
  PRIMARY KEY (month_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO bill_line_of_reading
SELECT month_id, id, row_number() OVER (PARTITION BY month_id ORDER BY max(amount, -amount) DESC, id) - 1,
       kind, part, resource, created, completed, begun, ended, amount, total, amount_text, note, disk
FROM bill_line ORDER BY month_id, id;
DROP TABLE bill_line;
ALTER TABLE bill_line_of_reading RENAME TO bill_line;

-- A table of its own and no index: it is written in its own order, not in that of the ids.
CREATE TABLE bill_order (
  month_id INTEGER NOT NULL REFERENCES bill_reading (id),
  rank     INTEGER NOT NULL,
  id       TEXT    NOT NULL,
  PRIMARY KEY (month_id, rank)
) STRICT, WITHOUT ROWID;
INSERT INTO bill_order SELECT month_id, rank, id FROM bill_line ORDER BY month_id, rank;

-- The others as they were, of a reading.
CREATE TABLE bill_day_of_reading (
  month_id INTEGER NOT NULL REFERENCES bill_reading (id),
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
INSERT INTO bill_day_of_reading SELECT month_id, day, part, resource, printed, by_kind, lines FROM bill_day;
DROP TABLE bill_day;
ALTER TABLE bill_day_of_reading RENAME TO bill_day;

CREATE TABLE bill_use_of_reading (
  month_id INTEGER NOT NULL REFERENCES bill_reading (id),
  part     TEXT    NOT NULL,
  resource TEXT    NOT NULL,
  seconds  INTEGER NOT NULL,
  PRIMARY KEY (month_id, part, resource)
) STRICT, WITHOUT ROWID;
INSERT INTO bill_use_of_reading SELECT month_id, part, resource, seconds FROM bill_use;
DROP TABLE bill_use;
ALTER TABLE bill_use_of_reading RENAME TO bill_use;

CREATE TABLE bill_problem_of_reading (
  month_id INTEGER NOT NULL REFERENCES bill_reading (id),
  label    TEXT    NOT NULL,
  reason   TEXT    NOT NULL,
  -- its amount is in the sums all the same
  counted  INTEGER NOT NULL CHECK (counted IN (0, 1))
) STRICT;
INSERT INTO bill_problem_of_reading SELECT month_id, label, reason, counted FROM bill_problem ORDER BY rowid;
DROP TABLE bill_problem;
ALTER TABLE bill_problem_of_reading RENAME TO bill_problem;
CREATE INDEX bill_problem_of_month ON bill_problem (month_id);
