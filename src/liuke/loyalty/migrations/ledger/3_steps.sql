-- What a posting is made of while it is worked out: steps become lines, uses become lot_use.
CREATE TYPE ledger.step AS (
    dr uuid, cr uuid, unit text, amount bigint, undoes uuid, undoes_n smallint,
    lot_account uuid, store uuid, origin uuid, usable_on date, expires_on date, paid_fen bigint, list_fen bigint);
CREATE TYPE ledger.use AS (n smallint, lot uuid, lot_n smallint, amount bigint, fen bigint);
CREATE TYPE ledger.plan AS (steps ledger.step[], uses ledger.use[]);
CREATE TYPE ledger.taken AS (
    lot uuid, lot_n smallint, store uuid, origin uuid, amount bigint, fen bigint,
    usable_on date, expires_on date, paid_fen bigint, list_fen bigint);

CREATE FUNCTION ledger.has_lots(kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN kind IN ('principal', 'bonus', 'points', 'visits', 'coupon');

-- A whole number in bounds; anything else (fractions, text, none, too much) is refused by name.
CREATE FUNCTION ledger.whole(op jsonb, name text, lowest bigint, otherwise bigint DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    given jsonb := op -> name;
BEGIN
    IF (given IS NULL OR given = 'null') AND otherwise IS NOT NULL THEN
        RETURN otherwise;
    END IF;
    IF jsonb_typeof(given) IS DISTINCT FROM 'number' OR given::text !~ '^-?[0-9]{1,12}$'
        OR given::text::bigint NOT BETWEEN lowest AND 100000000000 THEN
        PERFORM ledger.refuse('bad_amount', jsonb_build_object('field', name, 'value', given));
    END IF;
    RETURN given::text::bigint;
END $$;

-- The account of that nature, opened where there is none.
CREATE FUNCTION ledger.open_account(kind text, unit text, holder uuid, store uuid, counter uuid DEFAULT NULL)
RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    found uuid := ledger.account_id(kind, unit, holder, store, counter);
BEGIN
    IF holder IS NOT NULL AND EXISTS (SELECT FROM ledger.balance WHERE account = found) THEN
        RETURN found;
    ELSIF NOT EXISTS (SELECT FROM ledger.account WHERE id = found) THEN
        IF unit !~ '^(fen|points|(visits|coupon):[a-z0-9._-]{1,64})$' THEN
            PERFORM ledger.refuse('unknown_unit', jsonb_build_object('unit', unit));
        END IF;
        -- Whichever of its keys another till has written first: with one key named, the other one is an error.
        INSERT INTO ledger.account VALUES (found, kind, unit, holder, store, counter, holder IS NOT NULL)
        ON CONFLICT DO NOTHING;
    END IF;
    IF holder IS NOT NULL THEN
        INSERT INTO ledger.balance (account) VALUES (found) ON CONFLICT (account) DO NOTHING;
    END IF;
    RETURN found;
END $$;

-- The unit of an account kind, as the request names it.
CREATE FUNCTION ledger.unit_of(kind text, op jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    unit text := coalesce(op ->> 'unit', CASE WHEN kind IN ('principal', 'bonus', 'stored') THEN 'fen'
                                              WHEN kind = 'points' THEN 'points' ELSE '' END);
BEGIN
    IF NOT (CASE kind WHEN 'principal' THEN unit = 'fen' WHEN 'bonus' THEN unit = 'fen'
                     WHEN 'stored' THEN unit = 'fen' WHEN 'points' THEN unit = 'points'
                     WHEN 'visits' THEN unit ~ '^visits:[a-z0-9._-]{1,64}$'
                     WHEN 'coupon' THEN unit ~ '^coupon:[a-z0-9._-]{1,64}$' ELSE false END) THEN
        PERFORM ledger.refuse('unknown_unit', jsonb_build_object('unit', unit));
    END IF;
    RETURN unit;
END $$;

CREATE FUNCTION ledger.with_step(p ledger.plan, dr uuid, cr uuid, unit text, amount bigint,
                                 undoes uuid DEFAULT NULL, undoes_n smallint DEFAULT NULL)
RETURNS ledger.plan LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    p.steps := p.steps || ROW(dr, cr, unit, amount, undoes, undoes_n, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::ledger.step;
    RETURN p;
END $$;

-- Money of ``issuer`` that goes to ``counter`` of the store of the posting, which earned it (revenue) or paid it
-- out (refund_out): between two stores it leaves a due. What draws is the first step, also where there are two.
CREATE FUNCTION ledger.with_due(p ledger.plan, dr uuid, counter text, issuer uuid, store uuid, amount bigint)
RETURNS ledger.plan LANGUAGE plpgsql AS $$
BEGIN
    IF issuer = store THEN
        RETURN ledger.with_step(p, dr, ledger.open_account(counter, 'fen', NULL, issuer), 'fen', amount);
    END IF;
    p := ledger.with_step(p, dr, ledger.open_account('due_to', 'fen', NULL, issuer, store), 'fen', amount);
    RETURN ledger.with_step(p, ledger.open_account('due_from', 'fen', NULL, store, issuer),
                            ledger.open_account(counter, 'fen', NULL, store), 'fen', amount);
END $$;

-- Draws on the lots of an account, first to expire first, in one statement: what can be used on ``day`` and had
-- not expired on ``alive``; NULL takes them at any age. ``wanted`` NULL takes all. ``moneyed`` lots (count cards, coupons sold) earn their share of what was paid.
CREATE FUNCTION ledger.take(drawn_on uuid, kind text, wanted bigint, day date, alive date, origins uuid[], moneyed boolean)
RETURNS ledger.taken[] LANGUAGE plpgsql AS $$
DECLARE
    found ledger.taken[];
    total bigint;
BEGIN
    WITH usable AS (
        SELECT l.*, (sum(l.remaining) OVER (ORDER BY l.expires_on, l.journal, l.n) - l.remaining)::bigint AS before
        FROM ledger.lot AS l
        WHERE l.account = drawn_on AND l.remaining > 0
          AND (day IS NULL OR (l.usable_on <= day AND (l.expires_on IS NULL OR l.expires_on >= alive)))
          AND (origins IS NULL OR l.origin = ANY (origins))
    ), chosen AS (
        SELECT u.*, least(u.remaining, coalesce(wanted - u.before, u.remaining)) AS part FROM usable AS u
        WHERE wanted IS NULL OR u.before < wanted
    ), priced AS (
        SELECT c.*, CASE WHEN moneyed THEN greatest(0, div(c.paid_fen::numeric * (c.granted - c.remaining + c.part), c.granted)::bigint
                                                       - c.earned_fen) ELSE 0 END AS fen
        FROM chosen AS c
    ), drawn AS (
        UPDATE ledger.lot AS l SET remaining = l.remaining - p.part, earned_fen = l.earned_fen + p.fen
        FROM priced AS p
        WHERE l.journal = p.journal AND l.n = p.n AND l.remaining >= p.part
        RETURNING l.journal, l.n, l.store, l.origin, p.part, p.fen, l.usable_on, l.expires_on, l.paid_fen, l.list_fen, l.granted
    )
    SELECT array_agg(ROW(d.journal, d.n, d.store, d.origin, d.part, d.fen, d.usable_on, d.expires_on,
                         CASE WHEN moneyed THEN d.fen ELSE d.paid_fen END,
                         CASE WHEN moneyed THEN div(d.list_fen::numeric * d.part, d.granted)::bigint ELSE d.list_fen END
                        )::ledger.taken ORDER BY d.expires_on, d.journal, d.n),
           coalesce(sum(d.part), 0)
    INTO found, total FROM drawn AS d;
    IF total < wanted OR (wanted IS NULL AND total = 0) THEN
        PERFORM ledger.refuse_draw(drawn_on, kind, wanted, total, origins);
    END IF;
    IF cardinality(found) > 1000 THEN
        PERFORM ledger.refuse('too_much_at_once', jsonb_build_object('lots', cardinality(found)));
    END IF;
    RETURN found;
END $$;

-- Why a draw fell short: nothing of that origin, too little, or not valid on that day. ``usable`` has been drawn
-- already, so it is no longer in the lots.
CREATE FUNCTION ledger.refuse_draw(drawn_on uuid, kind text, wanted bigint, usable bigint, origins uuid[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    told jsonb;
    held bigint;
BEGIN
    SELECT coalesce(sum(l.remaining), 0) + usable INTO held FROM ledger.lot AS l
    WHERE l.account = drawn_on AND l.remaining > 0 AND (origins IS NULL OR l.origin = ANY (origins));
    told := jsonb_build_object('what', kind, 'wanted', coalesce(wanted, 0), 'usable', usable, 'held', held);
    IF origins IS NOT NULL AND NOT EXISTS (
        SELECT FROM ledger.lot AS l WHERE l.account = drawn_on AND l.origin = ANY (origins)) THEN
        PERFORM ledger.refuse('lot_not_held', told);
    ELSIF held >= coalesce(wanted, 1) THEN
        PERFORM ledger.refuse('value_not_valid', told);
    END IF;
    PERFORM ledger.refuse('balance_too_low', told);
END $$;

-- One line for each issuing store: to ``counter`` of that store, or to the owner's own held account.
CREATE FUNCTION ledger.with_drawn(p ledger.plan, j ledger.journal, drawn_on uuid, unit text, counter text, taken ledger.taken[])
RETURNS ledger.plan LANGUAGE plpgsql AS $$
DECLARE
    issuer record;
    target uuid;
BEGIN
    FOR issuer IN
        SELECT t.store, sum(t.amount)::bigint AS amount, sum(t.fen)::bigint AS fen
        FROM unnest(taken) AS t GROUP BY t.store ORDER BY t.store
    LOOP
        IF counter = 'revenue' THEN
            p := ledger.with_due(p, drawn_on, 'revenue', issuer.store, j.store, issuer.amount);
        ELSE
            target := CASE WHEN counter = 'held' THEN ledger.open_account('held', unit, j.holder, NULL)
                           ELSE ledger.open_account(counter, unit, NULL, issuer.store) END;
            p := ledger.with_step(p, drawn_on, target, unit, issuer.amount);
        END IF;
        p.uses := p.uses || ARRAY(
            SELECT ROW(CASE WHEN counter = 'revenue' AND issuer.store <> j.store
                            THEN cardinality(p.steps) - 1 ELSE cardinality(p.steps) END,
                       t.lot, t.lot_n, t.amount, t.fen)::ledger.use
            FROM unnest(taken) AS t WHERE t.store = issuer.store);
        IF issuer.fen > 0 AND j.kind IN ('expiry', 'breakage') THEN
            p := ledger.with_step(p, ledger.open_account('deferred', 'fen', NULL, issuer.store),
                                  ledger.open_account('breakage', 'fen', NULL, issuer.store), 'fen', issuer.fen);
        ELSIF issuer.fen > 0 AND j.kind <> 'refund' THEN
            p := ledger.with_due(p, ledger.open_account('deferred', 'fen', NULL, issuer.store), 'revenue',
                                 issuer.store, j.store, issuer.fen);
        END IF;
    END LOOP;
    RETURN p;
END $$;

-- Stored value: of each top-up principal and bonus go together, in the proportion in which they came.
-- What is left of the principal is ceil(left * paid / (paid + bonus)): the odd fen stays with the owner.
CREATE FUNCTION ledger.with_stored(p ledger.plan, j ledger.journal, alive date, wanted bigint, origins uuid[])
RETURNS ledger.plan LANGUAGE plpgsql AS $$
DECLARE
    principal uuid := ledger.open_account('principal', 'fen', j.holder, NULL);
    bonus uuid := ledger.open_account('bonus', 'fen', j.holder, NULL);
    of_principal ledger.taken[];
    of_bonus ledger.taken[];
    total bigint;
    told jsonb;
BEGIN
    WITH usable AS (
        SELECT l.*, l.account = principal AS main FROM ledger.lot AS l
        WHERE l.account IN (principal, bonus) AND l.remaining > 0
          AND l.usable_on <= j.business_date AND (l.expires_on IS NULL OR l.expires_on >= alive)
          AND (origins IS NULL OR l.origin = ANY (origins))
    ), topups AS (
        SELECT u.origin, u.store, min(u.expires_on) AS expires_on,
               coalesce(sum(u.remaining) FILTER (WHERE u.main), 0)::bigint AS p,
               coalesce(sum(u.remaining) FILTER (WHERE NOT u.main), 0)::bigint AS b,
               coalesce(max(u.paid_fen) FILTER (WHERE u.main), 0) AS paid,
               greatest(coalesce(max(u.list_fen) FILTER (WHERE u.main), 1), 1) AS listed
        FROM usable AS u GROUP BY u.origin, u.store
    ), summed AS (
        SELECT t.*, (sum(t.p + t.b) OVER (ORDER BY t.expires_on, t.origin, t.store) - t.p - t.b)::bigint AS before
        FROM topups AS t
    ), parts AS (
        SELECT s.*, s.p + s.b - least(s.p + s.b, wanted - s.before) AS rest FROM summed AS s WHERE s.before < wanted
    ), shares AS (
        SELECT s.*, s.p - greatest(s.rest - s.b, least(s.p, s.rest,
                    ceil(s.rest::numeric * s.paid / s.listed)::bigint)) AS from_principal
        FROM parts AS s
    ), wants AS (
        SELECT s.origin, s.store, true AS main, s.from_principal AS amount FROM shares AS s
        UNION ALL
        SELECT s.origin, s.store, false, s.p + s.b - s.rest - s.from_principal FROM shares AS s
    ), lots AS (
        SELECT u.journal, u.n, least(u.remaining, w.amount - (sum(u.remaining) OVER (
                   PARTITION BY u.origin, u.store, u.main ORDER BY u.expires_on, u.journal, u.n) - u.remaining)) AS part
        FROM usable AS u JOIN wants AS w USING (origin, store, main)
    ), drawn AS (
        UPDATE ledger.lot AS l SET remaining = l.remaining - c.part
        FROM lots AS c
        WHERE c.part > 0 AND l.journal = c.journal AND l.n = c.n AND l.remaining >= c.part
        RETURNING l.*, c.part
    )
    SELECT array_agg(t) FILTER (WHERE d.account = principal), array_agg(t) FILTER (WHERE d.account = bonus),
           coalesce(sum(d.part), 0)
    INTO of_principal, of_bonus, total
    FROM drawn AS d, LATERAL (SELECT ROW(d.journal, d.n, d.store, d.origin, d.part, 0, d.usable_on, d.expires_on,
                                         d.paid_fen, d.list_fen)::ledger.taken AS t) AS made;
    IF total < wanted THEN
        SELECT jsonb_build_object('what', 'stored', 'wanted', wanted, 'usable', total, 'held', coalesce(sum(l.remaining), 0) + total)
        INTO told FROM ledger.lot AS l WHERE l.account IN (principal, bonus) AND l.remaining > 0;
        PERFORM ledger.refuse(CASE WHEN (told ->> 'held')::bigint >= wanted THEN 'value_not_valid' ELSE 'balance_too_low' END, told);
    END IF;
    IF of_principal IS NOT NULL THEN
        p := ledger.with_drawn(p, j, principal, 'fen', CASE j.kind WHEN 'hold' THEN 'held' ELSE 'revenue' END, of_principal);
    END IF;
    IF of_bonus IS NOT NULL THEN
        p := ledger.with_drawn(p, j, bonus, 'fen', CASE j.kind WHEN 'hold' THEN 'held' ELSE 'bonus_cost' END, of_bonus);
    END IF;
    RETURN p;
END $$;
