-- Where a machine was ordered from here. The provider's answers do not name it, and no reading takes it away.
CREATE TABLE machine_place (
  profile_id  TEXT NOT NULL,
  instance_id TEXT NOT NULL,
  -- the provider's id
  location_id TEXT NOT NULL,
  PRIMARY KEY (profile_id, instance_id)
) STRICT;
-- Orders of before have it in what is kept of them.
INSERT INTO machine_place (profile_id, instance_id, location_id)
SELECT profile_id, instance_id, place FROM (
  SELECT profile_id, instance_id,
         CASE WHEN json_valid(document) THEN json_extract(document, '$.metal.locationId') END AS place
  FROM jobs WHERE instance_id IS NOT NULL
) WHERE place <> '';
