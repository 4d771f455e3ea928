-- What is out just now: one act for each thing of an account, whichever copy of the app is about it. Whoever holds it
-- counts it on for as long as it lives, so that one that was killed is known by its silence.
CREATE TABLE claim (
  profile_id TEXT    NOT NULL,
  -- 'machine:' and its id, or 'bulk'
  thing      TEXT    NOT NULL,
  -- what is out, in one word
  deed       TEXT    NOT NULL,
  -- what is left of it where it ends early, as JSON; '' where that is nothing
  rest       TEXT    NOT NULL,
  -- the run of the app that holds it
  owner      TEXT    NOT NULL,
  beat       INTEGER NOT NULL,
  PRIMARY KEY (profile_id, thing)
) STRICT;
-- 'vm' or 'bareMetal', by which the machine of a lease is looked for in its own list; '' until that is known. Its state may
-- be 'gone' from now on: the machine was taken for gone, and the lease asks if it is back.
ALTER TABLE lease ADD COLUMN kind TEXT NOT NULL DEFAULT '';
