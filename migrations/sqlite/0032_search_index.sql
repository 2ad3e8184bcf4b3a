-- FTS5's own secure-delete leaves a contentless index that its integrity check calls malformed (SQLite 3.46), after which no
-- backup is made. What was taken out is gone from the file once segments are merged: erasing a client merges them all.
INSERT INTO clients_fts (clients_fts, rank) VALUES ('secure-delete', 0);
INSERT INTO clients_fts (clients_fts) VALUES ('delete-all');
INSERT INTO clients_fts (rowid, text)
    SELECT d.doc, '  ' || replace(c.search, ' ', '  ') || ' ' FROM client_docs d
    JOIN clients c ON c.tenant_id = d.tenant_id AND c.id = d.client_id
    WHERE c.is_merged = 0 OR c.staged_by IS NOT NULL;
