-- By what a practice writes to its clients besides e-mail: an SMS gateway, a Telegram bot. sealed: the secrets under the
-- practice's key. token_hash: the part of the address for its news that nobody guesses.
CREATE TABLE channel_accounts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    channel text NOT NULL CHECK (channel IN ('sms', 'telegram')),
    provider text NOT NULL CHECK (provider IN ('sms_ru', 'smsc', 'sms_aero', 'twilio', 'telegram')),
    -- What the provider calls it: a login, an account's number, the bot's name.
    account text NOT NULL DEFAULT '',
    -- Who an SMS says it is from; empty: the gateway's own.
    sender text NOT NULL DEFAULT '',
    last_four text NOT NULL DEFAULT '',
    sealed bytea NOT NULL,
    token_hash bytea UNIQUE,
    -- Before e-mail, for clients who have not said what they like.
    is_first boolean NOT NULL DEFAULT true,
    -- Sums in millionths of this currency. part_micros: of one part, until the gateway says what it was. cap_micros: in a day.
    currency text NOT NULL DEFAULT '',
    part_micros bigint NOT NULL DEFAULT 0 CHECK (part_micros >= 0),
    cap_micros bigint NOT NULL DEFAULT 0 CHECK (cap_micros >= 0),
    checked_at timestamptz,
    -- What the provider said when it last refused.
    last_error text,
    -- What a person must look at: the keys, the gateway's money, the day's cap.
    alarm text CHECK (alarm IN ('keys', 'money', 'refused', 'cap')),
    alarmed_at timestamptz,
    dismissed_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, channel)
);

-- How a client is reached by a channel, or is not: the phone that got nothing, the chat.
CREATE TABLE client_ways (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    channel text NOT NULL CHECK (channel IN ('sms', 'telegram')),
    -- The phone in E.164, the chat's number.
    address text NOT NULL,
    -- Since when nothing arrives there, and why.
    failed_at timestamptz,
    why text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, client_id, channel),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
);
CREATE INDEX client_ways_by_address ON client_ways (tenant_id, channel, address);

-- A message goes by one channel at a time; what was tried and given up is named.
ALTER TABLE messages DROP CONSTRAINT messages_channel_check;
ALTER TABLE messages ADD CONSTRAINT messages_channel_check CHECK (channel IN ('email', 'sms', 'telegram'));
-- "telegram:blocked sms:cap": channels that were given up, and why.
ALTER TABLE messages ADD COLUMN tried text NOT NULL DEFAULT '';
-- Since when it is tried by the channel it is at.
ALTER TABLE messages ADD COLUMN channel_since timestamptz;
-- What it says by SMS or Telegram.
ALTER TABLE messages ADD COLUMN short_text text;
-- Who carried it, and what they call it.
ALTER TABLE messages ADD COLUMN provider text;
ALTER TABLE messages ADD COLUMN provider_id text;
ALTER TABLE messages ADD COLUMN parts bigint;
-- In millionths of the currency: set aside before it is sent, then what the gateway says.
ALTER TABLE messages ADD COLUMN cost_micros bigint;
ALTER TABLE messages ADD COLUMN cost_currency text;
ALTER TABLE messages ADD COLUMN charged_at timestamptz;
-- "unsure": the gateway's answer was lost.
ALTER TABLE messages ADD COLUMN delivery text CHECK (delivery IN ('unsure', 'passed', 'delivered', 'read', 'failed'));
ALTER TABLE messages ADD COLUMN delivery_at timestamptz;
CREATE INDEX messages_charged ON messages (tenant_id, charged_at) WHERE charged_at IS NOT NULL;
CREATE INDEX messages_by_provider ON messages (tenant_id, provider_id) WHERE provider_id IS NOT NULL;
