-- The practice's own words for a kind of message, by channel and language; where there are none, the catalogue's stand.
CREATE TABLE message_templates (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    kind text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('email', 'sms', 'telegram')),
    locale text NOT NULL CHECK (locale IN ('en', 'es', 'ru')),
    -- With variables in braces: "{date}".
    subject text NOT NULL,
    body text NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, kind, channel, locale)
);
