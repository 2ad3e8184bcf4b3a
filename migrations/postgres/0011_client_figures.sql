-- What a list of clients shows of their visits, kept as sums: a page of it costs the same after ten years as after a month.
-- Only completed visits count. The trigger keeps it; a row whose last visit is gone goes too.

CREATE TABLE client_figures (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    client_id uuid NOT NULL,
    currency text NOT NULL,
    visits bigint NOT NULL,
    spent_minor bigint NOT NULL,
    PRIMARY KEY (tenant_id, client_id, currency),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
);

INSERT INTO client_figures (tenant_id, client_id, currency, visits, spent_minor)
    SELECT tenant_id, client_id, currency, count(*), sum(coalesce(final_price_minor, price_minor))::bigint FROM appointments
    WHERE status = 'completed' AND client_id IS NOT NULL GROUP BY tenant_id, client_id, currency;

CREATE FUNCTION client_figures_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Puts in the new first: what stays with the client then is never gone in between.
    IF TG_OP <> 'DELETE' THEN
        IF NEW.status = 'completed' AND NEW.client_id IS NOT NULL THEN
            INSERT INTO client_figures AS f (tenant_id, client_id, currency, visits, spent_minor)
                VALUES (NEW.tenant_id, NEW.client_id, NEW.currency, 1, coalesce(NEW.final_price_minor, NEW.price_minor))
                ON CONFLICT (tenant_id, client_id, currency)
                DO UPDATE SET visits = f.visits + 1, spent_minor = f.spent_minor + excluded.spent_minor;
        END IF;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        IF OLD.status = 'completed' AND OLD.client_id IS NOT NULL THEN
            UPDATE client_figures
                SET visits = visits - 1, spent_minor = spent_minor - coalesce(OLD.final_price_minor, OLD.price_minor)
                WHERE tenant_id = OLD.tenant_id AND client_id = OLD.client_id AND currency = OLD.currency;
            DELETE FROM client_figures
                WHERE tenant_id = OLD.tenant_id AND client_id = OLD.client_id AND currency = OLD.currency AND visits < 1;
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER client_figures_changed AFTER INSERT OR DELETE ON appointments
    FOR EACH ROW EXECUTE FUNCTION client_figures_keep();
CREATE TRIGGER client_figures_updated AFTER UPDATE OF status, client_id, currency, price_minor, final_price_minor ON appointments
    FOR EACH ROW WHEN (OLD.status = 'completed' OR NEW.status = 'completed') EXECUTE FUNCTION client_figures_keep();

-- What is searched has a space behind each contact now, the last one too.
UPDATE clients SET search = replace(search, chr(10), ' ! ') || ' ' WHERE search NOT LIKE '% ';
-- Sorted by its bytes, whatever the database's own order: names that begin with what was typed stand together.
ALTER TABLE clients ALTER COLUMN search TYPE text COLLATE "C";
