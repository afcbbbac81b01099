"""What was done at a desk, as events of an owner's timeline; only of stores whose balances one may see."""

from __future__ import annotations

from liuke.portrait.timeline import Source

RECEIPTS = Source(
    "receipt",
    "desk",
    "SELECT t.at, 'receipt' || t.id AS key, jsonb_build_object('id', t.id, 'deed', t.kind,"
    " 'told', t.told, 'store', s.name, 'by', t.actor_name, 'approver', t.approver_name,"
    " 'fen', (SELECT sum(p.amount_fen) FROM loyalty_payment AS p WHERE p.receipt_id = t.id),"
    " 'name', CASE t.told ->> 'value' WHEN 'visits' THEN (SELECT i.name FROM loyalty_serviceitem AS i"
    " WHERE i.code = coalesce(t.told ->> 'item', t.told ->> 'code')) WHEN 'coupon' THEN (SELECT c.name"
    " FROM loyalty_couponseries AS c WHERE c.code = t.told ->> 'code') END) AS told"
    " FROM loyalty_receipt AS t"
    " LEFT JOIN org_store AS s ON s.id = t.store_id WHERE t.owner_id = %(owner)s"
    " AND (%(desk_all)s OR t.store_id = ANY(%(desk_stores)s::uuid[]))",
)
