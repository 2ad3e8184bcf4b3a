-- Forms that clients sign, what services ask for, and what was signed.

-- A form's rules. How long a signature is valid and how it gates visits is read when somebody signs or books; what the
-- form says stands in its versions.
CREATE TABLE forms (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('treatment', 'photo', 'data', 'marketing', 'medical')),
    position bigint NOT NULL DEFAULT 0,
    -- Null: until it is withdrawn.
    valid_months bigint CHECK (valid_months BETWEEN 1 AND 120),
    -- Counts from so many hours after signing: a patch test.
    wait_hours bigint NOT NULL DEFAULT 0 CHECK (wait_hours BETWEEN 0 AND 720),
    -- Signed on the practice's own device only, never by link: a test was made.
    in_person boolean NOT NULL DEFAULT false,
    at_booking text NOT NULL CHECK (at_booking IN ('off', 'warn', 'stop')),
    at_start text NOT NULL CHECK (at_start IN ('off', 'warn', 'stop')),
    archived_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- What a form says. A published version never changes: the next edit makes another one.
CREATE TABLE form_versions (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    form_id uuid NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    content jsonb NOT NULL,
    published_at timestamptz,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, form_id, number),
    FOREIGN KEY (tenant_id, form_id) REFERENCES forms (tenant_id, id)
);
CREATE UNIQUE INDEX form_versions_one_draft ON form_versions (tenant_id, form_id) WHERE published_at IS NULL;

CREATE FUNCTION form_versions_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published form cannot be changed';
END $$;
CREATE TRIGGER form_versions_fixed BEFORE UPDATE OR DELETE ON form_versions FOR EACH ROW
    WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION form_versions_guard();
CREATE TRIGGER form_versions_not_emptied BEFORE TRUNCATE ON form_versions EXECUTE FUNCTION form_versions_guard();

-- What a service asks its clients to sign.
CREATE TABLE service_forms (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    service_id uuid NOT NULL,
    form_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, service_id, form_id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, id),
    FOREIGN KEY (tenant_id, form_id) REFERENCES forms (tenant_id, id)
);
CREATE INDEX service_forms_by_form ON service_forms (tenant_id, form_id);

-- A request to sign, and from signed_at on the record of it. document is sealed; hash is SHA-256 over what is sealed in it
-- and stays when the document is erased. The client is the card it was signed on: after two cards were merged
-- it is read with the one that stands.
CREATE TABLE consents (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    form_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('treatment', 'photo', 'data', 'marketing', 'medical')),
    client_id uuid NOT NULL,
    appointment_id uuid,
    locale text NOT NULL,
    requested_at timestamptz NOT NULL,
    -- When its link last went out.
    sent_at timestamptz,
    -- Taken back before it was signed.
    dropped_at timestamptz,
    version_id uuid,
    signed_at timestamptz,
    document bytea,
    hash bytea,
    -- A photo permission that includes showing them.
    allows_publishing boolean NOT NULL DEFAULT false,
    address text NOT NULL DEFAULT '',
    agent text NOT NULL DEFAULT '',
    valid_from timestamptz,
    valid_until timestamptz,
    withdrawn_at timestamptz,
    -- When it was noticed that it ran out.
    expired_at timestamptz,
    erased_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, form_id) REFERENCES forms (tenant_id, id),
    FOREIGN KEY (tenant_id, version_id) REFERENCES form_versions (tenant_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    CHECK ((signed_at IS NULL) = (hash IS NULL) AND (signed_at IS NULL) = (version_id IS NULL)
        AND (signed_at IS NULL) = (valid_from IS NULL)),
    CHECK ((document IS NOT NULL) = (signed_at IS NOT NULL AND erased_at IS NULL)),
    CHECK (signed_at IS NULL OR dropped_at IS NULL)
);
CREATE INDEX consents_by_client ON consents (tenant_id, client_id, form_id);
CREATE INDEX consents_by_appointment ON consents (tenant_id, appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX consents_expiring ON consents (valid_until) WHERE valid_until IS NOT NULL AND expired_at IS NULL;

-- What was destroyed on its client's request; writing here is what allows it. Read by nothing but the triggers and people.
CREATE TABLE consent_erasures (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    consent_id uuid NOT NULL,
    erased_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, consent_id),
    FOREIGN KEY (tenant_id, consent_id) REFERENCES consents (tenant_id, id)
);

-- What was signed stays as it is. It may be withdrawn or run out once; an erasure empties it and leaves the hash.
CREATE FUNCTION consents_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erasing boolean;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'a signed consent cannot be changed';
    ELSIF TG_OP = 'DELETE' THEN
        IF OLD.signed_at IS NOT NULL THEN
            RAISE EXCEPTION 'a signed consent cannot be changed';
        END IF;
        RETURN OLD;
    END IF;
    IF (NEW.tenant_id, NEW.id) IS DISTINCT FROM (OLD.tenant_id, OLD.id) THEN
        RAISE EXCEPTION 'a signed consent cannot be changed';
    END IF;
    IF OLD.signed_at IS NULL THEN
        RETURN NEW;
    END IF;
    erasing := NEW.document IS NULL AND NEW.address = '' AND NEW.agent = '' AND EXISTS (
        SELECT 1 FROM consent_erasures e WHERE e.tenant_id = OLD.tenant_id AND e.consent_id = OLD.id);
    IF (NEW.client_id, NEW.form_id, NEW.kind, NEW.appointment_id, NEW.locale, NEW.requested_at, NEW.dropped_at, NEW.version_id, NEW.signed_at,
            NEW.hash, NEW.allows_publishing, NEW.valid_from, NEW.valid_until)
        IS DISTINCT FROM
        (OLD.client_id, OLD.form_id, OLD.kind, OLD.appointment_id, OLD.locale, OLD.requested_at, OLD.dropped_at, OLD.version_id, OLD.signed_at,
            OLD.hash, OLD.allows_publishing, OLD.valid_from, OLD.valid_until)
        OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at)
        OR (OLD.expired_at IS NOT NULL AND NEW.expired_at IS DISTINCT FROM OLD.expired_at)
        OR (OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at)
        OR (NOT erasing AND (NEW.document, NEW.address, NEW.agent, NEW.erased_at)
            IS DISTINCT FROM (OLD.document, OLD.address, OLD.agent, OLD.erased_at))
    THEN
        RAISE EXCEPTION 'a signed consent cannot be changed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consents_signed BEFORE UPDATE OR DELETE ON consents FOR EACH ROW EXECUTE FUNCTION consents_guard();
CREATE TRIGGER consents_not_emptied BEFORE TRUNCATE ON consents EXECUTE FUNCTION consents_guard();

-- Photos that belong to answers, sealed. The document names each by its hash.
CREATE TABLE consent_files (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    consent_id uuid NOT NULL,
    field text NOT NULL,
    name text NOT NULL,
    hash bytea NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, consent_id) REFERENCES consents (tenant_id, id)
);
CREATE INDEX consent_files_by_consent ON consent_files (tenant_id, consent_id);

CREATE FUNCTION consent_files_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT 1 FROM consents c
                WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.consent_id AND c.signed_at IS NOT NULL)
        THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'DELETE' THEN
        IF NOT EXISTS (SELECT 1 FROM consents c
                WHERE c.tenant_id = OLD.tenant_id AND c.id = OLD.consent_id AND c.signed_at IS NOT NULL)
            OR EXISTS (SELECT 1 FROM consent_erasures e WHERE e.tenant_id = OLD.tenant_id AND e.consent_id = OLD.consent_id)
        THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'a signed consent cannot be changed';
END $$;
CREATE TRIGGER consent_files_fixed BEFORE INSERT OR UPDATE OR DELETE ON consent_files FOR EACH ROW EXECUTE FUNCTION consent_files_guard();
CREATE TRIGGER consent_files_not_emptied BEFORE TRUNCATE ON consent_files EXECUTE FUNCTION consent_files_guard();

-- Links to a request or to its signed copy. The token itself is never stored.
CREATE TABLE consent_links (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    consent_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, consent_id) REFERENCES consents (tenant_id, id)
);
CREATE INDEX consent_links_by_consent ON consent_links (tenant_id, consent_id);
