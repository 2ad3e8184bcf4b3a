-- The list says how many there are; without reading the cards.
CREATE INDEX clients_counted ON clients (tenant_id, is_merged);
