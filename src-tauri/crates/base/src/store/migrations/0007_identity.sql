-- Where the private halves of pairs lie that were made here. A path is no secret; what stands in the file is kept nowhere.
CREATE TABLE key_pair (
  path    TEXT PRIMARY KEY,
  made_at TEXT NOT NULL
) STRICT;
