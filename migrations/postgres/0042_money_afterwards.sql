-- A receipt that closes a prepayment is of a deposit, or of one use of a package or certificate.
ALTER TABLE fiscal_receipts ADD COLUMN movement_id uuid;
-- What it closes, once that was reckoned.
ALTER TABLE fiscal_receipts ADD COLUMN amount_minor bigint CHECK (amount_minor >= 0);
ALTER TABLE fiscal_receipts ADD FOREIGN KEY (tenant_id, movement_id) REFERENCES package_movements (tenant_id, id);
ALTER TABLE fiscal_receipts DROP CONSTRAINT fiscal_receipts_tenant_id_payment_id_key;
CREATE UNIQUE INDEX fiscal_receipts_of_deposit ON fiscal_receipts (tenant_id, payment_id) WHERE movement_id IS NULL;
CREATE UNIQUE INDEX fiscal_receipts_of_use ON fiscal_receipts (tenant_id, movement_id, payment_id) WHERE movement_id IS NOT NULL;
CREATE INDEX fiscal_receipts_by_payment ON fiscal_receipts (tenant_id, payment_id);

-- When an account is next asked what happened there without a word to us, and until when that is known.
ALTER TABLE payment_accounts ADD COLUMN sweep_at timestamptz;
ALTER TABLE payment_accounts ADD COLUMN swept_to timestamptz;
UPDATE payment_accounts SET sweep_at = created_at WHERE sealed IS NOT NULL AND disconnected_at IS NULL;
CREATE INDEX payment_accounts_to_sweep ON payment_accounts (sweep_at) WHERE sweep_at IS NOT NULL;
