-- What goes out can be seen and changed by hand until it goes.

-- Words for this one message in place of the usual ones; null: the usual ones.
ALTER TABLE messages ADD COLUMN own_subject TEXT;
ALTER TABLE messages ADD COLUMN own_text TEXT;
-- Since when it is kept back by hand, while it still could go.
ALTER TABLE messages ADD COLUMN stopped_at TEXT;
ALTER TABLE messages ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
CREATE INDEX messages_to_clients ON messages (tenant_id, status, send_at, id) WHERE audience = 'client' AND kind <> 'mailing';
