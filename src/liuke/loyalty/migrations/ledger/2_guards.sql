-- What is written stays written, whoever asks; what may move, moves only as it may.
CREATE FUNCTION ledger.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger.% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.journal
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER line_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.line
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER lot_use_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.lot_use
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER seal_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.seal
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER idem_key_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.idem_key
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER account_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER period_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.period
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER lot_is_kept BEFORE DELETE OR TRUNCATE ON ledger.lot
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER lot_is_fixed BEFORE UPDATE ON ledger.lot FOR EACH ROW
    WHEN ((OLD.journal, OLD.n, OLD.account, OLD.store, OLD.origin, OLD.granted, OLD.usable_on, OLD.expires_on,
           OLD.paid_fen, OLD.list_fen)
          IS DISTINCT FROM
          (NEW.journal, NEW.n, NEW.account, NEW.store, NEW.origin, NEW.granted, NEW.usable_on, NEW.expires_on,
           NEW.paid_fen, NEW.list_fen))
    EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER balance_is_kept BEFORE DELETE OR TRUNCATE ON ledger.balance
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER hold_is_kept BEFORE DELETE OR TRUNCATE ON ledger.hold
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER hold_is_closed_once BEFORE UPDATE ON ledger.hold FOR EACH ROW
    WHEN (OLD.closed_by IS NOT NULL OR (OLD.journal, OLD.holder, OLD.expires_at)
          IS DISTINCT FROM (NEW.journal, NEW.holder, NEW.expires_at))
    EXECUTE FUNCTION ledger.refuse_change();

-- Nothing goes into the future or a closed month; waits while a month is being closed.
CREATE FUNCTION ledger.check_date() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE
    today date := ledger.today();
BEGIN
    LOCK TABLE ledger.period IN ROW SHARE MODE;
    IF NEW.business_date > today THEN
        PERFORM ledger.refuse('in_the_future', jsonb_build_object('date', NEW.business_date));
    END IF;
    IF NEW.business_date < today - 1 AND NEW.approver IS NULL AND NEW.kind <> 'close' THEN
        PERFORM ledger.refuse('back_dated', jsonb_build_object('date', NEW.business_date));
    END IF;
    IF NEW.kind <> 'close'
        AND EXISTS (SELECT FROM ledger.period WHERE month >= date_trunc('month', NEW.business_date)::date) THEN
        PERFORM ledger.refuse('period_closed', jsonb_build_object('month', to_char(NEW.business_date, 'YYYY-MM')));
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER journal_is_dated BEFORE INSERT ON ledger.journal
    FOR EACH ROW EXECUTE FUNCTION ledger.check_date();

-- At commit: lots explain every line and every balance, chains end where balances stand, nothing is undone
-- twice. What is compared has been read again from the tables.
CREATE FUNCTION ledger.check_journal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off AS $$
DECLARE
    wrong text;
BEGIN
    SELECT 'line ' || l.n || ': its lots are not its amount' INTO wrong
    FROM ledger.line AS l
    JOIN ledger.account AS d ON d.id = l.dr
    JOIN ledger.account AS c ON c.id = l.cr
    LEFT JOIN LATERAL (
        SELECT coalesce(sum(u.amount) FILTER (WHERE u.amount > 0), 0) AS drawn,
               coalesce(-sum(u.amount) FILTER (WHERE u.amount < 0), 0) AS given_back,
               bool_and(o.account = CASE WHEN u.amount > 0 THEN l.dr ELSE l.cr END) AS own
        FROM ledger.lot_use AS u JOIN ledger.lot AS o ON (o.journal, o.n) = (u.lot, u.lot_n)
        WHERE (u.journal, u.n) = (l.journal, l.n)
    ) AS u ON true
    LEFT JOIN ledger.lot AS o ON (o.journal, o.n) = (l.journal, l.n)
    WHERE l.journal = NEW.id
      AND (u.drawn <> CASE WHEN ledger.has_lots(d.kind) THEN l.amount ELSE 0 END
           OR u.given_back + coalesce(o.granted, 0) <> CASE WHEN ledger.has_lots(c.kind) THEN l.amount ELSE 0 END
           OR NOT coalesce(u.own, true) OR o.account <> l.cr
           OR (c.kind = 'principal' AND o.expires_on IS NOT NULL)
           OR d.guarded IS DISTINCT FROM (l.dr_seq IS NOT NULL) OR c.guarded IS DISTINCT FROM (l.cr_seq IS NOT NULL))
    LIMIT 1;
    IF wrong IS NULL THEN
        SELECT 'account ' || t.account || ': balance, lots and chain disagree' INTO wrong
        FROM (SELECT DISTINCT s.account
              FROM ledger.line AS l CROSS JOIN LATERAL (VALUES (l.dr, l.dr_seq), (l.cr, l.cr_seq)) AS s (account, seq)
              WHERE l.journal = NEW.id AND s.seq IS NOT NULL) AS t
        JOIN ledger.account AS a ON a.id = t.account
        LEFT JOIN ledger.balance AS b ON b.account = t.account
        WHERE b.account IS NULL
           OR (ledger.has_lots(a.kind) AND b.amount <> (
                SELECT coalesce(sum(remaining), 0) FROM ledger.lot WHERE account = t.account AND remaining > 0))
           OR b.amount IS DISTINCT FROM coalesce(
                (SELECT dr_after FROM ledger.line WHERE dr = t.account AND dr_seq = b.seq),
                (SELECT cr_after FROM ledger.line WHERE cr = t.account AND cr_seq = b.seq))
        LIMIT 1;
    END IF;
    IF wrong IS NULL AND (NEW.reverses IS NOT NULL OR NEW.returns IS NOT NULL OR NEW.closes IS NOT NULL) THEN
        SELECT 'line ' || o.n || ' of ' || o.journal || ': undone wrongly' INTO wrong
        FROM ledger.line AS o
        JOIN ledger.account AS d ON d.id = o.dr
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(u.amount), 0) AS amount,
                   bool_and((u.dr = o.cr OR (SELECT kind FROM ledger.account WHERE id = u.dr) = 'points_debt')
                            AND (u.cr = o.dr OR (d.kind = 'clearing' AND u.cr = ledger.account_id('due_to', 'fen', NULL, d.store, NEW.store)))) AS mirrored
            FROM ledger.line AS u WHERE (u.undoes, u.undoes_n) = (o.journal, o.n)
        ) AS u
        WHERE o.journal = coalesce(NEW.reverses, NEW.returns, NEW.closes) AND o.undoes IS NULL
          AND (u.amount > o.amount OR NOT coalesce(u.mirrored, true)
               OR (NEW.returns IS NULL AND u.amount <> o.amount))
        LIMIT 1;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'journal % does not add up: %', NEW.id, wrong USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER journal_adds_up AFTER INSERT ON ledger.journal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.check_journal();
