-- The master's order of what stands on the public page: rises from 1 as sets are moved; 0 stands before them, the latest first.

ALTER TABLE media ADD COLUMN portfolio_position bigint NOT NULL DEFAULT 0;
DROP INDEX media_published;
CREATE INDEX media_published ON media (tenant_id, portfolio_position, published_at DESC, id DESC) WHERE published_at IS NOT NULL;
