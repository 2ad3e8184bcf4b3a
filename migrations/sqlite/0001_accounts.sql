-- People who sign in, the practices they belong to, and what guards the door.

CREATE TABLE tenants (
    id BLOB PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    timezone TEXT NOT NULL,
    locale TEXT NOT NULL,
    currency TEXT NOT NULL,
    country TEXT,
    phone TEXT,
    email TEXT,
    address TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'restricted', 'closed')),
    is_demo INTEGER NOT NULL DEFAULT 0 CHECK (is_demo IN (0, 1)),
    setup_step TEXT NOT NULL DEFAULT 'done',
    step_minutes INTEGER NOT NULL DEFAULT 15 CHECK (step_minutes BETWEEN 5 AND 240),
    notice_minutes INTEGER NOT NULL DEFAULT 120 CHECK (notice_minutes BETWEEN 0 AND 43200),
    horizon_days INTEGER NOT NULL DEFAULT 60 CHECK (horizon_days BETWEEN 1 AND 730),
    offer TEXT NOT NULL DEFAULT 'all' CHECK (offer IN ('all', 'tight')),
    daily_limit INTEGER CHECK (daily_limit BETWEEN 1 AND 100),
    cancel_window_minutes INTEGER NOT NULL DEFAULT 1440 CHECK (cancel_window_minutes BETWEEN 0 AND 43200),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

-- What seals the practice's secrets, itself wrapped by the master key.
CREATE TABLE tenant_keys (
    tenant_id BLOB PRIMARY KEY REFERENCES tenants (id),
    wrapped BLOB NOT NULL,
    created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
    id BLOB PRIMARY KEY,
    email TEXT NOT NULL,
    -- The address to sign in with, folded. Null while it is another account's and nobody has proved it to be this one's.
    email_key TEXT UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    locale TEXT NOT NULL,
    email_verified_at TEXT,
    totp_secret BLOB,
    totp_enabled_at TEXT,
    totp_last_step INTEGER NOT NULL DEFAULT 0,
    disabled_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE memberships (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    user_id BLOB NOT NULL REFERENCES users (id),
    role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'operator', 'content', 'finance', 'integrations', 'read_only')),
    -- When the user last signed in here or switched to it: where the next sign-in leads.
    used_at TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_user ON memberships (user_id);

CREATE TABLE invitations (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    email TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('manager', 'operator', 'content', 'finance', 'integrations', 'read_only')),
    token_hash BLOB NOT NULL UNIQUE,
    invited_by BLOB NOT NULL REFERENCES users (id),
    expires_at TEXT NOT NULL,
    accepted_at TEXT,
    revoked_at TEXT,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_tokens (
    id BLOB PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('verify_email', 'reset_password', 'change_email')),
    token_hash BLOB NOT NULL UNIQUE,
    data TEXT,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX user_tokens_by_user ON user_tokens (user_id, purpose);

CREATE TABLE recovery_codes (
    user_id BLOB NOT NULL REFERENCES users (id),
    code_hash BLOB NOT NULL,
    used_at TEXT,
    PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

-- The cookie's session: the id is stored hashed, the data is opaque to SQL.
CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    data BLOB NOT NULL,
    expiry_date TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_expiry ON sessions (expiry_date);

-- Who is signed in with which session: gives the list of own sessions and "sign out everywhere".
CREATE TABLE user_sessions (
    id TEXT PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    address TEXT NOT NULL DEFAULT '',
    agent TEXT NOT NULL DEFAULT '',
    -- On an own device: lasts although it is not used for a while.
    is_remembered INTEGER NOT NULL DEFAULT 0 CHECK (is_remembered IN (0, 1)),
    created_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX user_sessions_by_user ON user_sessions (user_id);

-- A form that was sent after the session had run out; waits an hour for its writer.
CREATE TABLE drafts (
    user_id BLOB PRIMARY KEY REFERENCES users (id),
    sealed BLOB NOT NULL,
    created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE rate_limits (
    key TEXT NOT NULL,
    window_start TEXT NOT NULL,
    hits INTEGER NOT NULL,
    PRIMARY KEY (key, window_start)
) STRICT, WITHOUT ROWID;
CREATE INDEX rate_limits_by_window ON rate_limits (window_start);
