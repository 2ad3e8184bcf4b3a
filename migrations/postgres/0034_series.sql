-- Visits that were booked as one: a client who comes every other Thursday.

-- rule: RFC 5545, as it was booked. starts_local: the first start on the practice's clock.
CREATE TABLE series (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    rule text NOT NULL,
    starts_local timestamp NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE series_visits (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    appointment_id uuid NOT NULL,
    series_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, appointment_id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    FOREIGN KEY (tenant_id, series_id) REFERENCES series (tenant_id, id)
);
CREATE INDEX series_visits_by_series ON series_visits (tenant_id, series_id);
