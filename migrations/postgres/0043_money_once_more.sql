-- The payment that a round of looking ended at, where its time was over before all were seen.
ALTER TABLE payment_accounts ADD COLUMN swept_past uuid;

-- What of several things a task is about: another one is looked at anew.
ALTER TABLE payment_tasks ADD COLUMN about text NOT NULL DEFAULT '';
-- What is put aside waits for a person until it is closed, also where its task was dismissed before that was so.
UPDATE payment_tasks SET settled_at = NULL WHERE kind = 'quarantined' AND settled_at IS NOT NULL AND EXISTS (
    SELECT 1 FROM payments p WHERE p.tenant_id = payment_tasks.tenant_id AND p.id = payment_tasks.payment_id
        AND p.status = 'quarantined');

-- A provider's receipt is one of ours, and of no other.
CREATE UNIQUE INDEX fiscal_receipts_said ON fiscal_receipts (tenant_id, payment_id, provider_id) WHERE provider_id IS NOT NULL;
