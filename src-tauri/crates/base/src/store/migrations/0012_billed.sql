-- What a bill is read by once the provider has forgotten the thing: what was sold, and at which price.
-- What an hour of a machine costs without the disk that is billed beside it, and an hour of that disk.
ALTER TABLE machine ADD COLUMN own_price TEXT;
ALTER TABLE machine ADD COLUMN disk_price TEXT;
-- The provider's words for its GPU and for how it is sold.
ALTER TABLE machine ADD COLUMN gpu_word TEXT;
ALTER TABLE machine ADD COLUMN terms TEXT;

-- Volumes as they were last seen.
CREATE TABLE volume (
  profile_id TEXT NOT NULL,
  id         TEXT NOT NULL,
  name       TEXT NOT NULL,
  price      TEXT,
  PRIMARY KEY (profile_id, id)
) STRICT;

-- The line is for the disk of the machine that it names. The kind of money back does not say so.
ALTER TABLE bill_line ADD COLUMN disk INTEGER NOT NULL DEFAULT 0 CHECK (disk IN (0, 1));
