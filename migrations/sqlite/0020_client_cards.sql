-- A locked card is used for nothing: what reaches one by a path that forgets to ask (Client::in_use) is refused here.
-- Not messages and media: with a trigger, SQLite looks through the rows that point at them at each insert. A locked card has
-- no address, and no upload begins for it.

CREATE TRIGGER clients_stay_locked BEFORE UPDATE ON clients WHEN OLD.locked_at IS NOT NULL AND NEW.locked_at IS NOT NULL AND (
    NEW.is_merged = 0 OR NEW.name <> OLD.name OR NEW.phone IS NOT NULL OR NEW.email IS NOT NULL OR NEW.allergies <> OLD.allergies
    OR NEW.address <> '' OR NEW.preferences <> '' OR NEW.marketing_at IS NOT NULL
    OR NEW.blocked_at IS NOT OLD.blocked_at) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;
CREATE TRIGGER client_notes_of_locked BEFORE INSERT ON client_notes WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.locked_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;
CREATE TRIGGER client_contacts_of_locked BEFORE INSERT ON client_contacts WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.locked_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;
CREATE TRIGGER client_tags_of_locked BEFORE INSERT ON client_tags WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.locked_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;
CREATE TRIGGER client_field_values_of_locked BEFORE INSERT ON client_field_values WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.locked_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;
CREATE TRIGGER client_subjects_of_locked BEFORE INSERT ON client_subjects WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.locked_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;
CREATE TRIGGER client_medical_notes_of_locked BEFORE INSERT ON client_medical_notes WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.locked_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;
CREATE TRIGGER client_links_of_locked BEFORE INSERT ON client_links WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id IN (NEW.client_id, NEW.other_id) AND c.locked_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;
CREATE TRIGGER client_merges_of_locked BEFORE INSERT ON client_merges WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id IN (NEW.winner_id, NEW.loser_id) AND c.locked_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;
CREATE TRIGGER appointments_of_locked BEFORE INSERT ON appointments WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.locked_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;
CREATE TRIGGER media_uploads_of_locked BEFORE INSERT ON media_uploads WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.locked_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;
CREATE TRIGGER media_shares_of_locked BEFORE INSERT ON media_shares WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.locked_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;
CREATE TRIGGER consents_of_locked BEFORE INSERT ON consents WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.locked_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;
CREATE TRIGGER me_links_of_locked BEFORE INSERT ON me_links WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.locked_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;
-- What is there already: a medical note, a visit that is moved or written about, a consent that was asked for.
CREATE TRIGGER client_medical_notes_stay_locked BEFORE UPDATE OF sealed ON client_medical_notes WHEN EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.locked_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;
CREATE TRIGGER appointments_stay_locked BEFORE UPDATE OF client_id, starts_at, client_note, internal_note ON appointments WHEN (
    NEW.client_id IS NOT OLD.client_id OR NEW.starts_at <> OLD.starts_at
    OR NEW.client_note NOT IN ('', OLD.client_note) OR NEW.internal_note NOT IN ('', OLD.internal_note)) AND EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.locked_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;
CREATE TRIGGER consents_stay_locked BEFORE UPDATE OF signed_at ON consents WHEN NEW.signed_at IS NOT NULL AND EXISTS (SELECT 1 FROM clients c
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.client_id AND c.locked_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'a locked card stays locked');
END;

-- A list of clients is written in small transactions, so that others write in between; its cards are hidden (is_merged) and
-- carry the try that writes them until one short transaction shows them all. They are indexed before they are shown: that
-- takes longest.
ALTER TABLE clients ADD COLUMN staged_by BLOB;
CREATE INDEX clients_staged ON clients (tenant_id, staged_by) WHERE staged_by IS NOT NULL;
-- The try under way; an earlier one shows nothing any more.
ALTER TABLE client_imports ADD COLUMN stage BLOB;

DROP TRIGGER clients_search_insert;
CREATE TRIGGER clients_search_insert AFTER INSERT ON clients WHEN NEW.is_merged = 0 OR NEW.staged_by IS NOT NULL BEGIN
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

DROP TRIGGER clients_search_gone;
CREATE TRIGGER clients_search_gone AFTER DELETE ON clients WHEN OLD.is_merged = 0 OR OLD.staged_by IS NOT NULL BEGIN
    INSERT INTO clients_fts (clients_fts, rowid, text)
        SELECT 'delete', doc, '  ' || replace(OLD.search, ' ', '  ') || ' ' FROM client_docs
        WHERE tenant_id = OLD.tenant_id AND client_id = OLD.id;
    UPDATE client_words SET clients = clients - 1 WHERE tenant_id = OLD.tenant_id AND word IN (
        SELECT value FROM json_each('["' || replace(replace(replace(OLD.search, '\', ''), '"', ''), ' ', '","') || '"]'));
    DELETE FROM client_words WHERE tenant_id = OLD.tenant_id AND clients < 1 AND word IN (
        SELECT value FROM json_each('["' || replace(replace(replace(OLD.search, '\', ''), '"', ''), ' ', '","') || '"]'));
    DELETE FROM client_docs WHERE tenant_id = OLD.tenant_id AND client_id = OLD.id;
END;

DROP TRIGGER clients_search_update;
CREATE TRIGGER clients_search_update AFTER UPDATE OF search, is_merged ON clients
    WHEN (NEW.search <> OLD.search OR NEW.is_merged <> OLD.is_merged) AND OLD.staged_by IS NULL BEGIN
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
