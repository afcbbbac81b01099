-- Everything a journal wrote and will never change, as one SHA-256. A journal of the list without a row has
-- no content any more.
CREATE FUNCTION ledger.content(journals uuid[]) RETURNS TABLE (journal uuid, store uuid, content bytea)
LANGUAGE sql STABLE ROWS 10000 SET datestyle = 'ISO, YMD' SET enable_nestloop = on AS $$
    WITH chosen AS MATERIALIZED (SELECT j.* FROM ledger.journal AS j WHERE j.id = ANY (journals)),
    lines AS (
        SELECT l.journal, string_agg(concat_ws('|', l.n, l.unit, l.dr, l.cr, l.amount, coalesce(l.dr_seq, 0), coalesce(l.dr_after, -1),
            coalesce(l.cr_seq, 0), coalesce(l.cr_after, -1), coalesce(l.undoes::text, ''), coalesce(l.undoes_n, 0)), E'\n' ORDER BY l.n) AS told
        FROM chosen AS c JOIN ledger.line AS l ON l.journal = c.id GROUP BY l.journal
    ), lots AS (
        SELECT l.journal, string_agg(concat_ws('|', l.n, l.account, l.store, l.origin, l.granted, l.usable_on,
            coalesce(l.expires_on::text, ''), l.paid_fen, l.list_fen), E'\n' ORDER BY l.n) AS told
        FROM chosen AS c JOIN ledger.lot AS l ON l.journal = c.id GROUP BY l.journal
    ), uses AS (
        SELECT u.journal, string_agg(concat_ws('|', u.n, u.lot, u.lot_n, u.amount, u.fen), E'\n' ORDER BY u.n, u.lot, u.lot_n) AS told
        FROM chosen AS c JOIN ledger.lot_use AS u ON u.journal = c.id GROUP BY u.journal
    )
    SELECT c.id, coalesce(c.store, '00000000-0000-0000-0000-000000000000'), sha256(convert_to(concat_ws(E'\n\n',
        concat_ws('|', c.id, c.kind, coalesce(c.store::text, ''), coalesce(c.holder::text, ''), coalesce(c.actor::text, ''),
            coalesce(c.approver::text, ''), c.business_date, extract(epoch FROM c.created_at), coalesce(c.round, -1),
            coalesce(c.reverses::text, ''), coalesce(c.returns::text, ''), coalesce(c.closes::text, '')),
        to_jsonb(c.idem), coalesce(to_jsonb(c.source), 'null'), c.detail::text,
        coalesce((SELECT concat_ws('|', encode(k.digest, 'hex'), k.journal) FROM ledger.idem_key AS k WHERE k.key = c.idem), 'no key'),
        coalesce(l.told, ''), coalesce(o.told, ''), coalesce(u.told, ''),
        coalesce((SELECT concat_ws('|', h.holder, extract(epoch FROM h.expires_at)) FROM ledger.hold AS h WHERE h.journal = c.id), ''),
        coalesce((SELECT concat_ws('|', p.month, extract(epoch FROM p.closed_at)) FROM ledger.period AS p WHERE p.journal = c.id), '')
    ), 'UTF8'))
    FROM chosen AS c
    LEFT JOIN lines AS l ON l.journal = c.id
    LEFT JOIN lots AS o ON o.journal = c.id
    LEFT JOIN uses AS u ON u.journal = c.id;
$$;

-- Chains the next journals, store by store, and adds their lines to the totals; how many.
CREATE FUNCTION ledger.seal(most integer DEFAULT 1000) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE
    batch uuid[];
    one record;
    at_store uuid;
    place bigint;
    last bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger.seal', 0));
    SELECT array_agg(q.journal) INTO batch FROM (
        SELECT u.journal FROM ledger.unsealed AS u ORDER BY u.journal LIMIT most) AS q;
    IF batch IS NULL THEN
        RETURN 0;
    END IF;
    FOR one IN SELECT c.* FROM ledger.content(batch) AS c ORDER BY c.store, c.journal LOOP
        IF one.store IS DISTINCT FROM at_store THEN
            at_store := one.store;
            place := NULL;
            SELECT s.n, s.digest INTO place, last FROM ledger.seal AS s WHERE s.store = at_store ORDER BY s.n DESC LIMIT 1;
            last := coalesce(last, '');
            IF place IS NULL THEN
                place := 0;
                last := '';
            END IF;
        END IF;
        place := place + 1;
        last := sha256(last || one.content);
        INSERT INTO ledger.seal (store, n, journal, digest) VALUES (at_store, place, one.journal, last);
    END LOOP;
    INSERT INTO ledger.total AS t
    SELECT s.account, date_trunc('month', j.business_date)::date, sum(s.dr), sum(s.cr)
    FROM (SELECT l.journal, l.dr AS account, l.amount AS dr, 0 AS cr FROM ledger.line AS l WHERE l.journal = ANY (batch) AND l.dr_seq IS NULL
          UNION ALL
          SELECT l.journal, l.cr, 0, l.amount FROM ledger.line AS l WHERE l.journal = ANY (batch) AND l.cr_seq IS NULL) AS s
    JOIN ledger.journal AS j ON j.id = s.journal
    GROUP BY 1, 2
    ON CONFLICT (account, month) DO UPDATE SET dr = t.dr + excluded.dr, cr = t.cr + excluded.cr;
    DELETE FROM ledger.unsealed WHERE journal = ANY (batch);
    RETURN cardinality(batch);
END $$;

-- Closes a month for good: it must be over, the next in order, and everything sealed. Two persons.
CREATE FUNCTION ledger.close_period(id uuid, month date, actor uuid, approver uuid) RETURNS date
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp SET lock_timeout = '10s' AS $$
DECLARE
    key text := 'close:' || to_char(month, 'YYYY-MM');
    latest date;
BEGIN
    LOCK TABLE ledger.period IN EXCLUSIVE MODE;
    IF actor IS NULL OR approver IS NULL THEN
        PERFORM ledger.refuse('needs_second_person', jsonb_build_object('kind', 'close', 'unit', '*', 'above', 0));
    ELSIF ledger.person(actor) = ledger.person(approver) THEN
        PERFORM ledger.refuse('same_person');
    ELSIF month <> date_trunc('month', month)::date OR ledger.today() < (month + interval '1 month')::date THEN
        PERFORM ledger.refuse('period_not_over', jsonb_build_object('month', to_char(month, 'YYYY-MM')));
    END IF;
    SELECT max(p.month) INTO latest FROM ledger.period AS p;
    IF latest >= month THEN
        PERFORM ledger.refuse('period_closed', jsonb_build_object('month', to_char(month, 'YYYY-MM')));
    ELSIF latest IS NOT NULL AND month > latest + interval '1 month' THEN
        PERFORM ledger.refuse('period_out_of_order', jsonb_build_object('month', to_char(latest + interval '1 month', 'YYYY-MM')));
    ELSIF EXISTS (SELECT FROM ledger.unsealed) THEN
        PERFORM ledger.refuse('period_unsealed', jsonb_build_object('month', to_char(month, 'YYYY-MM')));
    END IF;
    INSERT INTO ledger.idem_key VALUES (key, sha256(convert_to(key, 'UTF8')), id);
    INSERT INTO ledger.journal (id, kind, idem, actor, approver, business_date, detail)
    VALUES (id, 'close', key, actor, approver, ledger.today(), jsonb_build_object('month', to_char(month, 'YYYY-MM')));
    INSERT INTO ledger.period (month, journal) VALUES (month, id);
    INSERT INTO ledger.unsealed VALUES (id);
    RETURN month;
END $$;
