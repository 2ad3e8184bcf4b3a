-- What is erased or locked on a client's request, and how long things are kept.

-- Locked: records that must be kept stay, are found nowhere and used for nothing, until lock_ends_at. An erased or locked
-- card is_merged too, which keeps it out of every list and search.
ALTER TABLE clients ADD COLUMN locked_at timestamptz;
ALTER TABLE clients ADD COLUMN lock_ends_at timestamptz;
ALTER TABLE clients ADD COLUMN erased_at timestamptz;
CREATE INDEX clients_locked ON clients (tenant_id, lock_ends_at) WHERE locked_at IS NOT NULL;

-- What is known of somebody who is erased comes back by no path.
CREATE FUNCTION clients_stay_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.erased_at IS NULL OR NOT NEW.is_merged OR NEW.phone IS NOT NULL OR NEW.email IS NOT NULL OR NEW.name <> OLD.name THEN
        RAISE EXCEPTION 'an erased client stays erased';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER clients_stay_erased BEFORE UPDATE ON clients FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL)
    EXECUTE FUNCTION clients_stay_erased();

-- A page that was open before may still send something for the card.
CREATE FUNCTION nothing_of_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM clients c
            WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.erased_at IS NOT NULL) THEN
        RAISE EXCEPTION 'an erased client stays erased';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER client_notes_of_erased BEFORE INSERT ON client_notes FOR EACH ROW EXECUTE FUNCTION nothing_of_erased();
CREATE TRIGGER client_contacts_of_erased BEFORE INSERT ON client_contacts FOR EACH ROW EXECUTE FUNCTION nothing_of_erased();
CREATE TRIGGER client_subjects_of_erased BEFORE INSERT ON client_subjects FOR EACH ROW EXECUTE FUNCTION nothing_of_erased();
CREATE TRIGGER client_medical_notes_of_erased BEFORE INSERT ON client_medical_notes FOR EACH ROW EXECUTE FUNCTION nothing_of_erased();
CREATE TRIGGER media_uploads_of_erased BEFORE INSERT ON media_uploads FOR EACH ROW EXECUTE FUNCTION nothing_of_erased();
CREATE TRIGGER consents_of_erased BEFORE INSERT ON consents FOR EACH ROW EXECUTE FUNCTION nothing_of_erased();

-- The record that it was done: no name, only counts. reason: whose wish it was.
CREATE TABLE client_erasures (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    client_id uuid NOT NULL,
    what text NOT NULL CHECK (what IN ('erased', 'locked')),
    reason text NOT NULL CHECK (reason IN ('asked', 'rule', 'lock_ended', 'restored')),
    counts jsonb NOT NULL,
    erased_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, client_id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
);
CREATE INDEX client_erasures_by_time ON client_erasures (tenant_id, erased_at);

-- How many months what is kept; without a row, for ever. health_records is the least, the others are the most.
CREATE TABLE retention_rules (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    what text NOT NULL CHECK (what IN ('health_records', 'clients', 'messages', 'photos', 'consents')),
    months bigint NOT NULL CHECK (months BETWEEN 1 AND 600),
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, what)
);

CREATE INDEX messages_of_client ON messages (tenant_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX messages_by_age ON messages (tenant_id, created_at);
CREATE INDEX media_by_age ON media (tenant_id, taken_at);
CREATE INDEX consents_by_end ON consents (tenant_id, valid_until, withdrawn_at) WHERE document IS NOT NULL;
