-- When a visit was cancelled and what it was before, so that a cancellation can be taken back for a while.
ALTER TABLE appointments ADD COLUMN cancelled_at TEXT;
ALTER TABLE appointments ADD COLUMN cancelled_from TEXT CHECK (cancelled_from IN ('pending', 'awaiting_deposit', 'confirmed', 'arrived', 'in_progress'));
