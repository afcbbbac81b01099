-- Lots of these that are over and whose owners are locked. Those of one account and store make one line; a
-- posting is of one store and has 900 lines at most.
CREATE FUNCTION ledger.over(lots uuid[], places smallint[], owners uuid[], day date)
RETURNS TABLE (lot uuid, lot_n smallint, account uuid, store uuid, unit text, amount bigint, money bigint, batch bigint, n smallint)
LANGUAGE plpgsql STABLE ROWS 5000 AS $$
BEGIN
    RETURN QUERY
    WITH there AS (
        SELECT l.journal AS lot, l.n AS lot_n, l.account, l.store, a.unit, l.remaining AS amount,
               CASE WHEN a.kind IN ('visits', 'coupon') THEN l.paid_fen - l.earned_fen ELSE 0 END AS money
        FROM unnest(lots, places) AS c (journal, n)
        JOIN ledger.lot AS l ON l.journal = c.journal AND l.n = c.n
        JOIN ledger.account AS a ON a.id = l.account
        WHERE a.holder = ANY (owners) AND l.remaining > 0 AND l.expires_on < day
    ), placed AS (
        SELECT t.*, dense_rank() OVER (PARTITION BY t.store ORDER BY t.account) - 1 AS place FROM there AS t
    )
    SELECT p.lot, p.lot_n, p.account, p.store, p.unit, p.amount, p.money,
           dense_rank() OVER (ORDER BY p.store, p.place / 900), (p.place % 900 + 1)::smallint
    FROM placed AS p;
END $$;

-- Expires what is over, at most so many lots at once; how many. Owners somebody is busy with come next time.
CREATE FUNCTION ledger.expire(most integer DEFAULT 5000) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    day date := ledger.today();
    done integer;
    lots uuid[];
    places smallint[];
    owners uuid[];
BEGIN
    SELECT array_agg(l.journal), array_agg(l.n), array_agg(DISTINCT a.holder) INTO lots, places, owners
    FROM (SELECT o.journal, o.n, o.account FROM ledger.lot AS o WHERE o.remaining > 0 AND o.expires_on < day
          ORDER BY o.expires_on, o.account LIMIT most) AS l
    JOIN ledger.account AS a ON a.id = l.account;
    IF owners IS NULL THEN
        RETURN 0;
    END IF;
    SELECT array_agg(h.id) INTO owners FROM (
        SELECT id FROM ledger.holder WHERE id = ANY (owners) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED) AS h;
    -- One pass would draw on a snapshot from before the locks: this statement sees what they protect.
    WITH placed AS MATERIALIZED (
        SELECT * FROM ledger.over(lots, places, owners, day)
    ), heads AS MATERIALIZED (
        SELECT b.batch, b.store, public.liuke_new_id() AS id FROM (SELECT DISTINCT batch, store FROM placed) AS b
    ), keys AS (
        INSERT INTO ledger.idem_key SELECT 'expiry:' || h.id, sha256(convert_to(h.id::text, 'UTF8')), h.id FROM heads AS h
    ), journals AS (
        INSERT INTO ledger.journal (id, kind, store, idem, business_date)
        SELECT h.id, 'expiry', h.store, 'expiry:' || h.id, day FROM heads AS h
    ), waiting AS (
        INSERT INTO ledger.unsealed SELECT h.id FROM heads AS h
    ), told AS (
        INSERT INTO public.outbox_publishedevent (id, kind, payload)
        SELECT h.id, 'loyalty.posted', jsonb_build_object('journal_id', h.id, 'posting', 'expiry', 'store_id', h.store,
                                                          'owner_id', NULL, 'source', NULL) FROM heads AS h
    ), targets AS MATERIALIZED (
        SELECT p.store, p.unit, ledger.open_account('breakage', p.unit, NULL, p.store) AS breakage
        FROM (SELECT DISTINCT store, unit FROM placed) AS p
    ), funds AS MATERIALIZED (
        SELECT s.store, ledger.open_account('deferred', 'fen', NULL, s.store) AS deferred,
               ledger.open_account('breakage', 'fen', NULL, s.store) AS breakage
        FROM (SELECT DISTINCT store FROM placed WHERE money > 0) AS s
    ), parts AS MATERIALIZED (
        SELECT p.batch, p.n, p.store, p.account, p.unit, sum(p.amount)::bigint AS amount, sum(p.money)::bigint AS money
        FROM placed AS p GROUP BY p.batch, p.n, p.store, p.account, p.unit
    ), moved AS (
        SELECT p.account, sum(p.amount)::bigint AS change, count(*) AS places FROM parts AS p GROUP BY p.account
    ), was AS (
        UPDATE ledger.balance AS b SET amount = b.amount - m.change, seq = b.seq + m.places
        FROM moved AS m WHERE b.account = m.account AND b.amount >= m.change
        RETURNING b.account, b.amount + m.change AS amount, b.seq - m.places AS seq
    ), run AS MATERIALIZED (
        SELECT p.*, h.id AS journal, w.seq + row_number() OVER x AS seq, w.amount - sum(p.amount) OVER x AS after
        FROM parts AS p JOIN heads AS h USING (batch) JOIN was AS w USING (account)
        WINDOW x AS (PARTITION BY p.account ORDER BY h.id, p.n)
    ), lines AS (
        INSERT INTO ledger.line (journal, n, unit, dr, cr, amount, dr_seq, dr_after)
        SELECT r.journal, r.n, r.unit, r.account, t.breakage, r.amount, r.seq, r.after
        FROM run AS r JOIN targets AS t ON t.store = r.store AND t.unit = r.unit
        UNION ALL
        SELECT r.journal, (r.n + 1000)::smallint, 'fen', f.deferred, f.breakage, r.money, NULL, NULL
        FROM run AS r JOIN funds AS f ON f.store = r.store WHERE r.money > 0
    ), drawn AS MATERIALIZED (
        SELECT r.journal, r.n, p.lot, p.lot_n, p.amount, p.money FROM placed AS p JOIN run AS r USING (batch, n)
    ), uses AS (
        INSERT INTO ledger.lot_use SELECT d.journal, d.n, d.lot, d.lot_n, d.amount, d.money FROM drawn AS d
    ), emptied AS (
        UPDATE ledger.lot AS l SET remaining = 0, earned_fen = l.earned_fen + d.money
        FROM drawn AS d WHERE l.journal = d.lot AND l.n = d.lot_n AND l.remaining = d.amount
        RETURNING 1
    )
    SELECT count(*) INTO done FROM emptied;
    RETURN done;
END $$;

-- Gives back what has been held for too long; how many holds.
CREATE FUNCTION ledger.void_stale(most integer DEFAULT 500) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
DECLARE
    one record;
    done integer := 0;
BEGIN
    FOR one IN
        SELECT h.journal, h.holder, j.store FROM ledger.hold AS h JOIN ledger.journal AS j ON j.id = h.journal
        WHERE h.closed_by IS NULL AND h.expires_at < clock_timestamp() ORDER BY h.holder, h.journal LIMIT most
    LOOP
        PERFORM ledger.post(jsonb_build_object('id', public.liuke_new_id(), 'idem', 'stale:' || one.journal, 'kind', 'void',
                                               'store', one.store, 'holder', one.holder, 'closes', one.journal));
        done := done + 1;
    END LOOP;
    RETURN done;
END $$;
