-- What was given at booking and the client's card does not have. The card is not changed by it: the visit's own mail goes
-- to this address, and the master says whose it is. settled_at: they left it at this visit.
CREATE TABLE appointment_contacts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    appointment_id uuid NOT NULL,
    name text NOT NULL,
    phone text,
    email text,
    created_at timestamptz NOT NULL,
    settled_at timestamptz,
    PRIMARY KEY (tenant_id, appointment_id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    CHECK (phone IS NOT NULL OR email IS NOT NULL)
);
CREATE INDEX appointment_contacts_open ON appointment_contacts (tenant_id, created_at) WHERE settled_at IS NULL;
