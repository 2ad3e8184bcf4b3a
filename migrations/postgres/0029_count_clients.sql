-- The list says how many there are; without reading the cards.
CREATE INDEX clients_counted ON clients (tenant_id, is_merged);

-- What came in since the last vacuum is searched line by line, by each pattern: 4 MB of it would cost more than the index.
ALTER INDEX clients_by_part SET (gin_pending_list_limit = 256);
