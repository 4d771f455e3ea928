-- Deploy templates: what a wizard begins with, as its file has it. No price and no password is in one; cloud-init only where
-- the person said so, and what looks like a secret in it is refused.
CREATE TABLE deploy_template (
  id       TEXT PRIMARY KEY,
  name     TEXT NOT NULL COLLATE NOCASE UNIQUE,
  document TEXT NOT NULL,
  saved_at TEXT NOT NULL
) STRICT;
