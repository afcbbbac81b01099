"""What was done at a desk and taken over from the old system, as events of an owner's timeline; only of
stores whose balances one may see."""

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
OPENINGS = Source(
    "opening",
    "desk",
    "SELECT j.created_at AS at, 'opening' || j.id AS key, jsonb_build_object('back', j.id = r.undone_by,"
    " 'principal_fen', r.principal_fen, 'bonus_fen', r.bonus_fen, 'points', r.points, 'visits', r.visits,"
    " 'item', coalesce(i.name, r.item), 'store', s.name, 'file', b.file,"
    " 'by', CASE j.id WHEN r.undone_by THEN b.undo_asked_by ELSE b.asked_by END,"
    " 'approver', CASE j.id WHEN r.undone_by THEN b.undo_approved_by ELSE b.approved_by END,"
    " 'reason', CASE j.id WHEN r.undone_by THEN b.undo_reason END) AS told"
    " FROM loyalty_openingrow AS r JOIN loyalty_openingbatch AS b ON b.id = r.batch_id"
    " JOIN ledger.journal AS j ON j.id IN (r.journal, r.undone_by) JOIN org_store AS s ON s.id = b.store_id"
    " LEFT JOIN loyalty_serviceitem AS i ON i.code = r.item WHERE r.owner_id = %(owner)s"
    " AND (%(desk_all)s OR b.store_id = ANY(%(desk_stores)s::uuid[]))",
)
DEEDS = (RECEIPTS, OPENINGS)
