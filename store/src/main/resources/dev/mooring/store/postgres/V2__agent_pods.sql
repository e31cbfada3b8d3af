-- What an agent told last of its pods; null until it has.
ALTER TABLE agent ADD COLUMN pods jsonb;
