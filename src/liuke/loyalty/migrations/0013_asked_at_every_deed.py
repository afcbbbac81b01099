"""What every deed at a desk asks, as functions: their plans are kept, which costs more to make than the answer."""

from __future__ import annotations

from django.db import migrations

HELD = """
CREATE FUNCTION loyalty_held(owners uuid[])
RETURNS TABLE (holder uuid, kind text, unit text, amount bigint, usable bigint, next_expiry date, expiring bigint)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    today date := ledger.today();
BEGIN
    RETURN QUERY
    SELECT a.holder, a.kind, a.unit, b.amount, CASE WHEN ledger.has_lots(a.kind) THEN coalesce(l.usable, 0) ELSE b.amount END,
           l.next_expiry, coalesce(l.expiring, 0)
    FROM ledger.account AS a
    JOIN ledger.balance AS b ON b.account = a.id
    LEFT JOIN LATERAL (
        SELECT sum(o.remaining) FILTER (
                   WHERE o.usable_on <= today AND (o.expires_on IS NULL OR o.expires_on >= today))::bigint AS usable,
               min(o.expires_on) FILTER (WHERE o.expires_on >= today) AS next_expiry,
               sum(o.remaining) FILTER (WHERE o.expires_on BETWEEN today AND today + 30)::bigint AS expiring
        FROM ledger.lot AS o WHERE o.account = a.id AND o.remaining > 0
    ) AS l ON true
    WHERE a.holder = ANY (owners) AND b.amount > 0
    ORDER BY a.holder, a.kind, a.unit;
END $$;
"""
BUYER = """
CREATE FUNCTION loyalty_buyer(buyer uuid, OUT held_fen bigint, OUT cards_fen bigint, OUT identified boolean)
LANGUAGE plpgsql AS $$
DECLARE
    cards uuid[];
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('prepaid ' || buyer, 0));
    SELECT array_agg(a.id) INTO cards FROM ledger.account AS a WHERE a.holder = buyer AND a.kind IN ('visits', 'coupon');
    SELECT coalesce(sum(b.amount), 0) INTO held_fen FROM ledger.account AS a JOIN ledger.balance AS b ON b.account = a.id
    WHERE a.holder = buyer AND a.unit = 'fen' AND a.kind IN ('principal', 'held');
    SELECT coalesce(sum(o.paid_fen - o.earned_fen), 0) INTO cards_fen FROM ledger.lot AS o
    WHERE o.account = ANY (cards) AND o.remaining > 0;
    SELECT cards_fen + coalesce(sum(o.paid_fen - o.earned_fen), 0) INTO cards_fen FROM ledger.lot AS o
    WHERE o.remaining = 0 AND o.account = ANY (cards)
      AND (o.journal, o.n) IN (SELECT u.lot, u.lot_n FROM ledger.hold AS h JOIN ledger.lot_use AS u ON u.journal = h.journal
                               WHERE h.holder = buyer AND h.closed_by IS NULL);
    identified := EXISTS (SELECT FROM loyalty_identity AS i WHERE i.owner_id = buyer);
END $$;
"""
BACK = "DROP FUNCTION loyalty_held(uuid[]), loyalty_buyer(uuid);"


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0012_days_of_journals")]
    operations = [migrations.RunSQL(HELD + BUYER, BACK)]
