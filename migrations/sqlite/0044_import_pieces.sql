-- Cards of a list in pieces, each from where the last one ended.
DROP INDEX clients_by_import;
CREATE INDEX clients_by_import ON clients (tenant_id, import_id, id) WHERE import_id IS NOT NULL;
