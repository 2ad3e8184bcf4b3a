-- A member's visits as a file that a calendar program fetches. The address is signed with `turn`: a new turn ends it.
CREATE TABLE calendar_feeds (
    tenant_id uuid NOT NULL,
    user_id uuid NOT NULL,
    turn bigint NOT NULL DEFAULT 1 CHECK (turn > 0),
    -- How much of a visit it tells.
    content text NOT NULL CHECK (content IN ('initials', 'names')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES memberships (tenant_id, user_id) ON DELETE CASCADE
);
