-- Where somebody waits for a time. Null: wherever one comes free. A place that is gone says nothing.
ALTER TABLE waitlist_entries ADD COLUMN place_id uuid;
