-- Who waits for a time, the times that came free, and to whom each was offered.

-- How it goes on by itself; without a row: on, half an hour, one person after the other.
CREATE TABLE waitlist_rules (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
    answer_minutes INTEGER NOT NULL CHECK (answer_minutes BETWEEN 10 AND 1440),
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id)
) STRICT, WITHOUT ROWID;

-- weekdays: a bit a day, Monday is 1. parts: morning 1, afternoon 2, evening 4. addons: slugs with commas.
-- given_*: what was given at joining and the card does not have. client_note is the client's, note the practice's own.
CREATE TABLE waitlist_entries (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    client_id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    variant_id BLOB,
    addons TEXT NOT NULL DEFAULT '',
    from_date TEXT NOT NULL,
    until_date TEXT NOT NULL,
    weekdays INTEGER NOT NULL CHECK (weekdays BETWEEN 1 AND 127),
    parts INTEGER NOT NULL CHECK (parts BETWEEN 1 AND 7),
    priority INTEGER NOT NULL DEFAULT 0 CHECK (priority IN (0, 1)),
    client_note TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL CHECK (source IN ('public', 'master', 'regular')),
    locale TEXT NOT NULL,
    given_name TEXT,
    given_phone TEXT,
    given_email TEXT,
    status TEXT NOT NULL CHECK (status IN ('open', 'booked', 'left', 'closed', 'ended')),
    appointment_id BLOB,
    version INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    ended_at TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id),
    FOREIGN KEY (tenant_id, variant_id) REFERENCES service_variants (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    CHECK (until_date >= from_date)
) STRICT, WITHOUT ROWID;
CREATE INDEX waitlist_entries_open ON waitlist_entries (tenant_id, until_date) WHERE status = 'open';
CREATE INDEX waitlist_entries_by_client ON waitlist_entries (tenant_id, client_id);
CREATE INDEX waitlist_entries_by_visit ON waitlist_entries (tenant_id, appointment_id);
CREATE INDEX waitlist_entries_by_service ON waitlist_entries (tenant_id, service_id);
CREATE INDEX waitlist_entries_by_variant ON waitlist_entries (tenant_id, variant_id);
CREATE INDEX waitlist_entries_ending ON waitlist_entries (until_date) WHERE status = 'open';

-- A time that came free while somebody waited: starts_at to ends_at is the visit that had it, without buffers.
-- next_at: when the next one is to be asked; null while somebody is, or nobody is left. attention: a person must choose.
CREATE TABLE waitlist_openings (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('cancellation', 'move', 'master')),
    appointment_id BLOB,
    status TEXT NOT NULL CHECK (status IN ('open', 'filled', 'taken', 'past')),
    next_at TEXT,
    attention INTEGER NOT NULL DEFAULT 0 CHECK (attention IN (0, 1)),
    created_at TEXT NOT NULL,
    ended_at TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    CHECK (ends_at > starts_at)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX waitlist_openings_open ON waitlist_openings (tenant_id, starts_at, ends_at) WHERE status = 'open';
CREATE INDEX waitlist_openings_due ON waitlist_openings (next_at) WHERE status = 'open';
CREATE INDEX waitlist_openings_over ON waitlist_openings (starts_at) WHERE status = 'open';
CREATE INDEX waitlist_openings_by_visit ON waitlist_openings (tenant_id, appointment_id);
CREATE INDEX waitlist_openings_by_start ON waitlist_openings (tenant_id, starts_at);

-- appointment_id: the hold, which becomes the visit. reasons: what its score was made of. message_id: the mail, which may be
-- forgotten. An opening is offered to one person at a time, and nobody is asked about two at once.
CREATE TABLE waitlist_offers (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    opening_id BLOB NOT NULL,
    entry_id BLOB NOT NULL,
    appointment_id BLOB NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'accepted', 'declined', 'expired', 'withdrawn')),
    score INTEGER NOT NULL,
    reasons TEXT NOT NULL CHECK (json_valid(reasons)),
    is_by_master INTEGER NOT NULL CHECK (is_by_master IN (0, 1)),
    message_id BLOB,
    expires_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    ended_at TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, opening_id) REFERENCES waitlist_openings (tenant_id, id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES waitlist_entries (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX waitlist_offers_of_opening ON waitlist_offers (tenant_id, opening_id) WHERE status = 'open';
CREATE UNIQUE INDEX waitlist_offers_of_entry ON waitlist_offers (tenant_id, entry_id) WHERE status = 'open';
CREATE INDEX waitlist_offers_by_opening ON waitlist_offers (tenant_id, opening_id);
CREATE INDEX waitlist_offers_by_entry ON waitlist_offers (tenant_id, entry_id);
CREATE INDEX waitlist_offers_by_visit ON waitlist_offers (tenant_id, appointment_id);

-- A page that was open before may still send something for the card.
CREATE TRIGGER waitlist_entries_of_erased BEFORE INSERT ON waitlist_entries WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.erased_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'an erased client stays erased');
END;
CREATE TRIGGER waitlist_entries_of_locked BEFORE INSERT ON waitlist_entries WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.locked_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;
