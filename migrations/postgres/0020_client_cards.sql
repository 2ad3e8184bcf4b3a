-- A locked card is used for nothing: what reaches one by a path that forgets to ask (Client::in_use) is refused here.

CREATE FUNCTION clients_stay_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.is_merged OR NEW.name <> OLD.name OR NEW.phone IS NOT NULL OR NEW.email IS NOT NULL OR NEW.allergies <> OLD.allergies
            OR NEW.address <> '' OR NEW.preferences <> '' OR NEW.marketing_at IS NOT NULL
            OR NEW.blocked_at IS DISTINCT FROM OLD.blocked_at THEN
        RAISE EXCEPTION 'a locked card stays locked';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER clients_stay_locked BEFORE UPDATE ON clients FOR EACH ROW
    WHEN (OLD.locked_at IS NOT NULL AND NEW.locked_at IS NOT NULL) EXECUTE FUNCTION clients_stay_locked();

CREATE FUNCTION nothing_of_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM clients c
            WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.locked_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a locked card stays locked';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION no_family_of_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM clients c
            WHERE c.tenant_id = NEW.tenant_id AND c.id IN (NEW.client_id, NEW.other_id) AND c.locked_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a locked card stays locked';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION no_merge_of_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM clients c
            WHERE c.tenant_id = NEW.tenant_id AND c.id IN (NEW.winner_id, NEW.loser_id) AND c.locked_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a locked card stays locked';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER client_notes_of_locked BEFORE INSERT ON client_notes FOR EACH ROW EXECUTE FUNCTION nothing_of_locked();
CREATE TRIGGER client_contacts_of_locked BEFORE INSERT ON client_contacts FOR EACH ROW EXECUTE FUNCTION nothing_of_locked();
CREATE TRIGGER client_tags_of_locked BEFORE INSERT ON client_tags FOR EACH ROW EXECUTE FUNCTION nothing_of_locked();
CREATE TRIGGER client_field_values_of_locked BEFORE INSERT ON client_field_values FOR EACH ROW EXECUTE FUNCTION nothing_of_locked();
CREATE TRIGGER client_subjects_of_locked BEFORE INSERT ON client_subjects FOR EACH ROW EXECUTE FUNCTION nothing_of_locked();
CREATE TRIGGER client_medical_notes_of_locked BEFORE INSERT ON client_medical_notes FOR EACH ROW EXECUTE FUNCTION nothing_of_locked();
CREATE TRIGGER client_links_of_locked BEFORE INSERT ON client_links FOR EACH ROW EXECUTE FUNCTION no_family_of_locked();
CREATE TRIGGER client_merges_of_locked BEFORE INSERT ON client_merges FOR EACH ROW EXECUTE FUNCTION no_merge_of_locked();
CREATE TRIGGER appointments_of_locked BEFORE INSERT ON appointments FOR EACH ROW EXECUTE FUNCTION nothing_of_locked();
CREATE TRIGGER media_uploads_of_locked BEFORE INSERT ON media_uploads FOR EACH ROW EXECUTE FUNCTION nothing_of_locked();
CREATE TRIGGER media_shares_of_locked BEFORE INSERT ON media_shares FOR EACH ROW EXECUTE FUNCTION nothing_of_locked();
CREATE TRIGGER consents_of_locked BEFORE INSERT ON consents FOR EACH ROW EXECUTE FUNCTION nothing_of_locked();
CREATE TRIGGER me_links_of_locked BEFORE INSERT ON me_links FOR EACH ROW EXECUTE FUNCTION nothing_of_locked();
-- What is there already: a medical note, a visit that is moved or written about, a consent that was asked for.
CREATE TRIGGER client_medical_notes_stay_locked BEFORE UPDATE OF sealed ON client_medical_notes FOR EACH ROW EXECUTE FUNCTION nothing_of_locked();
CREATE TRIGGER appointments_stay_locked BEFORE UPDATE OF client_id, starts_at, client_note, internal_note ON appointments FOR EACH ROW
    WHEN (NEW.client_id IS DISTINCT FROM OLD.client_id OR NEW.starts_at <> OLD.starts_at
        OR NEW.client_note NOT IN ('', OLD.client_note) OR NEW.internal_note NOT IN ('', OLD.internal_note))
    EXECUTE FUNCTION nothing_of_locked();
CREATE TRIGGER consents_stay_locked BEFORE UPDATE OF signed_at ON consents FOR EACH ROW WHEN (NEW.signed_at IS NOT NULL) EXECUTE FUNCTION nothing_of_locked();

-- A list of clients is written in small transactions; its cards are hidden (is_merged) and carry the try that writes them
-- until one short transaction shows them all.
ALTER TABLE clients ADD COLUMN staged_by uuid;
CREATE INDEX clients_staged ON clients (tenant_id, staged_by) WHERE staged_by IS NOT NULL;
-- The try under way; an earlier one shows nothing any more.
ALTER TABLE client_imports ADD COLUMN stage uuid;
