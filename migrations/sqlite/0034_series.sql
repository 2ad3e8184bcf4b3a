-- Visits that were booked as one: a client who comes every other Thursday.

-- rule: RFC 5545, as it was booked. starts_local: the first start on the practice's clock.
CREATE TABLE series (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    rule TEXT NOT NULL,
    starts_local TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE series_visits (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    appointment_id BLOB NOT NULL,
    series_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, appointment_id),
    FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments (tenant_id, id),
    FOREIGN KEY (tenant_id, series_id) REFERENCES series (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX series_visits_by_series ON series_visits (tenant_id, series_id);
