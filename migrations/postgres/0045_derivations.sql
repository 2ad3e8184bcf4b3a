-- See SQLite's.
CREATE TABLE derivations (
    name text NOT NULL PRIMARY KEY,
    version bigint NOT NULL,
    after_practice uuid,
    after_client uuid
);

-- Photos that came with tries to sign what was taken back then: nobody reads them, and no erasure met them.
DELETE FROM consent_files WHERE EXISTS (SELECT 1 FROM consents c
    WHERE c.tenant_id = consent_files.tenant_id AND c.id = consent_files.consent_id
        AND c.signed_at IS NULL AND c.dropped_at IS NOT NULL);
CREATE INDEX consent_files_by_age ON consent_files (created_at);
