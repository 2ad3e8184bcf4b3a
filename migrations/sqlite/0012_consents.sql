-- Forms that clients sign, what services ask for, and what was signed.

-- A form's rules. How long a signature is valid and how it gates visits is read when somebody signs or books; what the
-- form says stands in its versions.
CREATE TABLE forms (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('treatment', 'photo', 'data', 'marketing', 'medical')),
    position INTEGER NOT NULL DEFAULT 0,
    -- Null: until it is withdrawn.
    valid_months INTEGER CHECK (valid_months BETWEEN 1 AND 120),
    -- Counts from so many hours after signing: a patch test.
    wait_hours INTEGER NOT NULL DEFAULT 0 CHECK (wait_hours BETWEEN 0 AND 720),
    -- Signed on the practice's own device only, never by link: a test was made.
    in_person INTEGER NOT NULL DEFAULT 0 CHECK (in_person IN (0, 1)),
    at_booking TEXT NOT NULL CHECK (at_booking IN ('off', 'warn', 'stop')),
    at_start TEXT NOT NULL CHECK (at_start IN ('off', 'warn', 'stop')),
    archived_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- What a form says. A published version never changes: the next edit makes another one.
CREATE TABLE form_versions (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    form_id BLOB NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    content TEXT NOT NULL CHECK (json_valid(content)),
    published_at TEXT,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, form_id, number),
    FOREIGN KEY (tenant_id, form_id) REFERENCES forms (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX form_versions_one_draft ON form_versions (tenant_id, form_id) WHERE published_at IS NULL;

CREATE TRIGGER form_versions_fixed BEFORE UPDATE ON form_versions WHEN OLD.published_at IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'a published form cannot be changed');
END;
CREATE TRIGGER form_versions_kept BEFORE DELETE ON form_versions WHEN OLD.published_at IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'a published form cannot be changed');
END;
-- INSERT OR REPLACE deletes without asking the triggers for DELETE.
CREATE TRIGGER form_versions_not_replaced BEFORE INSERT ON form_versions WHEN EXISTS (SELECT 1 FROM form_versions v
    WHERE v.tenant_id = NEW.tenant_id AND v.published_at IS NOT NULL
      AND (v.id = NEW.id OR (v.form_id = NEW.form_id AND v.number = NEW.number))) BEGIN
    SELECT RAISE(ABORT, 'a published form cannot be changed');
END;

-- What a service asks its clients to sign.
CREATE TABLE service_forms (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    service_id BLOB NOT NULL,
    form_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, service_id, form_id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id),
    FOREIGN KEY (tenant_id, form_id) REFERENCES forms (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX service_forms_by_form ON service_forms (tenant_id, form_id);

-- A request to sign, and from signed_at on the record of it. document is sealed; hash is SHA-256 over what is sealed in it
-- and stays when the document is erased. The client is the card it was signed on: after two cards were merged
-- it is read with the one that stands.
CREATE TABLE consents (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    form_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('treatment', 'photo', 'data', 'marketing', 'medical')),
    client_id BLOB NOT NULL,
    appointment_id BLOB,
    locale TEXT NOT NULL,
    requested_at TEXT NOT NULL,
    -- When its link last went out.
    sent_at TEXT,
    -- Taken back before it was signed.
    dropped_at TEXT,
    version_id BLOB,
    signed_at TEXT,
    document BLOB,
    hash BLOB,
    -- A photo permission that includes showing them.
    allows_publishing INTEGER NOT NULL DEFAULT 0 CHECK (allows_publishing IN (0, 1)),
    address TEXT NOT NULL DEFAULT '',
    agent TEXT NOT NULL DEFAULT '',
    valid_from TEXT,
    valid_until TEXT,
    withdrawn_at TEXT,
    -- When it was noticed that it ran out.
    expired_at TEXT,
    erased_at TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, form_id) REFERENCES forms (tenant_id, id),
    FOREIGN KEY (tenant_id, version_id) REFERENCES form_versions (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    CHECK ((signed_at IS NULL) = (hash IS NULL) AND (signed_at IS NULL) = (version_id IS NULL)
        AND (signed_at IS NULL) = (valid_from IS NULL)),
    CHECK ((document IS NOT NULL) = (signed_at IS NOT NULL AND erased_at IS NULL)),
    CHECK (signed_at IS NULL OR dropped_at IS NULL)
) STRICT;
CREATE INDEX consents_by_client ON consents (tenant_id, client_id, form_id);
CREATE INDEX consents_by_appointment ON consents (tenant_id, appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX consents_expiring ON consents (valid_until) WHERE valid_until IS NOT NULL AND expired_at IS NULL;

-- What was destroyed on its client's request; writing here is what allows it. Read by nothing but the triggers and people.
CREATE TABLE consent_erasures (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    consent_id BLOB NOT NULL,
    erased_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, consent_id),
    FOREIGN KEY (tenant_id, consent_id) REFERENCES consents (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- What was signed stays as it is. It may be withdrawn or run out once; an erasure empties it and leaves the hash.
CREATE TRIGGER consents_signed BEFORE UPDATE ON consents WHEN
    NEW.tenant_id <> OLD.tenant_id OR NEW.id <> OLD.id
    OR (OLD.signed_at IS NOT NULL AND (
        NEW.client_id IS NOT OLD.client_id OR NEW.form_id IS NOT OLD.form_id OR NEW.kind IS NOT OLD.kind
        OR NEW.appointment_id IS NOT OLD.appointment_id
        OR NEW.locale IS NOT OLD.locale OR NEW.requested_at IS NOT OLD.requested_at OR NEW.dropped_at IS NOT OLD.dropped_at
        OR NEW.version_id IS NOT OLD.version_id OR NEW.signed_at IS NOT OLD.signed_at OR NEW.hash IS NOT OLD.hash
        OR NEW.allows_publishing IS NOT OLD.allows_publishing OR NEW.valid_from IS NOT OLD.valid_from
        OR NEW.valid_until IS NOT OLD.valid_until
        OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NOT OLD.withdrawn_at)
        OR (OLD.expired_at IS NOT NULL AND NEW.expired_at IS NOT OLD.expired_at)
        OR (OLD.erased_at IS NOT NULL AND NEW.erased_at IS NOT OLD.erased_at)
        OR ((NEW.document IS NOT OLD.document OR NEW.address IS NOT OLD.address OR NEW.agent IS NOT OLD.agent
                OR NEW.erased_at IS NOT OLD.erased_at)
            AND NOT (NEW.document IS NULL AND NEW.address = '' AND NEW.agent = '' AND EXISTS (SELECT 1 FROM consent_erasures e
                WHERE e.tenant_id = OLD.tenant_id AND e.consent_id = OLD.id))))) BEGIN
    SELECT RAISE(ABORT, 'a signed consent cannot be changed');
END;
CREATE TRIGGER consents_kept BEFORE DELETE ON consents WHEN OLD.signed_at IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'a signed consent cannot be changed');
END;
CREATE TRIGGER consents_not_replaced BEFORE INSERT ON consents WHEN EXISTS (SELECT 1 FROM consents c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'a signed consent cannot be changed');
END;

-- Photos that belong to answers, sealed. The document names each by its hash.
CREATE TABLE consent_files (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    consent_id BLOB NOT NULL,
    field TEXT NOT NULL,
    name TEXT NOT NULL,
    hash BLOB NOT NULL,
    sealed BLOB NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, consent_id) REFERENCES consents (tenant_id, id)
) STRICT;
CREATE INDEX consent_files_by_consent ON consent_files (tenant_id, consent_id);
CREATE TRIGGER consent_files_fixed BEFORE UPDATE ON consent_files BEGIN
    SELECT RAISE(ABORT, 'a signed consent cannot be changed');
END;
CREATE TRIGGER consent_files_kept BEFORE DELETE ON consent_files WHEN
    EXISTS (SELECT 1 FROM consents c WHERE c.tenant_id = OLD.tenant_id AND c.id = OLD.consent_id AND c.signed_at IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM consent_erasures e WHERE e.tenant_id = OLD.tenant_id AND e.consent_id = OLD.consent_id) BEGIN
    SELECT RAISE(ABORT, 'a signed consent cannot be changed');
END;
CREATE TRIGGER consent_files_not_added BEFORE INSERT ON consent_files WHEN
    EXISTS (SELECT 1 FROM consent_files f WHERE f.tenant_id = NEW.tenant_id AND f.id = NEW.id)
    OR EXISTS (SELECT 1 FROM consents c WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.consent_id AND c.signed_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a signed consent cannot be changed');
END;

-- Links to a request or to its signed copy. The token itself is never stored.
CREATE TABLE consent_links (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    consent_id BLOB NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, consent_id) REFERENCES consents (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX consent_links_by_consent ON consent_links (tenant_id, consent_id);
