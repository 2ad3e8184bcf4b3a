-- Which list a card came with, so that the list can be taken back.
ALTER TABLE clients ADD COLUMN import_id uuid;
CREATE INDEX clients_by_import ON clients (tenant_id, import_id) WHERE import_id IS NOT NULL;

-- What a client was told, for the card.
CREATE INDEX messages_by_client ON messages (tenant_id, client_id, created_at);
