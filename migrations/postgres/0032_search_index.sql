-- Postgres has no index of its own for the search of clients; see SQLite's.
SELECT 1;
