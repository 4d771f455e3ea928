-- Whether Voltdeck logs in on the machines of an account in the background, to read what their GPUs do: a person's choice, off
-- until it is made.
ALTER TABLE profile ADD COLUMN samples_gpus INTEGER NOT NULL DEFAULT 0;
