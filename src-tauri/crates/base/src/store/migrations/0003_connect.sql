-- The user for SSH that a person gave a machine.
CREATE TABLE machine_user (
  profile_id  TEXT NOT NULL,
  instance_id TEXT NOT NULL,
  user        TEXT NOT NULL,
  PRIMARY KEY (profile_id, instance_id)
) STRICT;

-- Where the machines of each signed-in profile are reached, from its last whole reading, so that the SSH config keeps
-- those of a profile that is not in front.
CREATE TABLE ssh_host (
  profile_id  TEXT    NOT NULL,
  instance_id TEXT    NOT NULL,
  node        INTEGER NOT NULL,
  -- 'vm' or 'bareMetal': each kind is read by itself
  kind        TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  host        TEXT    NOT NULL,
  port        INTEGER NOT NULL,
  user        TEXT    NOT NULL,
  PRIMARY KEY (profile_id, instance_id, node)
) STRICT;

-- Templates of cloud-init that the person saved. They are kept as they are: what looks like a secret is refused.
CREATE TABLE cloud_init_template (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  document   TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
