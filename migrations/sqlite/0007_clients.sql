-- The whole card: what is known of a client, notes, tags, custom fields, subjects, family, medical notes, merges; the search.

ALTER TABLE clients ADD COLUMN birth_year INTEGER CHECK (birth_year BETWEEN 1850 AND 2200);
ALTER TABLE clients ADD COLUMN birth_month INTEGER CHECK (birth_month BETWEEN 1 AND 12);
ALTER TABLE clients ADD COLUMN birth_day INTEGER CHECK (birth_day BETWEEN 1 AND 31);
ALTER TABLE clients ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE clients ADD COLUMN preferences TEXT NOT NULL DEFAULT '';
-- The channel they like to be written to by; '' is not known.
ALTER TABLE clients ADD COLUMN writes_by TEXT NOT NULL DEFAULT '';
-- Who or what brought them; source is by which of our doors they came in.
ALTER TABLE clients ADD COLUMN came_from TEXT NOT NULL DEFAULT '';
ALTER TABLE clients ADD COLUMN emergency_name TEXT NOT NULL DEFAULT '';
ALTER TABLE clients ADD COLUMN emergency_phone TEXT NOT NULL DEFAULT '';
-- Advertising is allowed from marketing_at (and how that was said) until marketing_ended_at.
ALTER TABLE clients ADD COLUMN marketing_at TEXT;
ALTER TABLE clients ADD COLUMN marketing_origin TEXT NOT NULL DEFAULT '';
ALTER TABLE clients ADD COLUMN marketing_ended_at TEXT;
ALTER TABLE clients ADD COLUMN block_reason TEXT NOT NULL DEFAULT '';
-- Merged into another card (client_merges says which): kept for undoing, and found nowhere.
ALTER TABLE clients ADD COLUMN is_merged INTEGER NOT NULL DEFAULT 0 CHECK (is_merged IN (0, 1));
-- The list in its order; clients_by_name held the merged ones too.
CREATE INDEX clients_listed ON clients (tenant_id, search, id) WHERE NOT is_merged;
DROP INDEX clients_by_name;
CREATE INDEX clients_by_birthday ON clients (tenant_id, birth_month, birth_day) WHERE birth_month IS NOT NULL;
CREATE INDEX clients_blocked ON clients (tenant_id, search, id) WHERE blocked_at IS NOT NULL;

-- Further ways to reach them: a second phone, a messenger's name. value_key is what is compared.
CREATE TABLE client_contacts (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    client_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('phone', 'email', 'telegram', 'whatsapp', 'viber', 'instagram', 'other')),
    value TEXT NOT NULL,
    value_key TEXT NOT NULL,
    label TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_contacts_by_client ON client_contacts (tenant_id, client_id);
CREATE INDEX client_contacts_by_value ON client_contacts (tenant_id, value_key, client_id);

CREATE TABLE client_notes (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    client_id BLOB NOT NULL,
    author_id BLOB REFERENCES users (id),
    body TEXT NOT NULL,
    pinned_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_notes_by_client ON client_notes (tenant_id, client_id, created_at);

-- The one note of before becomes the first pinned one. clients.note is read no more.
INSERT INTO client_notes (tenant_id, id, client_id, body, pinned_at, created_at, updated_at)
    SELECT tenant_id, randomblob(16), id, note, updated_at, updated_at, updated_at FROM clients WHERE note <> '';
UPDATE clients SET note = '' WHERE note <> '';

CREATE TABLE tags (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE client_tags (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    client_id BLOB NOT NULL,
    tag_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, client_id, tag_id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, tag_id) REFERENCES tags (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_tags_by_tag ON client_tags (tenant_id, tag_id, client_id);

-- What a practice wants to know besides: a curl, a chair's height, a club card's number.
CREATE TABLE client_fields (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('text', 'number', 'date', 'choice', 'yes_no')),
    choices TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(choices)),
    position INTEGER NOT NULL DEFAULT 0,
    archived_at TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE client_field_values (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    client_id BLOB NOT NULL,
    field_id BLOB NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (tenant_id, client_id, field_id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, field_id) REFERENCES client_fields (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_field_values_by_field ON client_field_values (tenant_id, field_id);

-- What a visit can be about: a pet, a car, a child without a card of its own.
CREATE TABLE client_subjects (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    client_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('pet', 'car', 'child', 'other')),
    name TEXT NOT NULL,
    about TEXT NOT NULL DEFAULT '',
    plate TEXT NOT NULL DEFAULT '',
    vin TEXT NOT NULL DEFAULT '',
    born_on TEXT,
    note TEXT NOT NULL DEFAULT '',
    archived_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_subjects_by_client ON client_subjects (tenant_id, client_id);

-- client_id books for other_id, who is their child, partner or relative.
CREATE TABLE client_links (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    client_id BLOB NOT NULL,
    other_id BLOB NOT NULL,
    relation TEXT NOT NULL CHECK (relation IN ('child', 'partner', 'relative', 'other')),
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, client_id, other_id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, other_id) REFERENCES clients (tenant_id, id),
    CHECK (client_id <> other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_links_by_other ON client_links (tenant_id, other_id);

-- Sealed with the tenant's own key; in no search, no log, no event.
CREATE TABLE client_medical_notes (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    client_id BLOB NOT NULL,
    author_id BLOB REFERENCES users (id),
    sealed BLOB NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_medical_notes_by_client ON client_medical_notes (tenant_id, client_id, created_at);

-- What a visit is about besides the client, and who booked it for them: messages go to that person.
CREATE TABLE appointment_abouts (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    appointment_id BLOB NOT NULL,
    subject_id BLOB,
    booker_id BLOB,
    PRIMARY KEY (tenant_id, appointment_id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    FOREIGN KEY (tenant_id, subject_id) REFERENCES client_subjects (tenant_id, id),
    FOREIGN KEY (tenant_id, booker_id) REFERENCES clients (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX appointment_abouts_by_subject ON appointment_abouts (tenant_id, subject_id) WHERE subject_id IS NOT NULL;
CREATE INDEX appointment_abouts_by_booker ON appointment_abouts (tenant_id, booker_id) WHERE booker_id IS NOT NULL;

-- loser's rows now hang on winner. moved: ids by table; filled: what winner's own fields were before. Both undo it.
CREATE TABLE client_merges (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    winner_id BLOB NOT NULL,
    loser_id BLOB NOT NULL,
    moved TEXT NOT NULL CHECK (json_valid(moved)),
    filled TEXT NOT NULL CHECK (json_valid(filled)),
    created_at TEXT NOT NULL,
    undone_at TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, winner_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, loser_id) REFERENCES clients (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_merges_by_winner ON client_merges (tenant_id, winner_id, created_at);
CREATE INDEX client_merges_by_loser ON client_merges (tenant_id, loser_id, created_at);

-- A blocked client tried to book; they were not told why it did not work, the master is.
CREATE TABLE client_refusals (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    client_id BLOB NOT NULL,
    title TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    dismissed_at TEXT,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, client_id, starts_at),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_refusals_open ON client_refusals (tenant_id, created_at) WHERE dismissed_at IS NULL;

-- Search. clients_fts finds any three letters in a row; client_docs gives each client a number in its tenant's own range
-- (4,294,967,296 numbers a tenant), so that a search reads one tenant only; client_words holds the words of names, against
-- which typing errors are judged. All three follow clients.search by the triggers; Postgres has pg_trgm instead.
CREATE TABLE client_docs (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    client_id BLOB NOT NULL,
    doc INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, client_id),
    UNIQUE (tenant_id, doc)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_docs_by_doc ON client_docs (doc, tenant_id, client_id);

CREATE TABLE client_words (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    word TEXT NOT NULL,
    clients INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, word)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE clients_fts USING fts5 (text, tokenize = 'trigram', content = '', columnsize = 0);
-- What is taken out of the index is overwritten, not only marked.
INSERT INTO clients_fts (clients_fts, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER clients_search_insert AFTER INSERT ON clients WHEN NEW.is_merged = 0 BEGIN
    INSERT INTO client_docs (tenant_id, client_id, doc) VALUES (NEW.tenant_id, NEW.id, coalesce(
        (SELECT max(doc) + 1 FROM client_docs WHERE tenant_id = NEW.tenant_id),
        (SELECT (coalesce(max(doc), 0) / 4294967296 + 1) * 4294967296 FROM client_docs)));
    INSERT INTO clients_fts (rowid, text)
        SELECT doc, '  ' || replace(NEW.search, ' ', '  ') || ' ' FROM client_docs
        WHERE tenant_id = NEW.tenant_id AND client_id = NEW.id;
    INSERT INTO client_words (tenant_id, word, clients)
        SELECT DISTINCT NEW.tenant_id, value, 1
        FROM json_each('["' || replace(replace(replace(NEW.search, '\', ''), '"', ''), ' ', '","') || '"]')
        WHERE length(value) > 2 AND value NOT GLOB '*[0-9@]*'
        ON CONFLICT (tenant_id, word) DO UPDATE SET clients = clients + 1;
END;

CREATE TRIGGER clients_search_gone AFTER DELETE ON clients WHEN OLD.is_merged = 0 BEGIN
    INSERT INTO clients_fts (clients_fts, rowid, text)
        SELECT 'delete', doc, '  ' || replace(OLD.search, ' ', '  ') || ' ' FROM client_docs
        WHERE tenant_id = OLD.tenant_id AND client_id = OLD.id;
    UPDATE client_words SET clients = clients - 1 WHERE tenant_id = OLD.tenant_id AND word IN (
        SELECT value FROM json_each('["' || replace(replace(replace(OLD.search, '\', ''), '"', ''), ' ', '","') || '"]'));
    DELETE FROM client_words WHERE tenant_id = OLD.tenant_id AND clients < 1 AND word IN (
        SELECT value FROM json_each('["' || replace(replace(replace(OLD.search, '\', ''), '"', ''), ' ', '","') || '"]'));
    DELETE FROM client_docs WHERE tenant_id = OLD.tenant_id AND client_id = OLD.id;
END;

-- The old text is taken out, if it was in; the new one put in, if it is to be found.
CREATE TRIGGER clients_search_update AFTER UPDATE OF search, is_merged ON clients
    WHEN NEW.search <> OLD.search OR NEW.is_merged <> OLD.is_merged BEGIN
    INSERT INTO clients_fts (clients_fts, rowid, text)
        SELECT 'delete', doc, '  ' || replace(OLD.search, ' ', '  ') || ' ' FROM client_docs
        WHERE OLD.is_merged = 0 AND tenant_id = OLD.tenant_id AND client_id = OLD.id;
    UPDATE client_words SET clients = clients - 1 WHERE OLD.is_merged = 0 AND tenant_id = OLD.tenant_id AND word IN (
        SELECT value FROM json_each('["' || replace(replace(replace(OLD.search, '\', ''), '"', ''), ' ', '","') || '"]'));
    DELETE FROM client_words WHERE tenant_id = OLD.tenant_id AND clients < 1 AND word IN (
        SELECT value FROM json_each('["' || replace(replace(replace(OLD.search, '\', ''), '"', ''), ' ', '","') || '"]'));
    INSERT INTO client_docs (tenant_id, client_id, doc)
        SELECT NEW.tenant_id, NEW.id, coalesce(
            (SELECT max(doc) + 1 FROM client_docs WHERE tenant_id = NEW.tenant_id),
            (SELECT (coalesce(max(doc), 0) / 4294967296 + 1) * 4294967296 FROM client_docs))
        WHERE NEW.is_merged = 0
        ON CONFLICT (tenant_id, client_id) DO NOTHING;
    INSERT INTO clients_fts (rowid, text)
        SELECT doc, '  ' || replace(NEW.search, ' ', '  ') || ' ' FROM client_docs
        WHERE NEW.is_merged = 0 AND tenant_id = NEW.tenant_id AND client_id = NEW.id;
    INSERT INTO client_words (tenant_id, word, clients)
        SELECT DISTINCT NEW.tenant_id, value, 1
        FROM json_each('["' || replace(replace(replace(NEW.search, '\', ''), '"', ''), ' ', '","') || '"]')
        WHERE NEW.is_merged = 0 AND length(value) > 2 AND value NOT GLOB '*[0-9@]*'
        ON CONFLICT (tenant_id, word) DO UPDATE SET clients = clients + 1;
END;

-- Those who are there already, in the order of their ids: as if they had just been added.
INSERT INTO client_docs (tenant_id, client_id, doc)
    SELECT c.tenant_id, c.id, t.n * 4294967296 + row_number() OVER (PARTITION BY c.tenant_id ORDER BY c.id)
    FROM clients c JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM tenants) t ON t.id = c.tenant_id;
INSERT INTO clients_fts (rowid, text)
    SELECT d.doc, '  ' || replace(c.search, ' ', '  ') || ' ' FROM client_docs d
    JOIN clients c ON c.tenant_id = d.tenant_id AND c.id = d.client_id;
INSERT INTO client_words (tenant_id, word, clients)
    SELECT c.tenant_id, w.value, count(DISTINCT c.id)
    FROM clients c, json_each('["' || replace(replace(replace(c.search, '\', ''), '"', ''), ' ', '","') || '"]') w
    WHERE length(w.value) > 2 AND w.value NOT GLOB '*[0-9@]*'
    GROUP BY c.tenant_id, w.value;
