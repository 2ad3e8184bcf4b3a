-- Addresses that a practice had before: they go on leading to it, and nobody else gets them.
CREATE TABLE former_slugs (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    slug TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, slug)
) STRICT, WITHOUT ROWID;
CREATE INDEX former_slugs_by_slug ON former_slugs (slug);
