-- What of a line's net a package's visit pays for: it was taxed when the package was sold, and is no base of a tax here.
ALTER TABLE invoice_items ADD COLUMN packaged_minor INTEGER NOT NULL DEFAULT 0 CHECK (packaged_minor BETWEEN 0 AND net_minor);
