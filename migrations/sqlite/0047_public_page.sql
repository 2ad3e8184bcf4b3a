-- What a client might like to add to a service, in the practice's own words.
ALTER TABLE services ADD COLUMN upsell TEXT NOT NULL DEFAULT '';

-- The public page's colour, one of a palette (empty: ours), and the mark of its logo (empty: none).
ALTER TABLE tenants ADD COLUMN brand TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN logo TEXT NOT NULL DEFAULT '';
CREATE TABLE practice_logos (
    tenant_id BLOB PRIMARY KEY REFERENCES tenants (id),
    picture BLOB NOT NULL,
    updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
