-- Where visits are held: at the practice's own places, at the client's (a zone), or online.

-- travel_minutes: to and from a visit at the client's; null: the practice's figure. is_for_all: every service can be held
-- there, else those that place_services names. is_home: the practice's own
-- address, where visits without a place are. A place that a visit has is switched off, never deleted.
CREATE TABLE places (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('own', 'client', 'online')),
    address TEXT NOT NULL DEFAULT '',
    link TEXT NOT NULL DEFAULT '',
    travel_minutes INTEGER CHECK (travel_minutes BETWEEN 0 AND 720),
    is_for_all INTEGER NOT NULL DEFAULT 1 CHECK (is_for_all IN (0, 1)),
    is_home INTEGER NOT NULL DEFAULT 0 CHECK (is_home IN (0, 1)),
    is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, slug)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX places_one_default ON places (tenant_id) WHERE is_default;
CREATE UNIQUE INDEX places_one_home ON places (tenant_id) WHERE is_home;

CREATE TABLE place_services (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    place_id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, place_id, service_id),
    FOREIGN KEY (tenant_id, place_id) REFERENCES places (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The way between two own places; one row for both directions.
CREATE TABLE place_travel (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    from_id BLOB NOT NULL,
    to_id BLOB NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 720),
    PRIMARY KEY (tenant_id, from_id, to_id),
    FOREIGN KEY (tenant_id, from_id) REFERENCES places (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, to_id) REFERENCES places (tenant_id, id) ON DELETE CASCADE,
    CHECK (from_id < to_id)
) STRICT, WITHOUT ROWID;

-- Between two places for which nothing else is said.
ALTER TABLE tenants ADD COLUMN travel_minutes INTEGER NOT NULL DEFAULT 0 CHECK (travel_minutes BETWEEN 0 AND 720);
-- Null: for visits at any place.
ALTER TABLE working_hours ADD COLUMN place_id BLOB;
-- Null: at home. The address is the client's, of a visit there.
ALTER TABLE appointments ADD COLUMN place_id BLOB;
ALTER TABLE appointments ADD COLUMN place_address TEXT NOT NULL DEFAULT '';
CREATE INDEX appointments_by_place ON appointments (tenant_id, place_id) WHERE place_id IS NOT NULL;
-- The visit's place once more, written as text, for the search that reads a window's visits as one text.
ALTER TABLE allocations ADD COLUMN place TEXT;
