-- The whole card: what is known of a client, notes, tags, custom fields, subjects, family, medical notes, merges; the search.

-- Search by any part of a name needs pg_trgm, within one tenant btree_gin. Both come with Postgres and whoever owns the
-- database may create them; where that is not so, say what is to be done.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE EXTENSION IF NOT EXISTS btree_gin;
EXCEPTION WHEN OTHERS THEN
    RAISE EXCEPTION 'searching clients needs the extensions pg_trgm and btree_gin, and this role cannot create them (%). Let a superuser run in this database: CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gin; then migrate again',
        SQLERRM;
END
$$;

ALTER TABLE clients ADD COLUMN birth_year bigint CHECK (birth_year BETWEEN 1850 AND 2200);
ALTER TABLE clients ADD COLUMN birth_month bigint CHECK (birth_month BETWEEN 1 AND 12);
ALTER TABLE clients ADD COLUMN birth_day bigint CHECK (birth_day BETWEEN 1 AND 31);
ALTER TABLE clients ADD COLUMN address text NOT NULL DEFAULT '';
ALTER TABLE clients ADD COLUMN preferences text NOT NULL DEFAULT '';
-- The channel they like to be written to by; '' is not known.
ALTER TABLE clients ADD COLUMN writes_by text NOT NULL DEFAULT '';
-- Who or what brought them; source is by which of our doors they came in.
ALTER TABLE clients ADD COLUMN came_from text NOT NULL DEFAULT '';
ALTER TABLE clients ADD COLUMN emergency_name text NOT NULL DEFAULT '';
ALTER TABLE clients ADD COLUMN emergency_phone text NOT NULL DEFAULT '';
-- Advertising is allowed from marketing_at (and how that was said) until marketing_ended_at.
ALTER TABLE clients ADD COLUMN marketing_at timestamptz;
ALTER TABLE clients ADD COLUMN marketing_origin text NOT NULL DEFAULT '';
ALTER TABLE clients ADD COLUMN marketing_ended_at timestamptz;
ALTER TABLE clients ADD COLUMN block_reason text NOT NULL DEFAULT '';
-- Merged into another card (client_merges says which): kept for undoing, and found nowhere.
ALTER TABLE clients ADD COLUMN is_merged boolean NOT NULL DEFAULT false;
-- The list in its order; clients_by_name held the merged ones too.
CREATE INDEX clients_listed ON clients (tenant_id, search, id) WHERE NOT is_merged;
DROP INDEX clients_by_name;
CREATE INDEX clients_by_birthday ON clients (tenant_id, birth_month, birth_day) WHERE birth_month IS NOT NULL;
CREATE INDEX clients_blocked ON clients (tenant_id, search, id) WHERE blocked_at IS NOT NULL;

-- Further ways to reach them: a second phone, a messenger's name. value_key is what is compared.
CREATE TABLE client_contacts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('phone', 'email', 'telegram', 'whatsapp', 'viber', 'instagram', 'other')),
    value text NOT NULL,
    value_key text NOT NULL,
    label text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
);
CREATE INDEX client_contacts_by_client ON client_contacts (tenant_id, client_id);
CREATE INDEX client_contacts_by_value ON client_contacts (tenant_id, value_key, client_id);

CREATE TABLE client_notes (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    author_id uuid REFERENCES users (id),
    body text NOT NULL,
    pinned_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
);
CREATE INDEX client_notes_by_client ON client_notes (tenant_id, client_id, created_at);

-- The one note of before becomes the first pinned one. clients.note is read no more.
INSERT INTO client_notes (tenant_id, id, client_id, body, pinned_at, created_at, updated_at)
    SELECT tenant_id, gen_random_uuid(), id, note, updated_at, updated_at, updated_at FROM clients WHERE note <> '';
UPDATE clients SET note = '' WHERE note <> '';

CREATE TABLE tags (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name_key)
);

CREATE TABLE client_tags (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    client_id uuid NOT NULL,
    tag_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, client_id, tag_id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, tag_id) REFERENCES tags (tenant_id, id)
);
CREATE INDEX client_tags_by_tag ON client_tags (tenant_id, tag_id, client_id);

-- What a practice wants to know besides: a curl, a chair's height, a club card's number.
CREATE TABLE client_fields (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('text', 'number', 'date', 'choice', 'yes_no')),
    choices jsonb NOT NULL DEFAULT '[]',
    position bigint NOT NULL DEFAULT 0,
    archived_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE client_field_values (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    client_id uuid NOT NULL,
    field_id uuid NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (tenant_id, client_id, field_id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, field_id) REFERENCES client_fields (tenant_id, id)
);
CREATE INDEX client_field_values_by_field ON client_field_values (tenant_id, field_id);

-- What a visit can be about: a pet, a car, a child without a card of its own.
CREATE TABLE client_subjects (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('pet', 'car', 'child', 'other')),
    name text NOT NULL,
    about text NOT NULL DEFAULT '',
    plate text NOT NULL DEFAULT '',
    vin text NOT NULL DEFAULT '',
    born_on date,
    note text NOT NULL DEFAULT '',
    archived_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
);
CREATE INDEX client_subjects_by_client ON client_subjects (tenant_id, client_id);

-- client_id books for other_id, who is their child, partner or relative.
CREATE TABLE client_links (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    client_id uuid NOT NULL,
    other_id uuid NOT NULL,
    relation text NOT NULL CHECK (relation IN ('child', 'partner', 'relative', 'other')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, client_id, other_id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, other_id) REFERENCES clients (tenant_id, id),
    CHECK (client_id <> other_id)
);
CREATE INDEX client_links_by_other ON client_links (tenant_id, other_id);

-- Sealed with the tenant's own key; in no search, no log, no event.
CREATE TABLE client_medical_notes (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    author_id uuid REFERENCES users (id),
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
);
CREATE INDEX client_medical_notes_by_client ON client_medical_notes (tenant_id, client_id, created_at);

-- What a visit is about besides the client, and who booked it for them: messages go to that person.
CREATE TABLE appointment_abouts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    appointment_id uuid NOT NULL,
    subject_id uuid,
    booker_id uuid,
    PRIMARY KEY (tenant_id, appointment_id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    FOREIGN KEY (tenant_id, subject_id) REFERENCES client_subjects (tenant_id, id),
    FOREIGN KEY (tenant_id, booker_id) REFERENCES clients (tenant_id, id)
);
CREATE INDEX appointment_abouts_by_subject ON appointment_abouts (tenant_id, subject_id) WHERE subject_id IS NOT NULL;
CREATE INDEX appointment_abouts_by_booker ON appointment_abouts (tenant_id, booker_id) WHERE booker_id IS NOT NULL;

-- loser's rows now hang on winner. moved: ids by table; filled: what winner's own fields were before. Both undo it.
CREATE TABLE client_merges (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    winner_id uuid NOT NULL,
    loser_id uuid NOT NULL,
    moved jsonb NOT NULL,
    filled jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    undone_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, winner_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, loser_id) REFERENCES clients (tenant_id, id)
);
CREATE INDEX client_merges_by_winner ON client_merges (tenant_id, winner_id, created_at);
CREATE INDEX client_merges_by_loser ON client_merges (tenant_id, loser_id, created_at);

-- A blocked client tried to book; they were not told why it did not work, the master is.
CREATE TABLE client_refusals (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    title text NOT NULL,
    starts_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    dismissed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, client_id, starts_at),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
);
CREATE INDEX client_refusals_open ON client_refusals (tenant_id, created_at) WHERE dismissed_at IS NULL;

-- Search: any part of clients.search within a tenant, and words like the one typed. Who was merged is not looked for.
CREATE INDEX clients_by_part ON clients USING gin (tenant_id, search gin_trgm_ops) WHERE NOT is_merged;
