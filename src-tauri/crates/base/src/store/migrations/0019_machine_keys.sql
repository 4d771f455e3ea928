-- The keys that a machine was given by a deploy of ours, by their fingerprints: with these one logs in.
CREATE TABLE machine_key (
  profile_id  TEXT NOT NULL,
  instance_id TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  PRIMARY KEY (profile_id, instance_id, fingerprint)
) STRICT;
