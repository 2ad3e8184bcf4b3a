-- Calendars outside that are read and written (CalDAV).

-- kind address: read alone, sealed is the address. kind caldav: sealed is the address, the name and the password.
-- collection: the calendar that was chosen of `calendars`. content: what an entry tells of a visit. sync_token: what is known of it.
-- seen_seq: up to which of the practice's events its visits are written.
ALTER TABLE calendar_sources ADD COLUMN kind TEXT NOT NULL DEFAULT 'address' CHECK (kind IN ('address', 'caldav'));
ALTER TABLE calendar_sources ADD COLUMN collection TEXT;
ALTER TABLE calendar_sources ADD COLUMN calendars TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(calendars));
ALTER TABLE calendar_sources ADD COLUMN content TEXT NOT NULL DEFAULT 'first_name'
    CHECK (content IN ('busy', 'first_name', 'full_name'));
ALTER TABLE calendar_sources ADD COLUMN is_written INTEGER NOT NULL DEFAULT 0 CHECK (is_written IN (0, 1));
ALTER TABLE calendar_sources ADD COLUMN sync_token TEXT;
ALTER TABLE calendar_sources ADD COLUMN seen_seq INTEGER NOT NULL DEFAULT 0;

-- Entries of others, as they stand there.
CREATE TABLE calendar_objects (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    source_id BLOB NOT NULL,
    path TEXT NOT NULL,
    mark TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (tenant_id, source_id, path),
    FOREIGN KEY (tenant_id, source_id) REFERENCES calendar_sources (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Our visits as they were written there. mark: their version there, '' where it is not known; said: what was written, in short.
-- changed: what somebody did to it there; changed_to: where it was moved.
CREATE TABLE calendar_writes (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    source_id BLOB NOT NULL,
    appointment_id BLOB NOT NULL,
    path TEXT NOT NULL,
    mark TEXT NOT NULL,
    said TEXT NOT NULL,
    changed TEXT CHECK (changed IN ('moved', 'deleted')),
    changed_to TEXT,
    changed_at TEXT,
    PRIMARY KEY (tenant_id, source_id, appointment_id),
    FOREIGN KEY (tenant_id, source_id) REFERENCES calendar_sources (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX calendar_writes_by_visit ON calendar_writes (tenant_id, appointment_id);
CREATE INDEX calendar_writes_changed ON calendar_writes (tenant_id, changed_at) WHERE changed IS NOT NULL;
