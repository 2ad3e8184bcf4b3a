-- Rules of a service and of a client where they differ from the practice's; null: the wider one holds.
-- moves_limit: how often a client may move a visit by link. deposit_after, confirm_after: missed visits from which on a deposit
-- is asked for, or the practice answers first; 0: never.
ALTER TABLE tenants ADD COLUMN moves_limit INTEGER CHECK (moves_limit BETWEEN 0 AND 20);
ALTER TABLE payment_rules ADD COLUMN confirm_visits INTEGER NOT NULL DEFAULT 0 CHECK (confirm_visits BETWEEN 0 AND 100);

ALTER TABLE services ADD COLUMN daily_limit INTEGER CHECK (daily_limit BETWEEN 1 AND 100);
ALTER TABLE services ADD COLUMN moves_limit INTEGER CHECK (moves_limit BETWEEN 0 AND 20);
ALTER TABLE services ADD COLUMN kept_late INTEGER CHECK (kept_late IN (0, 1));
ALTER TABLE services ADD COLUMN kept_no_show INTEGER CHECK (kept_no_show IN (0, 1));
ALTER TABLE services ADD COLUMN deposit_after INTEGER CHECK (deposit_after BETWEEN 0 AND 100);
ALTER TABLE services ADD COLUMN confirm_after INTEGER CHECK (confirm_after BETWEEN 0 AND 100);

ALTER TABLE clients ADD COLUMN notice_minutes INTEGER CHECK (notice_minutes BETWEEN 0 AND 43200);
ALTER TABLE clients ADD COLUMN horizon_days INTEGER CHECK (horizon_days BETWEEN 1 AND 730);
ALTER TABLE clients ADD COLUMN cancel_window_minutes INTEGER CHECK (cancel_window_minutes BETWEEN 0 AND 43200);
ALTER TABLE clients ADD COLUMN daily_limit INTEGER CHECK (daily_limit BETWEEN 1 AND 100);
ALTER TABLE clients ADD COLUMN moves_limit INTEGER CHECK (moves_limit BETWEEN 0 AND 20);
ALTER TABLE clients ADD COLUMN kept_late INTEGER CHECK (kept_late IN (0, 1));
ALTER TABLE clients ADD COLUMN kept_no_show INTEGER CHECK (kept_no_show IN (0, 1));
ALTER TABLE clients ADD COLUMN confirm_rule TEXT NOT NULL DEFAULT 'service' CHECK (confirm_rule IN ('service', 'always', 'never'));
