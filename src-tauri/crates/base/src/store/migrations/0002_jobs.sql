-- Deploy jobs. What is searched has a column; the rest of a job is one JSON document without any secret.
CREATE TABLE jobs (
    id          TEXT    NOT NULL PRIMARY KEY,
    profile_id  TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    phase       TEXT    NOT NULL
        CHECK (phase IN ('planned', 'sent', 'accepted', 'up', 'refused', 'unknown', 'found', 'absent')),
    -- Its name is taken until it is settled: the index below makes a second order of that name impossible.
    open        INTEGER NOT NULL CHECK (open IN (0, 1)),
    instance_id TEXT,
    created_at  TEXT    NOT NULL,
    dismissed   INTEGER NOT NULL DEFAULT 0 CHECK (dismissed IN (0, 1)),
    document    TEXT    NOT NULL
) STRICT;

CREATE UNIQUE INDEX jobs_one_open_order_of_a_name ON jobs (profile_id, name) WHERE open = 1;
CREATE UNIQUE INDEX jobs_one_job_of_a_machine ON jobs (profile_id, instance_id) WHERE instance_id IS NOT NULL;
CREATE INDEX jobs_newest ON jobs (profile_id, created_at);
