-- By what a practice writes to its clients besides e-mail: an SMS gateway, a Telegram bot. sealed: the secrets under the
-- practice's key. token_hash: the part of the address for its news that nobody guesses.
CREATE TABLE channel_accounts (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    channel TEXT NOT NULL CHECK (channel IN ('sms', 'telegram')),
    provider TEXT NOT NULL CHECK (provider IN ('sms_ru', 'smsc', 'sms_aero', 'twilio', 'telegram')),
    -- What the provider calls it: a login, an account's number, the bot's name.
    account TEXT NOT NULL DEFAULT '',
    -- Who an SMS says it is from; empty: the gateway's own.
    sender TEXT NOT NULL DEFAULT '',
    last_four TEXT NOT NULL DEFAULT '',
    sealed BLOB NOT NULL,
    token_hash BLOB UNIQUE,
    -- Before e-mail, for clients who have not said what they like.
    is_first INTEGER NOT NULL DEFAULT 1 CHECK (is_first IN (0, 1)),
    -- Sums in millionths of this currency. part_micros: of one part, until the gateway says what it was. cap_micros: in a day.
    currency TEXT NOT NULL DEFAULT '',
    part_micros INTEGER NOT NULL DEFAULT 0 CHECK (part_micros >= 0),
    cap_micros INTEGER NOT NULL DEFAULT 0 CHECK (cap_micros >= 0),
    checked_at TEXT,
    -- What the provider said when it last refused.
    last_error TEXT,
    -- What a person must look at: the keys, the gateway's money, the day's cap.
    alarm TEXT CHECK (alarm IN ('keys', 'money', 'refused', 'cap')),
    alarmed_at TEXT,
    dismissed_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, channel)
) STRICT, WITHOUT ROWID;

-- How a client is reached by a channel, or is not: the phone that got nothing, the chat.
CREATE TABLE client_ways (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    client_id BLOB NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('sms', 'telegram')),
    -- The phone in E.164, the chat's number.
    address TEXT NOT NULL,
    -- Since when nothing arrives there, and why.
    failed_at TEXT,
    why TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, client_id, channel),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_ways_by_address ON client_ways (tenant_id, channel, address);

-- A message goes by one channel at a time; what was tried and given up is named. The check on the channel cannot be changed in
-- place here, and links point at messages: both tables are written anew.
CREATE TABLE messages_new (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    dedupe_key TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'telegram')),
    kind TEXT NOT NULL,
    audience TEXT NOT NULL CHECK (audience IN ('client', 'master')),
    locale TEXT NOT NULL,
    recipient TEXT NOT NULL,
    recipient_name TEXT NOT NULL DEFAULT '',
    client_id BLOB,
    appointment_id BLOB,
    data TEXT NOT NULL CHECK (json_valid(data)),
    subject TEXT,
    body_text TEXT,
    body_html TEXT,
    attachment TEXT,
    status TEXT NOT NULL CHECK (status IN ('queued', 'sent', 'failed', 'dropped')),
    send_at TEXT NOT NULL,
    not_after TEXT,
    leased_until TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    sent_at TEXT,
    dismissed_at TEXT,
    created_at TEXT NOT NULL,
    -- "telegram:blocked sms:cap": channels that were given up, and why.
    tried TEXT NOT NULL DEFAULT '',
    -- Since when it is tried by the channel it is at.
    channel_since TEXT,
    -- What it says by SMS or Telegram.
    short_text TEXT,
    -- Who carried it, and what they call it.
    provider TEXT,
    provider_id TEXT,
    parts INTEGER,
    -- In millionths of the currency: set aside before it is sent, then what the gateway says.
    cost_micros INTEGER,
    cost_currency TEXT,
    charged_at TEXT,
    -- "unsure": the gateway's answer was lost.
    delivery TEXT CHECK (delivery IN ('unsure', 'passed', 'delivered', 'read', 'failed')),
    delivery_at TEXT,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, dedupe_key),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id)
) STRICT;
INSERT INTO messages_new (tenant_id, id, dedupe_key, channel, kind, audience, locale, recipient, recipient_name, client_id,
        appointment_id, data, subject, body_text, body_html, attachment, status, send_at, not_after, leased_until, attempts,
        last_error, sent_at, dismissed_at, created_at)
    SELECT tenant_id, id, dedupe_key, channel, kind, audience, locale, recipient, recipient_name, client_id,
        appointment_id, data, subject, body_text, body_html, attachment, status, send_at, not_after, leased_until, attempts,
        last_error, sent_at, dismissed_at, created_at FROM messages;
CREATE TABLE links_new (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    purpose TEXT NOT NULL CHECK (purpose IN ('confirm', 'move', 'cancel', 'manage')),
    appointment_id BLOB NOT NULL,
    -- The message that it goes out with; null when a page showed it.
    message_id BLOB,
    expires_at TEXT NOT NULL,
    revoked_at TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    FOREIGN KEY (tenant_id, message_id) REFERENCES messages_new (tenant_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO links_new (tenant_id, id, token_hash, purpose, appointment_id, message_id, expires_at, revoked_at, created_at)
    SELECT tenant_id, id, token_hash, purpose, appointment_id, message_id, expires_at, revoked_at, created_at FROM links;
DROP TABLE links;
DROP TABLE messages;
-- What points at it follows.
ALTER TABLE messages_new RENAME TO messages;
ALTER TABLE links_new RENAME TO links;
CREATE INDEX links_by_appointment ON links (tenant_id, appointment_id);
CREATE INDEX messages_due ON messages (send_at) WHERE status = 'queued';
CREATE INDEX messages_failed ON messages (tenant_id, created_at) WHERE status = 'failed';
CREATE INDEX messages_by_appointment ON messages (tenant_id, appointment_id);
CREATE INDEX messages_of_client ON messages (tenant_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX messages_by_age ON messages (tenant_id, created_at);
CREATE INDEX messages_by_client ON messages (tenant_id, client_id, created_at);
CREATE INDEX messages_charged ON messages (tenant_id, charged_at) WHERE charged_at IS NOT NULL;
CREATE INDEX messages_by_provider ON messages (tenant_id, provider_id) WHERE provider_id IS NOT NULL;
