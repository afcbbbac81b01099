-- Which operation on which kind of value a kind of posting may hold.
CREATE FUNCTION ledger.may(posting text, op text, kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE
RETURN CASE posting
    WHEN 'topup' THEN op = 'grant' AND kind IN ('principal', 'bonus')
    WHEN 'sale' THEN op = 'grant' AND kind IN ('visits', 'coupon')
    WHEN 'gift' THEN op = 'grant' AND kind IN ('bonus', 'visits', 'points')
    WHEN 'issue' THEN op = 'grant' AND kind = 'coupon'
    WHEN 'earn' THEN op = 'grant' AND kind = 'points'
    WHEN 'opening' THEN op = 'grant' AND kind IN ('principal', 'bonus', 'points', 'visits', 'coupon')
    WHEN 'pay' THEN op = 'draw' AND kind = 'stored'
    WHEN 'use' THEN op = 'draw' AND kind = 'visits'
    WHEN 'redeem' THEN op = 'draw' AND kind = 'coupon'
    WHEN 'spend' THEN op = 'draw' AND kind = 'points'
    WHEN 'hold' THEN op = 'draw' AND kind IN ('stored', 'visits', 'coupon', 'points')
    WHEN 'breakage' THEN op = 'draw' AND kind IN ('bonus', 'visits', 'coupon', 'points')
    WHEN 'transfer' THEN op = 'give' AND kind IN ('visits', 'coupon', 'points')
    WHEN 'refund' THEN op = 'refund' AND kind IN ('stored', 'visits')
    WHEN 'settle' THEN op = 'settle'
    ELSE false END;

-- The person behind an actor: of a program's key whoever made it.
CREATE FUNCTION ledger.person(acting uuid) RETURNS uuid
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT k.made_by_id FROM public.org_apikey AS k WHERE k.id = acting), acting);
END $$;

-- The header of a request as a journal row; everything wrong with it is refused here.
CREATE FUNCTION ledger.header(request jsonb) RETURNS ledger.journal
LANGUAGE plpgsql AS $$
DECLARE
    j ledger.journal;
    bad text;
BEGIN
    BEGIN
        j.id := (request ->> 'id')::uuid;
        j.kind := request ->> 'kind';
        j.store := (request ->> 'store')::uuid;
        j.holder := (request ->> 'holder')::uuid;
        j.idem := request ->> 'idem';
        j.actor := (request ->> 'actor')::uuid;
        j.approver := (request ->> 'approver')::uuid;
        j.business_date := coalesce((request ->> 'business_date')::date, ledger.today());
        j.source := request ->> 'source';
        j.reverses := (request ->> 'reverses')::uuid;
        j.returns := (request ->> 'returns')::uuid;
        j.closes := (request ->> 'closes')::uuid;
        j.detail := coalesce(request -> 'detail', '{}');
        IF j.kind = 'merge' THEN
            j.detail := jsonb_build_object('other', (request ->> 'other')::uuid);
        END IF;
    EXCEPTION WHEN data_exception THEN
        PERFORM ledger.refuse('bad_request', jsonb_build_object('field', SQLERRM));
    END;
    bad := CASE
        WHEN j.id IS NULL THEN 'id'
        WHEN length(j.idem) BETWEEN 8 AND 120 IS NOT TRUE THEN 'idem'
        WHEN j.kind IS NULL OR j.kind IN ('expiry', 'close') THEN 'kind'
        WHEN j.store IS NULL AND j.kind NOT IN ('freeze', 'unfreeze', 'merge', 'unmerge') THEN 'store'
        WHEN j.holder IS NULL AND j.kind NOT IN ('settle', 'reversal') THEN 'holder'
        WHEN jsonb_typeof(j.detail) <> 'object' OR pg_column_size(j.detail) > 16384 THEN 'detail'
        WHEN length(j.source) BETWEEN 1 AND 120 IS FALSE THEN 'source'
        WHEN (j.reverses IS NOT NULL) <> (j.kind = 'reversal') THEN 'reverses'
        WHEN (j.returns IS NOT NULL) <> (j.kind IN ('return', 'unmerge')) THEN 'returns'
        WHEN j.closes IS NOT NULL AND j.kind NOT IN ('void', 'pay', 'use', 'redeem', 'spend') THEN 'closes'
        WHEN j.closes IS NULL AND j.kind = 'void' THEN 'closes'
        WHEN j.source IS NOT NULL AND j.kind IN ('return', 'reversal', 'void', 'unmerge') THEN 'source'
        WHEN jsonb_typeof(coalesce(request -> 'ops', '[]')) <> 'array' THEN 'ops'
        WHEN jsonb_array_length(coalesce(request -> 'ops', '[]')) > 200 THEN 'ops'
    END;
    IF bad IS NOT NULL THEN
        PERFORM ledger.refuse('bad_request', jsonb_build_object('field', bad));
    ELSIF j.approver IS NOT NULL AND (j.actor IS NULL OR ledger.person(j.approver) = ledger.person(j.actor)) THEN
        PERFORM ledger.refuse('same_person');
    ELSIF j.source IS NULL AND j.kind IN ('topup', 'sale', 'earn', 'pay', 'use', 'redeem', 'spend') THEN
        PERFORM ledger.refuse('needs_source', jsonb_build_object('kind', j.kind));
    END IF;
    RETURN j;
END $$;

-- Whoever this concerns, locked in order of id. Everything of an owner changes under his lock.
CREATE FUNCTION ledger.lock_holders(j ledger.journal, request jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    concerned uuid[];
    original uuid := coalesce(j.reverses, j.returns, j.closes);
    one record;
    outward boolean := CASE j.kind
        WHEN 'reversal' THEN EXISTS (SELECT FROM ledger.journal AS o WHERE o.id = j.reverses
                                     AND o.kind IN ('topup', 'sale', 'gift', 'issue', 'earn', 'opening'))
        ELSE j.kind NOT IN ('topup', 'sale', 'gift', 'issue', 'earn', 'opening', 'void', 'return', 'freeze', 'unfreeze', 'unmerge', 'settle')
    END;
BEGIN
    concerned := ARRAY[j.holder];
    IF original IS NOT NULL OR j.kind NOT IN ('topup', 'sale', 'gift', 'issue', 'earn', 'pay', 'use', 'redeem', 'spend') THEN
        SELECT array_agg(DISTINCT h.id ORDER BY h.id) INTO concerned FROM (
            SELECT j.holder AS id
            UNION SELECT (o ->> 'to')::uuid FROM jsonb_array_elements(coalesce(request -> 'ops', '[]')) AS o
            UNION SELECT (request ->> 'other')::uuid
            UNION SELECT a.holder FROM (
                SELECT dr AS id FROM ledger.line WHERE journal = original UNION SELECT cr FROM ledger.line WHERE journal = original
            ) AS l JOIN ledger.account AS a ON a.id = l.id
        ) AS h WHERE h.id IS NOT NULL;
    END IF;
    IF EXISTS (SELECT FROM unnest(concerned) AS c WHERE NOT EXISTS (SELECT FROM ledger.holder WHERE id = c)) THEN
        INSERT INTO ledger.holder (id) SELECT c FROM unnest(concerned) AS c ORDER BY c ON CONFLICT (id) DO NOTHING;
    END IF;
    FOR one IN SELECT * FROM ledger.holder WHERE id = ANY (concerned) ORDER BY id FOR NO KEY UPDATE LOOP
        IF one.merged_into IS NOT NULL AND NOT (j.kind = 'unmerge' AND one.id = (request ->> 'other')::uuid) THEN
            PERFORM ledger.refuse('owner_merged', jsonb_build_object('into', one.merged_into));
        ELSIF one.frozen AND outward AND (one.id = j.holder OR j.kind = 'merge') THEN
            PERFORM ledger.refuse('owner_frozen');
        END IF;
    END LOOP;
END $$;

-- The journal that is reversed, returned in part or closed: it must be there, be the owner's and be undoable.
CREATE FUNCTION ledger.check_original(j ledger.journal, request jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    original ledger.journal;
BEGIN
    SELECT * INTO original FROM ledger.journal AS o WHERE o.id = coalesce(j.reverses, j.returns, j.closes);
    IF original.id IS NULL OR original.holder IS DISTINCT FROM j.holder
        OR (j.kind = 'unmerge' AND original.detail ->> 'other' IS DISTINCT FROM request ->> 'other') THEN
        PERFORM ledger.refuse('no_such_journal');
    ELSIF NOT (CASE j.kind
            WHEN 'reversal' THEN original.kind NOT IN ('reversal', 'return', 'hold', 'void', 'expiry', 'freeze', 'unfreeze',
                                                       'merge', 'unmerge', 'close')
            WHEN 'return' THEN original.kind IN ('pay', 'spend', 'earn', 'redeem', 'use')
            WHEN 'unmerge' THEN original.kind = 'merge'
            ELSE original.kind = 'hold' END) THEN
        PERFORM ledger.refuse('not_to_undo', jsonb_build_object('kind', original.kind));
    ELSIF EXISTS (SELECT FROM ledger.journal AS o WHERE o.reverses = original.id) THEN
        PERFORM ledger.refuse('already_reversed');
    ELSIF j.closes IS NOT NULL AND EXISTS (SELECT FROM ledger.hold WHERE journal = j.closes AND closed_by IS NOT NULL) THEN
        PERFORM ledger.refuse('already_closed');
    ELSIF j.kind = 'unmerge' AND EXISTS (SELECT FROM ledger.journal AS o WHERE o.returns = original.id) THEN
        PERFORM ledger.refuse('already_reversed');
    ELSIF j.reverses IS NOT NULL AND EXISTS (
        SELECT FROM ledger.line AS l WHERE l.undoes = original.id) THEN
        PERFORM ledger.refuse('more_than_original', jsonb_build_object('wanted', 0, 'left', 0));
    END IF;
END $$;

-- Posts one request and answers with what became of the balances. The same key and content: the first answer.
CREATE FUNCTION ledger.post(request jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp SET lock_timeout = '3s'
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off AS $$
DECLARE
    j ledger.journal;
    p ledger.plan;
    digest bytea := sha256(convert_to((request - 'id')::text, 'UTF8'));
    first ledger.idem_key;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM ledger.refuse('bad_request', '{"field": "transaction_isolation"}');
    END IF;
    j := ledger.header(request);
    INSERT INTO ledger.idem_key VALUES (j.idem, digest, j.id) ON CONFLICT (key) DO NOTHING;
    IF NOT FOUND THEN
        SELECT * INTO first FROM ledger.idem_key WHERE key = j.idem;
        IF first.digest <> digest THEN
            PERFORM ledger.refuse('key_used_otherwise');
        END IF;
        RETURN ledger.answer(first.journal);
    END IF;
    PERFORM ledger.lock_holders(j, request);
    j.created_at := clock_timestamp(); -- under the lock: an owner's postings bear times in their order
    IF j.store IS NOT NULL AND j.kind NOT IN ('void', 'settle') AND NOT EXISTS (SELECT FROM public.org_store WHERE id = j.store AND active) THEN
        PERFORM ledger.refuse('store_closed');
    END IF;
    IF coalesce(j.reverses, j.returns, j.closes) IS NOT NULL OR j.kind IN ('reversal', 'return', 'void', 'unmerge') THEN
        PERFORM ledger.check_original(j, request);
    END IF;
    IF j.source IS NOT NULL THEN
        j.round := ledger.next_round(j);
    END IF;
    INSERT INTO ledger.journal SELECT j.*;
    p := ledger.planned(j, request);
    PERFORM ledger.check_second_person(j, p);
    PERFORM ledger.write(j, p);
    PERFORM ledger.mark(j, request);
    INSERT INTO public.outbox_publishedevent (id, kind, payload)
    VALUES (j.id, 'loyalty.posted', jsonb_build_object('journal_id', j.id, 'posting', j.kind, 'store_id', j.store,
                                                       'owner_id', j.holder, 'source', j.source));
    RETURN ledger.answer(j.id);
END $$;

-- A bill, a payment record or an event counts once for each kind of posting, unless that was reversed.
CREATE FUNCTION ledger.next_round(j ledger.journal) RETURNS smallint
LANGUAGE plpgsql AS $$
DECLARE
    rounds integer;
    standing uuid;
BEGIN
    SELECT count(*), (array_agg(o.id) FILTER (WHERE r.id IS NULL))[1] INTO rounds, standing
    FROM ledger.journal AS o LEFT JOIN ledger.journal AS r ON r.reverses = o.id
    WHERE o.source = j.source AND o.kind = j.kind;
    IF standing IS NOT NULL THEN
        PERFORM ledger.refuse('already_settled', jsonb_build_object('source', j.source, 'journal', standing));
    END IF;
    RETURN rounds;
END $$;

CREATE FUNCTION ledger.planned(j ledger.journal, request jsonb) RETURNS ledger.plan
LANGUAGE plpgsql AS $$
DECLARE
    p ledger.plan;
    op jsonb;
    alive date := j.business_date;
    amount bigint;
BEGIN
    IF j.closes IS NOT NULL THEN -- what was held has not expired meanwhile
        SELECT least(h.business_date, alive) INTO alive FROM ledger.journal AS h WHERE h.id = j.closes;
        p := ledger.do_undo(p, j.closes, NULL, j.store);
    ELSIF j.reverses IS NOT NULL THEN
        p := ledger.do_undo(p, j.reverses, NULL, j.store);
    ELSIF j.kind = 'return' THEN
        amount := CASE WHEN request -> 'amount' IS NULL OR request -> 'amount' = 'null' THEN NULL ELSE ledger.whole(request, 'amount', 1) END;
        p := ledger.do_undo(p, j.returns, amount, j.store);
    ELSIF j.kind = 'merge' THEN
        RETURN ledger.do_merge(p, j, (request ->> 'other')::uuid);
    ELSIF j.kind = 'unmerge' THEN
        RETURN ledger.do_undo(p, j.returns, NULL, j.store, true);
    END IF;
    IF j.kind IN ('reversal', 'return', 'void') AND p.steps IS NULL THEN
        PERFORM ledger.refuse('more_than_original', jsonb_build_object('wanted', coalesce(amount, 0), 'left', 0));
    END IF;
    FOR op IN SELECT o FROM jsonb_array_elements(coalesce(request -> 'ops', '[]')) AS o LOOP
        IF ledger.may(j.kind, op ->> 'op', op ->> 'kind') IS NOT TRUE THEN
            PERFORM ledger.refuse('bad_request', jsonb_build_object('field', 'op'));
        END IF;
        p := CASE op ->> 'op'
            WHEN 'grant' THEN ledger.do_grant(p, j, op)
            WHEN 'draw' THEN ledger.do_draw(p, j, alive, op)
            WHEN 'give' THEN ledger.do_give(p, op ->> 'kind', ledger.unit_of(op ->> 'kind', op), ledger.whole(op, 'amount', 1),
                                            j.holder, (op ->> 'to')::uuid, j.business_date, ledger.origins(op))
            WHEN 'refund' THEN ledger.do_refund(p, j, op)
            WHEN 'settle' THEN ledger.do_settle(p, j, op)
        END;
    END LOOP;
    IF p.steps IS NULL AND j.kind NOT IN ('freeze', 'unfreeze') THEN
        PERFORM ledger.refuse('bad_request', jsonb_build_object('field', 'ops'));
    ELSIF cardinality(p.steps) > 2000 THEN
        PERFORM ledger.refuse('too_much_at_once', jsonb_build_object('lots', cardinality(p.steps)));
    END IF;
    RETURN p;
END $$;

-- Credit less debit of an account that is not guarded: what is sealed, and what waits to be.
CREATE FUNCTION ledger.store_balance(of uuid) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT sum(t.cr - t.dr) FROM ledger.total AS t WHERE t.account = of), 0)::bigint
         + coalesce((SELECT sum(CASE WHEN l.cr = of THEN l.amount ELSE -l.amount END)
                     FROM ledger.unsealed AS u JOIN ledger.line AS l USING (journal) WHERE of IN (l.dr, l.cr)), 0)::bigint
$$;

-- Pays what the posting's store owes another one: leaves its clearing, enters theirs.
CREATE FUNCTION ledger.do_settle(p ledger.plan, j ledger.journal, op jsonb) RETURNS ledger.plan
LANGUAGE plpgsql AS $$
DECLARE
    amount bigint := ledger.whole(op, 'amount', 1);
    payee uuid := (op ->> 'store')::uuid;
    owed bigint;
BEGIN
    IF payee IS NULL OR payee = j.store THEN
        PERFORM ledger.refuse('bad_request', jsonb_build_object('field', 'store'));
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger settle ' || j.store || payee, 0));
    owed := ledger.store_balance(ledger.account_id('due_to', 'fen', NULL, j.store, payee));
    IF amount > owed THEN
        PERFORM ledger.refuse('balance_too_low', jsonb_build_object('what', 'due', 'wanted', amount, 'usable', owed, 'held', owed));
    END IF;
    p := ledger.with_step(p, ledger.open_account('due_to', 'fen', NULL, j.store, payee),
                          ledger.open_account('clearing', 'fen', NULL, j.store), 'fen', amount);
    RETURN ledger.with_step(p, ledger.open_account('clearing', 'fen', NULL, payee),
                            ledger.open_account('due_from', 'fen', NULL, payee, j.store), 'fen', amount);
END $$;

-- Everything the other owner has goes over, lot by lot; what he owes too.
CREATE FUNCTION ledger.do_merge(p ledger.plan, j ledger.journal, other uuid) RETURNS ledger.plan
LANGUAGE plpgsql AS $$
DECLARE
    one record;
BEGIN
    IF other IS NULL OR other = j.holder THEN
        PERFORM ledger.refuse('bad_request', jsonb_build_object('field', 'other'));
    ELSIF EXISTS (SELECT FROM ledger.hold WHERE holder = other AND closed_by IS NULL) THEN
        PERFORM ledger.refuse('holds_open');
    END IF;
    FOR one IN
        SELECT a.kind, a.unit, a.id, b.amount FROM ledger.account AS a JOIN ledger.balance AS b ON b.account = a.id
        WHERE a.holder = other AND b.amount > 0 ORDER BY a.id
    LOOP
        IF ledger.has_lots(one.kind) THEN
            p := ledger.do_give(p, one.kind, one.unit, NULL, other, j.holder, NULL, NULL);
        ELSE
            p := ledger.with_step(p, ledger.open_account(one.kind, one.unit, j.holder, NULL), one.id, one.unit, one.amount);
        END IF;
    END LOOP;
    RETURN p;
END $$;

-- What counts together with a posting, so that nobody stays below a limit by doing it in parts: what the same
-- person gave the owner alone today, what was refunded of the same top-up or card before. Both are asked under
-- a lock that whoever adds to them takes: the owner's, and do_refund's.
CREATE FUNCTION ledger.together_with(j ledger.journal, p ledger.plan) RETURNS uuid[]
LANGUAGE plpgsql AS $$
BEGIN
    IF j.kind = 'gift' THEN
        RETURN ARRAY(
            SELECT o.id FROM ledger.journal AS o
            WHERE o.holder = j.holder AND o.kind = 'gift' AND o.approver IS NULL AND o.id <> j.id
              AND o.created_at >= ledger.today()::timestamp AT TIME ZONE 'Asia/Shanghai'
              AND ledger.person(o.actor) = ledger.person(j.actor)
              AND NOT EXISTS (SELECT FROM ledger.journal AS r WHERE r.reverses = o.id));
    ELSIF j.kind = 'refund' THEN
        RETURN ARRAY(
            SELECT DISTINCT o.id FROM ledger.lot AS l
            JOIN ledger.lot_use AS u ON (u.lot, u.lot_n) = (l.journal, l.n)
            JOIN ledger.journal AS o ON o.id = u.journal AND o.kind = 'refund'
            WHERE l.origin IN (SELECT m.origin FROM unnest(p.uses) AS x JOIN ledger.lot AS m ON (m.journal, m.n) = (x.lot, x.lot_n))
              AND NOT EXISTS (SELECT FROM ledger.journal AS r WHERE r.reverses = o.id));
    END IF;
    RETURN '{}';
END $$;

-- What one store owes another for it counts once.
CREATE FUNCTION ledger.check_second_person(j ledger.journal, p ledger.plan) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    limit_ record;
    before uuid[];
    total bigint;
BEGIN
    IF j.approver IS NOT NULL THEN
        RETURN;
    END IF;
    FOR limit_ IN SELECT f.unit, f.above FROM ledger.four_eyes AS f WHERE f.kind = j.kind ORDER BY f.unit LOOP
        SELECT sum(s.amount) INTO total FROM unnest(p.steps) AS s
        JOIN ledger.account AS d ON d.id = s.dr AND d.kind <> 'due_from'
        WHERE limit_.unit = '*' OR split_part(s.unit, ':', 1) = limit_.unit;
        CONTINUE WHEN total IS NULL;
        before := coalesce(before, ledger.together_with(j, p));
        SELECT total + coalesce(sum(l.amount), 0) INTO total FROM ledger.line AS l
        JOIN ledger.account AS d ON d.id = l.dr AND d.kind <> 'due_from'
        WHERE l.journal = ANY (before) AND (limit_.unit = '*' OR split_part(l.unit, ':', 1) = limit_.unit);
        IF total > limit_.above THEN
            PERFORM ledger.refuse('needs_second_person', jsonb_build_object('kind', j.kind, 'unit', limit_.unit, 'above', limit_.above));
        END IF;
    END LOOP;
END $$;

-- Balances, lines, lots and uses of a plan. A balance moves only where it stays at nothing or above.
CREATE FUNCTION ledger.write(j ledger.journal, p ledger.plan) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    short integer;
BEGIN
    IF p.steps IS NOT NULL THEN
        WITH steps AS (
            SELECT s.*, s.n::smallint AS place, d.guarded AS dr_guarded, d.kind AS dr_kind, c.guarded AS cr_guarded, c.kind AS cr_kind
            FROM unnest(p.steps) WITH ORDINALITY AS s (dr, cr, unit, amount, undoes, undoes_n, lot_account, store, origin,
                                                       usable_on, expires_on, paid_fen, list_fen, n)
            JOIN ledger.account AS d ON d.id = s.dr
            JOIN ledger.account AS c ON c.id = s.cr
        ), sides AS (
            SELECT s.n, 'd' AS side, s.dr AS account, CASE s.dr_kind WHEN 'points_debt' THEN s.amount ELSE -s.amount END AS change
            FROM steps AS s WHERE s.dr_guarded
            UNION ALL
            SELECT s.n, 'c', s.cr, CASE s.cr_kind WHEN 'points_debt' THEN -s.amount ELSE s.amount END
            FROM steps AS s WHERE s.cr_guarded
        ), moved AS (
            SELECT s.account, sum(s.change)::bigint AS change, count(*) AS places FROM sides AS s GROUP BY s.account
        ), was AS (
            UPDATE ledger.balance AS b SET amount = b.amount + m.change, seq = b.seq + m.places
            FROM moved AS m WHERE b.account = m.account AND b.amount + m.change >= 0
            RETURNING b.account, b.amount - m.change AS amount, b.seq - m.places AS seq
        ), run AS (
            SELECT s.n, s.side, w.seq + row_number() OVER x AS seq, w.amount + sum(s.change) OVER x AS after
            FROM sides AS s JOIN was AS w USING (account)
            WINDOW x AS (PARTITION BY s.account ORDER BY s.n, s.side)
        ), written AS (
            INSERT INTO ledger.line
            SELECT j.id, s.place, s.unit, s.dr, s.cr, s.amount, d.seq, d.after, c.seq, c.after, s.undoes, s.undoes_n
            FROM steps AS s
            LEFT JOIN run AS d ON d.n = s.n AND d.side = 'd'
            LEFT JOIN run AS c ON c.n = s.n AND c.side = 'c'
        )
        SELECT (SELECT count(*) FROM moved) - (SELECT count(*) FROM was) INTO short;
        IF short <> 0 THEN
            PERFORM ledger.refuse('balance_too_low', jsonb_build_object('what', 'balance', 'wanted', 0, 'usable', 0, 'held', 0));
        END IF;
        INSERT INTO ledger.lot
        SELECT j.id, s.n, s.lot_account, s.store, s.origin, s.amount, s.amount, s.usable_on, s.expires_on, s.paid_fen, s.list_fen, 0
        FROM unnest(p.steps) WITH ORDINALITY AS s (dr, cr, unit, amount, undoes, undoes_n, lot_account, store, origin,
                                                   usable_on, expires_on, paid_fen, list_fen, n)
        WHERE s.lot_account IS NOT NULL;
        IF p.uses IS NOT NULL THEN
            INSERT INTO ledger.lot_use
            SELECT j.id, u.n, u.lot, u.lot_n, sum(u.amount), sum(u.fen) FROM unnest(p.uses) AS u GROUP BY u.n, u.lot, u.lot_n;
        END IF;
    END IF;
    INSERT INTO ledger.unsealed VALUES (j.id);
END $$;

-- What a posting changes besides balances: holds, freezes, merges.
CREATE FUNCTION ledger.mark(j ledger.journal, request jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    minutes bigint;
BEGIN
    IF j.closes IS NOT NULL THEN
        UPDATE ledger.hold SET closed_by = j.id WHERE journal = j.closes AND closed_by IS NULL;
    END IF;
    CASE j.kind
        WHEN 'hold' THEN
            minutes := ledger.whole(request, 'minutes', 1, 1440);
            IF minutes > 43200 THEN -- 30 days
                PERFORM ledger.refuse('bad_amount', jsonb_build_object('field', 'minutes', 'value', minutes, 'most', 43200));
            END IF;
            INSERT INTO ledger.hold VALUES (j.id, j.holder, clock_timestamp() + make_interval(mins => minutes::integer));
        WHEN 'freeze' THEN UPDATE ledger.holder SET frozen = true WHERE id = j.holder;
        WHEN 'unfreeze' THEN UPDATE ledger.holder SET frozen = false WHERE id = j.holder;
        WHEN 'merge' THEN UPDATE ledger.holder SET merged_into = j.holder WHERE id = (request ->> 'other')::uuid;
        WHEN 'unmerge' THEN
            UPDATE ledger.holder SET merged_into = NULL
            WHERE merged_into = j.holder AND id = (SELECT (detail ->> 'other')::uuid FROM ledger.journal WHERE id = j.returns);
        ELSE NULL;
    END CASE;
END $$;

-- What a posting answers: worked out of its lines, so it is the same at any time after.
CREATE FUNCTION ledger.answer(posted uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_build_object('journal', j.id, 'kind', j.kind, 'business_date', j.business_date,
        'at', to_char(j.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.USZ'),
        'balances', coalesce((
            SELECT jsonb_agg(jsonb_build_object('holder', a.holder, 'kind', a.kind, 'unit', a.unit, 'after', s.after)
                             ORDER BY a.kind, a.unit, a.holder)
            FROM (SELECT DISTINCT ON (x.account) x.account, x.after
                  FROM ledger.line AS l CROSS JOIN LATERAL (
                      VALUES (l.dr, l.dr_seq, l.dr_after), (l.cr, l.cr_seq, l.cr_after)) AS x (account, seq, after)
                  WHERE l.journal = j.id AND x.seq IS NOT NULL
                  ORDER BY x.account, x.seq DESC) AS s
            JOIN ledger.account AS a ON a.id = s.account), '[]'))
    FROM ledger.journal AS j WHERE j.id = posted);
END $$;
