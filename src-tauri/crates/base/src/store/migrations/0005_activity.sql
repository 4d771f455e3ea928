-- The activity list as the record of everything: what was asked for, what was seen to change, and what was told.
ALTER TABLE activity ADD COLUMN kind TEXT NOT NULL DEFAULT 'act';
-- who: 'you', 'voltdeck', 'provider', 'lease' or 'order'
ALTER TABLE activity ADD COLUMN actor TEXT NOT NULL DEFAULT 'you';
-- what it means for the money or the machine
ALTER TABLE activity ADD COLUMN meaning TEXT NOT NULL DEFAULT '';
-- price per hour of the thing at that moment
ALTER TABLE activity ADD COLUMN price TEXT;
-- where it is shown, as JSON
ALTER TABLE activity ADD COLUMN place TEXT;
-- method and path of what was sent, and what was answered; never a body
ALTER TABLE activity ADD COLUMN request TEXT;
ALTER TABLE activity ADD COLUMN answer TEXT;
-- the kind of notice of the system that copies this line; NULL where there is none
ALTER TABLE activity ADD COLUMN notice TEXT;
-- 'pending', 'held' (quiet or paused), 'told', 'off' or 'failed'
ALTER TABLE activity ADD COLUMN told TEXT;
ALTER TABLE activity ADD COLUMN told_why TEXT;
-- names the event, where it must be told no more than once whatever happens
ALTER TABLE activity ADD COLUMN once TEXT;
CREATE UNIQUE INDEX activity_once ON activity (profile_id, once) WHERE once IS NOT NULL;
CREATE INDEX activity_to_tell ON activity (told) WHERE told IN ('pending', 'held');
