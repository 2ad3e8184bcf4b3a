-- A visit, and weekly hours, name only places of their own practice.

UPDATE appointments SET place_id = NULL WHERE place_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM places p WHERE p.tenant_id = appointments.tenant_id AND p.id = appointments.place_id);
UPDATE working_hours SET place_id = NULL WHERE place_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM places p WHERE p.tenant_id = working_hours.tenant_id AND p.id = working_hours.place_id);

ALTER TABLE appointments ADD FOREIGN KEY (tenant_id, place_id) REFERENCES places (tenant_id, id);
ALTER TABLE working_hours ADD FOREIGN KEY (tenant_id, place_id) REFERENCES places (tenant_id, id);
-- A place that goes finds its hours.
CREATE INDEX working_hours_by_place ON working_hours (tenant_id, place_id) WHERE place_id IS NOT NULL;
