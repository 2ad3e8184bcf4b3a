-- What a client might like to add to a service, in the practice's own words.
ALTER TABLE services ADD COLUMN upsell text NOT NULL DEFAULT '';

-- The public page's colour, one of a palette (empty: ours), and the mark of its logo (empty: none).
ALTER TABLE tenants ADD COLUMN brand text NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN logo text NOT NULL DEFAULT '';
CREATE TABLE practice_logos (
    tenant_id uuid PRIMARY KEY REFERENCES tenants (id),
    picture bytea NOT NULL,
    updated_at timestamptz NOT NULL
);
