-- The practice's own words for a kind of message, by channel and language; where there are none, the catalogue's stand.
CREATE TABLE message_templates (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    kind TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'telegram')),
    locale TEXT NOT NULL CHECK (locale IN ('en', 'es', 'ru')),
    -- With variables in braces: "{date}".
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, kind, channel, locale)
) STRICT, WITHOUT ROWID;
