-- Columns that are made of others, such as clients.search of the name: which version of the program's rules they were last made
-- by, and after whom it goes on where that is under way. What is not named here was made by the first.
CREATE TABLE derivations (
    name TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    -- A client; NULL when all are done.
    after_practice BLOB,
    after_client BLOB
) STRICT;

-- Photos that came with tries to sign what was taken back then: nobody reads them, and no erasure met them.
DELETE FROM consent_files WHERE EXISTS (SELECT 1 FROM consents c
    WHERE c.tenant_id = consent_files.tenant_id AND c.id = consent_files.consent_id
        AND c.signed_at IS NULL AND c.dropped_at IS NOT NULL);
CREATE INDEX consent_files_by_age ON consent_files (created_at);
