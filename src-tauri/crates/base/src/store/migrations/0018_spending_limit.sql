-- What an account may spend per hour before a name must be typed, as a person set it: a decimal in the account's currency,
-- empty where nobody did.
ALTER TABLE profile ADD COLUMN spending_limit TEXT NOT NULL DEFAULT '';
