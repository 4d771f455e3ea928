-- The folder of a machine that editors open; without one it is the home folder of its user.
CREATE TABLE machine_folder (
  profile_id  TEXT NOT NULL,
  instance_id TEXT NOT NULL,
  folder      TEXT NOT NULL,
  PRIMARY KEY (profile_id, instance_id)
) STRICT;

-- The ports of machines that a person opened here and did not close: they are opened again after a sleep, another network or
-- a start.
CREATE TABLE kept_port (
  id          TEXT PRIMARY KEY,
  profile_id  TEXT    NOT NULL,
  instance_id TEXT    NOT NULL,
  node        INTEGER NOT NULL,
  -- the address on the machine, as an IP address
  host        TEXT    NOT NULL,
  port        INTEGER NOT NULL,
  -- the port of this computer
  local       INTEGER NOT NULL
) STRICT;
