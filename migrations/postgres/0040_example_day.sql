-- A new practice's calendar shows an example day until its owner removes it.
ALTER TABLE tenants ADD COLUMN has_example_day boolean NOT NULL DEFAULT false;
