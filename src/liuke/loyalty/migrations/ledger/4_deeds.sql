-- What one operation of a request adds to the posting.

-- Grants a lot. Points first pay back what the owner owes of them.
CREATE FUNCTION ledger.do_grant(p ledger.plan, j ledger.journal, op jsonb) RETURNS ledger.plan
LANGUAGE plpgsql AS $$
DECLARE
    kind text := op ->> 'kind';
    unit text := ledger.unit_of(kind, op);
    amount bigint := ledger.whole(op, 'amount', 1);
    paid bigint := ledger.whole(op, 'paid_fen', 0, 0);
    listed bigint := ledger.whole(op, 'list_fen', 0, 0);
    expires date := (op ->> 'expires_on')::date;
    usable date := coalesce((op ->> 'usable_on')::date, j.business_date);
    source uuid := ledger.open_account(
        CASE WHEN j.kind = 'opening' THEN 'suspense' WHEN kind = 'principal' THEN 'clearing' WHEN kind = 'bonus' THEN 'bonus_cost'
             WHEN kind = 'points' THEN 'points_cost' WHEN kind = 'visits' THEN 'visits_out' ELSE 'coupons_out' END,
        unit, NULL, j.store);
    target uuid := ledger.open_account(kind, unit, j.holder, NULL);
    owed bigint;
BEGIN
    IF (kind = 'principal' AND expires IS NOT NULL) OR expires < usable OR (paid > 0 AND kind IN ('bonus', 'points')) THEN
        PERFORM ledger.refuse('bad_request', jsonb_build_object('field', 'expires_on'));
    END IF;
    IF kind = 'points' AND j.kind <> 'opening' THEN
        SELECT b.amount INTO owed FROM ledger.balance AS b
        WHERE b.account = ledger.account_id('points_debt', 'points', j.holder, NULL, NULL) AND b.amount > 0;
        IF owed IS NOT NULL THEN
            owed := least(owed, amount);
            amount := amount - owed;
            p := ledger.with_step(p, source, ledger.open_account('points_debt', unit, j.holder, NULL), unit, owed);
        END IF;
    END IF;
    IF amount > 0 THEN
        p.steps := p.steps || ROW(source, target, unit, amount, NULL, NULL, target, j.store, j.id, usable, expires, paid, listed)::ledger.step;
    END IF;
    IF kind IN ('visits', 'coupon') AND paid > 0 THEN
        p := ledger.with_step(p, CASE WHEN j.kind = 'opening' THEN ledger.open_account('suspense', 'fen', NULL, j.store)
                                      ELSE ledger.open_account('clearing', 'fen', NULL, j.store) END,
                              ledger.open_account('deferred', 'fen', NULL, j.store), 'fen', paid);
    END IF;
    RETURN p;
END $$;

CREATE FUNCTION ledger.origins(op jsonb) RETURNS uuid[]
LANGUAGE sql IMMUTABLE
RETURN CASE WHEN jsonb_typeof(op -> 'origins') = 'array'
            THEN ARRAY(SELECT jsonb_array_elements_text(op -> 'origins')::uuid) END;

-- Draws on what the owner holds and had not expired on ``alive``.
CREATE FUNCTION ledger.do_draw(p ledger.plan, j ledger.journal, alive date, op jsonb) RETURNS ledger.plan
LANGUAGE plpgsql AS $$
DECLARE
    kind text := op ->> 'kind';
    unit text := ledger.unit_of(kind, op);
    amount bigint := ledger.whole(op, 'amount', 1);
    account uuid;
BEGIN
    IF kind = 'stored' THEN
        RETURN ledger.with_stored(p, j, alive, amount, ledger.origins(op));
    END IF;
    account := ledger.open_account(kind, unit, j.holder, NULL);
    RETURN ledger.with_drawn(p, j, account, unit,
        CASE WHEN j.kind = 'hold' THEN 'held' WHEN j.kind = 'breakage' THEN 'breakage' WHEN kind = 'points' THEN 'points_cost'
             WHEN kind = 'visits' THEN 'visits_out' WHEN kind = 'coupon' THEN 'coupons_out' WHEN kind = 'bonus' THEN 'bonus_cost' END,
        ledger.take(account, kind, amount, CASE WHEN j.kind = 'breakage' THEN NULL ELSE j.business_date END, alive, ledger.origins(op),
                    j.kind <> 'hold' AND kind IN ('visits', 'coupon')));
END $$;

-- Hands lots over as they are: store, origin, days and what was paid go with them.
CREATE FUNCTION ledger.do_give(p ledger.plan, kind text, unit text, amount bigint, giver uuid, taker uuid, day date, origins uuid[])
RETURNS ledger.plan LANGUAGE plpgsql AS $$
DECLARE
    given_from uuid := ledger.open_account(kind, unit, giver, NULL);
    given_to uuid;
    one ledger.taken;
BEGIN
    IF taker IS NULL OR taker = giver THEN
        PERFORM ledger.refuse('bad_request', jsonb_build_object('field', 'to'));
    END IF;
    given_to := ledger.open_account(kind, unit, taker, NULL);
    FOREACH one IN ARRAY ledger.take(given_from, kind, amount, day, day, origins, kind IN ('visits', 'coupon')) LOOP
        p.steps := p.steps || ROW(given_from, given_to, unit, one.amount, NULL, NULL, given_to, one.store, one.origin,
                                  one.usable_on, one.expires_on, one.paid_fen, one.list_fen)::ledger.step;
        p.uses := p.uses || ROW(cardinality(p.steps), one.lot, one.lot_n, one.amount, one.fen)::ledger.use;
    END LOOP;
    RETURN p;
END $$;

-- Pays back what is left of one top-up or card, out of the money of the store of the posting; what is kept counts
-- as used. The two must be all that is left.
CREATE FUNCTION ledger.do_refund(p ledger.plan, j ledger.journal, op jsonb) RETURNS ledger.plan
LANGUAGE plpgsql AS $$
DECLARE
    kind text := op ->> 'kind';
    unit text := ledger.unit_of(kind, op);
    refunded bigint := ledger.whole(op, 'refund_fen', 0);
    kept bigint := ledger.whole(op, 'kept_fen', 0, 0);
    batch uuid := (op ->> 'origin')::uuid;
    main uuid := ledger.open_account(CASE kind WHEN 'stored' THEN 'principal' ELSE kind END, unit, j.holder, NULL);
    bonus uuid;
    payer uuid;
    taken ledger.taken[];
    rest bigint;
    place integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger refund ' || batch, 0)); -- its uses may be two owners'
    IF NOT EXISTS (SELECT FROM ledger.lot AS l WHERE l.account = main AND l.origin = batch) THEN
        PERFORM ledger.refuse('lot_not_held', jsonb_build_object('what', kind));
    END IF;
    SELECT coalesce(sum(CASE kind WHEN 'stored' THEN l.remaining ELSE l.paid_fen - l.earned_fen END), 0)::bigint INTO rest
    FROM ledger.lot AS l
    WHERE l.account = main AND l.origin = batch AND l.remaining > 0;
    IF rest = 0 THEN
        PERFORM ledger.refuse('balance_too_low', jsonb_build_object('what', kind, 'wanted', refunded, 'usable', 0, 'held', 0));
    ELSIF refunded + kept <> rest THEN
        PERFORM ledger.refuse('calculation_outdated', jsonb_build_object('refund', refunded, 'kept', kept, 'left', rest));
    END IF;
    taken := ledger.take(main, kind, NULL, NULL, NULL, ARRAY[batch], kind = 'visits');
    IF kind = 'visits' THEN
        p := ledger.with_drawn(p, j, main, unit, 'visits_out', taken);
        payer := ledger.open_account('deferred', 'fen', NULL, taken[1].store);
    ELSE
        payer := main;
        bonus := ledger.open_account('bonus', 'fen', j.holder, NULL);
    END IF;
    IF refunded > 0 THEN
        place := coalesce(cardinality(p.steps), 0) + 1;
        p := ledger.with_due(p, payer, 'refund_out', taken[1].store, j.store, refunded);
        IF kind = 'stored' THEN
            p.uses := p.uses || ledger.spread(taken, 0, refunded, place);
        END IF;
    END IF;
    IF kept > 0 THEN
        p := ledger.with_step(p, payer, ledger.open_account('revenue', 'fen', NULL, taken[1].store), 'fen', kept);
        IF kind = 'stored' THEN
            p.uses := p.uses || ledger.spread(taken, refunded, kept, cardinality(p.steps));
        END IF;
    END IF;
    IF EXISTS (SELECT FROM ledger.lot AS l WHERE l.account = bonus AND l.origin = batch AND l.remaining > 0) THEN
        p := ledger.with_drawn(p, j, bonus, 'fen', 'bonus_cost', ledger.take(bonus, 'bonus', NULL, NULL, NULL, ARRAY[batch], false));
    END IF;
    RETURN p;
END $$;

-- The part of what was taken that lies between ``start`` and ``start + amount``, as uses of step ``n``.
CREATE FUNCTION ledger.spread(taken ledger.taken[], start bigint, amount bigint, n integer) RETURNS ledger.use[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT array_agg(ROW(n, t.lot, t.lot_n, least(t.upto, spread.start + spread.amount) - greatest(t.upto - t.amount, spread.start), 0)::ledger.use)
    FROM (SELECT u.*, sum(u.amount) OVER (ORDER BY u.lot, u.lot_n)::bigint AS upto FROM unnest(taken) AS u) AS t
    WHERE least(t.upto, spread.start + spread.amount) > greatest(t.upto - t.amount, spread.start)
$$;

-- Takes back from the lot a line granted; points that are gone become a debt, anything else is refused.
CREATE FUNCTION ledger.take_back(p ledger.plan, l ledger.line, kind text, part bigint, as_far boolean, owing boolean)
RETURNS ledger.plan
LANGUAGE plpgsql AS $$
DECLARE
    lot ledger.lot;
    back bigint;
    money bigint := 0;
    owner uuid;
BEGIN
    SELECT * INTO lot FROM ledger.lot AS o WHERE (o.journal, o.n) = (l.journal, l.n);
    back := least(part, lot.remaining);
    IF back < part AND NOT owing AND NOT as_far THEN
        PERFORM ledger.refuse('already_used', jsonb_build_object('what', kind, 'wanted', part, 'left', lot.remaining));
    END IF;
    IF back > 0 THEN
        IF kind IN ('visits', 'coupon') THEN
            money := greatest(0, div(lot.paid_fen::numeric * (lot.granted - lot.remaining + back), lot.granted)::bigint - lot.earned_fen);
        END IF;
        UPDATE ledger.lot AS o SET remaining = o.remaining - back, earned_fen = o.earned_fen + money
        WHERE (o.journal, o.n) = (l.journal, l.n);
        p := ledger.with_step(p, l.cr, l.dr, l.unit, back, l.journal, l.n);
        p.uses := p.uses || ROW(cardinality(p.steps), l.journal, l.n, back, money)::ledger.use;
    END IF;
    IF back < part AND owing AND NOT as_far THEN
        SELECT a.holder INTO owner FROM ledger.account AS a WHERE a.id = l.cr;
        p := ledger.with_step(p, ledger.open_account('points_debt', l.unit, owner, NULL), l.dr, l.unit, part - back, l.journal, l.n);
    END IF;
    RETURN p;
END $$;

-- Gives back to the lots a line drew on, the latest to expire first: the owner keeps what lasts longest.
CREATE FUNCTION ledger.give_back(p ledger.plan, l ledger.line, part bigint) RETURNS ledger.plan
LANGUAGE plpgsql AS $$
DECLARE
    place smallint := cardinality(p.steps);
    uses ledger.use[];
BEGIN
    WITH net AS (
        SELECT u.lot, u.lot_n, sum(u.amount)::bigint AS amount, sum(u.fen)::bigint AS fen
        FROM ledger.lot_use AS u
        JOIN ledger.line AS x ON (x.journal, x.n) = (u.journal, u.n)
        JOIN ledger.lot AS o ON (o.journal, o.n) = (u.lot, u.lot_n)
        WHERE o.account = l.dr
          AND ((x.journal, x.n) = (l.journal, l.n) OR (x.undoes, x.undoes_n) = (l.journal, l.n))
        GROUP BY u.lot, u.lot_n HAVING sum(u.amount) > 0
    ), ordered AS (
        SELECT net.*, (sum(net.amount) OVER (ORDER BY o.expires_on DESC NULLS FIRST, o.journal DESC, o.n DESC) - net.amount)::bigint AS before
        FROM net JOIN ledger.lot AS o ON (o.journal, o.n) = (net.lot, net.lot_n)
    ), chosen AS (
        SELECT r.lot, r.lot_n, least(r.amount, part - r.before) AS back,
               CASE WHEN least(r.amount, part - r.before) = r.amount THEN r.fen
                    ELSE div(r.fen::numeric * least(r.amount, part - r.before), r.amount)::bigint END AS fen
        FROM ordered AS r WHERE r.before < part
    ), restored AS (
        UPDATE ledger.lot AS o SET remaining = o.remaining + c.back, earned_fen = o.earned_fen - c.fen
        FROM chosen AS c WHERE (o.journal, o.n) = (c.lot, c.lot_n)
        RETURNING o.journal, o.n, c.back, c.fen
    )
    SELECT array_agg(ROW(place, r.journal, r.n, -r.back, -r.fen)::ledger.use) INTO uses FROM restored AS r;
    p.uses := p.uses || uses;
    RETURN p;
END $$;

-- Mirrors what a journal did: all of it (``amount`` NULL), a part of its value, or as far as it is still there.
-- Money that another store took in for it goes back out of the money of ``store``, to which that one owes it then.
CREATE FUNCTION ledger.do_undo(p ledger.plan, original uuid, amount bigint, store uuid, as_far boolean DEFAULT false) RETURNS ledger.plan
LANGUAGE plpgsql AS $$
DECLARE
    r record;
    l ledger.line;
    part bigint;
    before bigint := 0;
    value bigint;
    has_money boolean;
    what text;
BEGIN
    SELECT coalesce(sum(x.amount - x.undone) FILTER (WHERE x.valued), 0), coalesce(bool_or(x.money), false),
           split_part(max((x.l).unit) FILTER (WHERE x.valued), ':', 1)
    INTO value, has_money, what
    FROM ledger.undoable(original) AS x;
    IF amount > value THEN
        PERFORM ledger.refuse('more_than_original', jsonb_build_object('what', what, 'wanted', amount, 'left', value));
    ELSIF amount < value AND has_money THEN
        PERFORM ledger.refuse('only_whole', jsonb_build_object('wanted', amount, 'left', value));
    END IF;
    FOR r IN SELECT * FROM ledger.undoable(original) AS x ORDER BY x.valued DESC, x.dr_kind <> 'bonus', (x.l).n LOOP
        IF amount IS NULL OR amount = value THEN
            part := r.amount - r.undone;
        ELSIF r.valued THEN
            part := div(amount::numeric * (before + r.amount - r.undone), value)::bigint - div(amount::numeric * before, value)::bigint;
            before := before + r.amount - r.undone;
        ELSE
            SELECT coalesce(sum(s.amount), 0) INTO part FROM unnest(p.steps) AS s
            WHERE s.undoes = original AND s.undoes_n = (r.l).n - 1;
        END IF;
        CONTINUE WHEN part <= 0;
        l := r.l;
        IF r.paid_in <> store THEN
            l.dr := ledger.open_account('due_to', 'fen', NULL, r.paid_in, store);
        END IF;
        IF ledger.has_lots(r.cr_kind) THEN
            p := ledger.take_back(p, l, r.cr_kind, part, as_far, r.cr_kind = 'points' AND NOT ledger.has_lots(r.dr_kind));
            IF as_far THEN
                SELECT coalesce(sum(s.amount), 0) INTO part FROM unnest(p.steps) AS s
                WHERE s.undoes = original AND s.undoes_n = l.n;
                CONTINUE WHEN part <= 0;
            END IF;
        ELSE
            IF as_far AND r.dr_kind = 'points_debt' THEN
                SELECT least(part, b.amount) INTO part FROM ledger.balance AS b WHERE b.account = l.dr;
                CONTINUE WHEN part <= 0;
            END IF;
            p := ledger.with_step(p, l.cr, l.dr, l.unit, part, original, l.n);
        END IF;
        IF r.paid_in <> store THEN
            p := ledger.with_step(p, ledger.open_account('due_from', 'fen', NULL, store, r.paid_in),
                                  ledger.open_account('clearing', 'fen', NULL, store), 'fen', part);
        END IF;
        IF ledger.has_lots(r.dr_kind) THEN
            p := ledger.give_back(p, l, part);
        END IF;
    END LOOP;
    RETURN p;
END $$;

-- The lines of a journal and how much of each has been undone already; ``paid_in``: the store that took an owner's
-- money for it.
CREATE FUNCTION ledger.undoable(original uuid)
RETURNS TABLE (l ledger.line, amount bigint, undone bigint, dr_kind text, cr_kind text, valued boolean, money boolean, paid_in uuid)
LANGUAGE sql STABLE AS $$
    SELECT x, x.amount,
           coalesce((SELECT sum(u.amount) FROM ledger.line AS u WHERE (u.undoes, u.undoes_n) = (x.journal, x.n)), 0)::bigint,
           d.kind, c.kind, d.guarded OR c.guarded, 'deferred' IN (d.kind, c.kind),
           CASE WHEN d.kind = 'clearing' AND c.kind IN ('principal', 'deferred') THEN d.store END
    FROM ledger.line AS x
    JOIN ledger.account AS d ON d.id = x.dr
    JOIN ledger.account AS c ON c.id = x.cr
    WHERE x.journal = original AND x.undoes IS NULL;
$$;
