-- Addresses that a practice had before: they go on leading to it, and nobody else gets them.
CREATE TABLE former_slugs (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    slug text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, slug)
);
CREATE INDEX former_slugs_by_slug ON former_slugs (slug);
