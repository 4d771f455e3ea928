-- Orders of accounts that were removed before anybody knew what came of them. They belong to no account that is left: their
-- tag tells whose list shows the machine.
CREATE TABLE forgotten_order (
    id           TEXT NOT NULL PRIMARY KEY,
    account      TEXT NOT NULL,
    forgotten_at TEXT NOT NULL,
    document     TEXT NOT NULL
) STRICT;
