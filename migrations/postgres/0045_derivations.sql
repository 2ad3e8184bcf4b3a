-- See SQLite's.
CREATE TABLE derivations (
    name text NOT NULL PRIMARY KEY,
    version bigint NOT NULL,
    after_practice uuid,
    after_client uuid
);
