-- What a person set of an account. The sandbox is one like the others, and always there.
ALTER TABLE profile ADD COLUMN organization_id TEXT NOT NULL DEFAULT '';
ALTER TABLE profile ADD COLUMN currency TEXT NOT NULL DEFAULT 'USD';
ALTER TABLE profile ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey';
ALTER TABLE profile ADD COLUMN ssh_user TEXT NOT NULL DEFAULT '';
ALTER TABLE profile ADD COLUMN read_only INTEGER NOT NULL DEFAULT 0 CHECK (read_only IN (0, 1));
INSERT INTO profile (id, name, kind, created_at) VALUES ('sandbox', 'Sandbox', 'sandbox', '');
