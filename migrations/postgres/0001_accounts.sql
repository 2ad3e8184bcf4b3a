-- People who sign in, the practices they belong to, and what guards the door.

CREATE TABLE tenants (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    name text NOT NULL,
    kind text NOT NULL,
    description text NOT NULL DEFAULT '',
    timezone text NOT NULL,
    locale text NOT NULL,
    currency text NOT NULL,
    country text,
    phone text,
    email text,
    address text NOT NULL DEFAULT '',
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'restricted', 'closed')),
    is_demo boolean NOT NULL DEFAULT false,
    setup_step text NOT NULL DEFAULT 'done',
    step_minutes bigint NOT NULL DEFAULT 15 CHECK (step_minutes BETWEEN 5 AND 240),
    notice_minutes bigint NOT NULL DEFAULT 120 CHECK (notice_minutes BETWEEN 0 AND 43200),
    horizon_days bigint NOT NULL DEFAULT 60 CHECK (horizon_days BETWEEN 1 AND 730),
    offer text NOT NULL DEFAULT 'all' CHECK (offer IN ('all', 'tight')),
    daily_limit bigint CHECK (daily_limit BETWEEN 1 AND 100),
    cancel_window_minutes bigint NOT NULL DEFAULT 1440 CHECK (cancel_window_minutes BETWEEN 0 AND 43200),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

-- What seals the practice's secrets, itself wrapped by the master key.
CREATE TABLE tenant_keys (
    tenant_id uuid PRIMARY KEY REFERENCES tenants (id),
    wrapped bytea NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    -- The address to sign in with, folded. Null while it is another account's and nobody has proved it to be this one's.
    email_key text UNIQUE,
    name text NOT NULL,
    password_hash text NOT NULL,
    locale text NOT NULL,
    email_verified_at timestamptz,
    totp_secret bytea,
    totp_enabled_at timestamptz,
    totp_last_step bigint NOT NULL DEFAULT 0,
    disabled_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE memberships (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    user_id uuid NOT NULL REFERENCES users (id),
    role text NOT NULL CHECK (role IN ('owner', 'manager', 'operator', 'content', 'finance', 'integrations', 'read_only')),
    -- When the user last signed in here or switched to it: where the next sign-in leads.
    used_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
);
CREATE INDEX memberships_by_user ON memberships (user_id);

CREATE TABLE invitations (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    email text NOT NULL,
    role text NOT NULL CHECK (role IN ('manager', 'operator', 'content', 'finance', 'integrations', 'read_only')),
    token_hash bytea NOT NULL UNIQUE,
    invited_by uuid NOT NULL REFERENCES users (id),
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE user_tokens (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    purpose text NOT NULL CHECK (purpose IN ('verify_email', 'reset_password', 'change_email')),
    token_hash bytea NOT NULL UNIQUE,
    data text,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE INDEX user_tokens_by_user ON user_tokens (user_id, purpose);

CREATE TABLE recovery_codes (
    user_id uuid NOT NULL REFERENCES users (id),
    code_hash bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (user_id, code_hash)
);

-- The cookie's session: the id is stored hashed, the data is opaque to SQL.
CREATE TABLE sessions (
    id text PRIMARY KEY,
    data bytea NOT NULL,
    expiry_date timestamptz NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expiry_date);

-- Who is signed in with which session: gives the list of own sessions and "sign out everywhere".
CREATE TABLE user_sessions (
    id text PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    address text NOT NULL DEFAULT '',
    agent text NOT NULL DEFAULT '',
    -- On an own device: lasts although it is not used for a while.
    is_remembered boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX user_sessions_by_user ON user_sessions (user_id);

-- A form that was sent after the session had run out; waits an hour for its writer.
CREATE TABLE drafts (
    user_id uuid PRIMARY KEY REFERENCES users (id),
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE rate_limits (
    key text NOT NULL,
    window_start timestamptz NOT NULL,
    hits bigint NOT NULL,
    PRIMARY KEY (key, window_start)
);
CREATE INDEX rate_limits_by_window ON rate_limits (window_start);
