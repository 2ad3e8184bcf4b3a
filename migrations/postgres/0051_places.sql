-- Where visits are held: at the practice's own places, at the client's (a zone), or online.

-- travel_minutes: to and from a visit at the client's; null: the practice's figure. is_for_all: every service can be held
-- there, else those that place_services names. is_home: the practice's own
-- address, where visits without a place are. A place that a visit has is switched off, never deleted.
CREATE TABLE places (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('own', 'client', 'online')),
    address text NOT NULL DEFAULT '',
    link text NOT NULL DEFAULT '',
    travel_minutes bigint CHECK (travel_minutes BETWEEN 0 AND 720),
    is_for_all boolean NOT NULL DEFAULT TRUE,
    is_home boolean NOT NULL DEFAULT FALSE,
    is_default boolean NOT NULL DEFAULT FALSE,
    is_active boolean NOT NULL DEFAULT TRUE,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, slug)
);
CREATE UNIQUE INDEX places_one_default ON places (tenant_id) WHERE is_default;
CREATE UNIQUE INDEX places_one_home ON places (tenant_id) WHERE is_home;

CREATE TABLE place_services (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    place_id uuid NOT NULL,
    service_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, place_id, service_id),
    FOREIGN KEY (tenant_id, place_id) REFERENCES places (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id) ON DELETE CASCADE
);

-- The way between two own places; one row for both directions.
CREATE TABLE place_travel (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    from_id uuid NOT NULL,
    to_id uuid NOT NULL,
    minutes bigint NOT NULL CHECK (minutes BETWEEN 0 AND 720),
    PRIMARY KEY (tenant_id, from_id, to_id),
    FOREIGN KEY (tenant_id, from_id) REFERENCES places (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, to_id) REFERENCES places (tenant_id, id) ON DELETE CASCADE,
    CHECK (from_id < to_id)
);

-- Between two places for which nothing else is said.
ALTER TABLE tenants ADD COLUMN travel_minutes bigint NOT NULL DEFAULT 0 CHECK (travel_minutes BETWEEN 0 AND 720);
-- Null: for visits at any place.
ALTER TABLE working_hours ADD COLUMN place_id uuid;
-- Null: at home. The address is the client's, of a visit there.
ALTER TABLE appointments ADD COLUMN place_id uuid;
ALTER TABLE appointments ADD COLUMN place_address text NOT NULL DEFAULT '';
CREATE INDEX appointments_by_place ON appointments (tenant_id, place_id) WHERE place_id IS NOT NULL;
-- The visit's place once more, written as text, for the search that reads a window's visits as one text.
ALTER TABLE allocations ADD COLUMN place text;
