-- A new practice's calendar shows an example day until its owner removes it.
ALTER TABLE tenants ADD COLUMN has_example_day INTEGER NOT NULL DEFAULT 0 CHECK (has_example_day IN (0, 1));
