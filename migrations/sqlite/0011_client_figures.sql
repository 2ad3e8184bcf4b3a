-- What a list of clients shows of their visits, kept as sums: a page of it costs the same after ten years as after a month.
-- Only completed visits count. The triggers keep it; a row whose last visit is gone goes too.

CREATE TABLE client_figures (
    tenant_id BLOB NOT NULL REFERENCES tenants (id),
    client_id BLOB NOT NULL,
    currency TEXT NOT NULL,
    visits INTEGER NOT NULL,
    spent_minor INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, client_id, currency),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
) STRICT, WITHOUT ROWID;

INSERT INTO client_figures (tenant_id, client_id, currency, visits, spent_minor)
    SELECT tenant_id, client_id, currency, count(*), sum(coalesce(final_price_minor, price_minor)) FROM appointments
    WHERE status = 'completed' AND client_id IS NOT NULL GROUP BY tenant_id, client_id, currency;

CREATE TRIGGER client_figures_insert AFTER INSERT ON appointments
    WHEN NEW.status = 'completed' AND NEW.client_id IS NOT NULL BEGIN
    INSERT INTO client_figures (tenant_id, client_id, currency, visits, spent_minor)
        VALUES (NEW.tenant_id, NEW.client_id, NEW.currency, 1, coalesce(NEW.final_price_minor, NEW.price_minor))
        ON CONFLICT (tenant_id, client_id, currency)
        DO UPDATE SET visits = visits + 1, spent_minor = spent_minor + excluded.spent_minor;
END;

CREATE TRIGGER client_figures_delete AFTER DELETE ON appointments
    WHEN OLD.status = 'completed' AND OLD.client_id IS NOT NULL BEGIN
    UPDATE client_figures SET visits = visits - 1, spent_minor = spent_minor - coalesce(OLD.final_price_minor, OLD.price_minor)
        WHERE tenant_id = OLD.tenant_id AND client_id = OLD.client_id AND currency = OLD.currency;
    DELETE FROM client_figures
        WHERE tenant_id = OLD.tenant_id AND client_id = OLD.client_id AND currency = OLD.currency AND visits < 1;
END;

-- Puts in the new first: what stays with the client then is never gone in between.
CREATE TRIGGER client_figures_update AFTER UPDATE OF status, client_id, currency, price_minor, final_price_minor ON appointments
    WHEN (OLD.status = 'completed' AND OLD.client_id IS NOT NULL) OR (NEW.status = 'completed' AND NEW.client_id IS NOT NULL) BEGIN
    INSERT INTO client_figures (tenant_id, client_id, currency, visits, spent_minor)
        SELECT NEW.tenant_id, NEW.client_id, NEW.currency, 1, coalesce(NEW.final_price_minor, NEW.price_minor)
        WHERE NEW.status = 'completed' AND NEW.client_id IS NOT NULL
        ON CONFLICT (tenant_id, client_id, currency)
        DO UPDATE SET visits = visits + 1, spent_minor = spent_minor + excluded.spent_minor;
    UPDATE client_figures SET visits = visits - 1, spent_minor = spent_minor - coalesce(OLD.final_price_minor, OLD.price_minor)
        WHERE OLD.status = 'completed'
            AND tenant_id = OLD.tenant_id AND client_id = OLD.client_id AND currency = OLD.currency;
    DELETE FROM client_figures
        WHERE OLD.status = 'completed' AND visits < 1
            AND tenant_id = OLD.tenant_id AND client_id = OLD.client_id AND currency = OLD.currency;
END;

-- What is searched has a space behind each contact now, the last one too.
UPDATE clients SET search = replace(search, char(10), ' ! ') || ' ' WHERE search NOT LIKE '% ';
