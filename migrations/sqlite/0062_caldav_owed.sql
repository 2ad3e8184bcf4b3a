-- What a sync has read and not finished yet is known to the database: a turn that breaks off loses nothing.

-- objects_seq rises with every change among the entries of others; taken_seq: up to which of them busy time was worked out.
ALTER TABLE calendar_sources ADD COLUMN objects_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calendar_sources ADD COLUMN taken_seq INTEGER NOT NULL DEFAULT 0;
UPDATE calendar_sources SET objects_seq = 1 WHERE kind = 'caldav';

-- path: '' where it never stood there. touched: what was done to it there, until it is put right.
-- refused, refused_at: what the server did not take, in short ('-': its removal).
CREATE TABLE calendar_writes_new (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    source_id BLOB NOT NULL,
    appointment_id BLOB NOT NULL,
    path TEXT NOT NULL,
    mark TEXT NOT NULL,
    said TEXT NOT NULL,
    changed TEXT CHECK (changed IN ('moved', 'deleted', 'refused')),
    changed_to TEXT,
    changed_at TEXT,
    touched TEXT CHECK (touched IN ('other', 'gone')),
    refused TEXT,
    refused_at TEXT,
    PRIMARY KEY (tenant_id, source_id, appointment_id),
    FOREIGN KEY (tenant_id, source_id) REFERENCES calendar_sources (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO calendar_writes_new (tenant_id, source_id, appointment_id, path, mark, said, changed, changed_to, changed_at)
    SELECT tenant_id, source_id, appointment_id, path, mark, said, changed, changed_to, changed_at FROM calendar_writes;
DROP TABLE calendar_writes;
ALTER TABLE calendar_writes_new RENAME TO calendar_writes;
CREATE INDEX calendar_writes_by_visit ON calendar_writes (tenant_id, appointment_id);
CREATE INDEX calendar_writes_changed ON calendar_writes (tenant_id, changed_at) WHERE changed IS NOT NULL;
