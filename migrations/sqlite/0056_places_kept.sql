-- A visit, and weekly hours, name only places of their own practice.

UPDATE appointments SET place_id = NULL WHERE place_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM places p WHERE p.tenant_id = appointments.tenant_id AND p.id = appointments.place_id);
UPDATE working_hours SET place_id = NULL WHERE place_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM places p WHERE p.tenant_id = working_hours.tenant_id AND p.id = working_hours.place_id);

-- SQLite adds no key to a table that is there, and to write these two anew would carry off what hangs on them. A key stands in
-- the table's text alone, no row of it changes: so it is written there (sqlite.org/lang_altertable.html, section 7).
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = substr(sql, 1, length(sql) - length(char(10) || ') STRICT, WITHOUT ROWID'))
        || ',
    FOREIGN KEY (tenant_id, place_id) REFERENCES places (tenant_id, id)
) STRICT, WITHOUT ROWID'
    WHERE type = 'table' AND name IN ('appointments', 'working_hours') AND sql LIKE '%' || char(10) || ') STRICT, WITHOUT ROWID';
PRAGMA writable_schema = RESET;
-- Tells every open connection to read the tables anew; and a place that goes finds its hours.
CREATE INDEX working_hours_by_place ON working_hours (tenant_id, place_id) WHERE place_id IS NOT NULL;
