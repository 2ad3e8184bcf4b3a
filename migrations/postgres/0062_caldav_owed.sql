-- What a sync has read and not finished yet is known to the database: a turn that breaks off loses nothing.

-- objects_seq rises with every change among the entries of others; taken_seq: up to which of them busy time was worked out.
ALTER TABLE calendar_sources ADD COLUMN objects_seq bigint NOT NULL DEFAULT 0;
ALTER TABLE calendar_sources ADD COLUMN taken_seq bigint NOT NULL DEFAULT 0;
UPDATE calendar_sources SET objects_seq = 1 WHERE kind = 'caldav';

-- path: '' where it never stood there. touched: what was done to it there, until it is put right.
-- refused, refused_at: what the server did not take, in short ('-': its removal).
ALTER TABLE calendar_writes DROP CONSTRAINT calendar_writes_changed_check;
ALTER TABLE calendar_writes ADD CONSTRAINT calendar_writes_changed_check CHECK (changed IN ('moved', 'deleted', 'refused'));
ALTER TABLE calendar_writes ADD COLUMN touched text CHECK (touched IN ('other', 'gone'));
ALTER TABLE calendar_writes ADD COLUMN refused text;
ALTER TABLE calendar_writes ADD COLUMN refused_at timestamptz;
