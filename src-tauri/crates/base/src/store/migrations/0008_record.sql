-- The record is looked through by time. Kind and actor stand beside it, so that counting reads no line.
DROP INDEX activity_by_time;
CREATE INDEX activity_by_time ON activity (profile_id, at, kind, actor);
-- The same over all accounts, and for one machine.
CREATE INDEX activity_of_all ON activity (at, kind, actor);
CREATE INDEX activity_of_machine ON activity (profile_id, instance_id, at) WHERE instance_id IS NOT NULL;
