-- Every owner's books :copies times more, for owners who are not there: new ids made at the time of the posting.
SET session_replication_role = replica;
SET work_mem = '256MB';
CREATE TEMPORARY TABLE numbered AS
SELECT j.*, c.i AS copy, t.at,
       (lpad(to_hex(floor(extract(epoch FROM t.at) * 1000)::bigint), 12, '0') || '7' || substr(md5(c.i || j.id::text), 1, 3)
        || '8' || substr(md5(j.id::text || c.i), 1, 15))::uuid AS copied
FROM (SELECT *, row_number() OVER (ORDER BY id) AS place FROM ledger.journal) AS j
CROSS JOIN generate_series(1, :copies) AS c (i)
CROSS JOIN LATERAL (
    SELECT j.business_date::timestamp AT TIME ZONE 'Asia/Shanghai' + make_interval(secs => 28800 + j.place + c.i / 1000.0) AS at
) AS t;
CREATE UNIQUE INDEX ON numbered (id, copy);
CREATE TEMPORARY TABLE opened AS
SELECT a.id, c.i AS copy, CASE WHEN a.holder IS NULL THEN a.id ELSE ledger.account_id(a.kind, a.unit, h.id, NULL, NULL) END AS copied,
       a.kind, a.unit, h.id AS holder
FROM ledger.account AS a CROSS JOIN generate_series(1, :copies) AS c (i)
CROSS JOIN LATERAL (SELECT md5(a.holder || '-' || c.i)::uuid AS id) AS h;
CREATE UNIQUE INDEX ON opened (id, copy);
ANALYZE numbered, opened;

INSERT INTO ledger.holder (id) SELECT DISTINCT holder FROM opened WHERE holder IS NOT NULL;
INSERT INTO ledger.account SELECT copied, kind, unit, holder, NULL, NULL, true FROM opened WHERE holder IS NOT NULL;
INSERT INTO ledger.balance SELECT o.copied, b.amount, b.seq FROM ledger.balance AS b JOIN opened AS o ON o.id = b.account;
INSERT INTO ledger.idem_key SELECT k.key || '-' || n.copy, k.digest, n.copied FROM ledger.idem_key AS k JOIN numbered AS n ON n.id = k.journal;
CREATE TEMPORARY TABLE lines AS
SELECT n.copied AS journal, l.n, l.unit, d.copied AS dr, c.copied AS cr, l.amount, l.dr_seq, l.dr_after, l.cr_seq, l.cr_after,
       u.copied AS undoes, l.undoes_n
FROM ledger.line AS l JOIN numbered AS n ON n.id = l.journal
JOIN opened AS d ON d.id = l.dr AND d.copy = n.copy
JOIN opened AS c ON c.id = l.cr AND c.copy = n.copy
LEFT JOIN numbered AS u ON u.id = l.undoes AND u.copy = n.copy;
CREATE TEMPORARY TABLE lots AS
SELECT n.copied AS journal, o.n, a.copied AS account, o.store, f.copied AS origin, o.granted, o.remaining, o.usable_on, o.expires_on,
       o.paid_fen, o.list_fen, o.earned_fen
FROM ledger.lot AS o JOIN numbered AS n ON n.id = o.journal
JOIN numbered AS f ON f.id = o.origin AND f.copy = n.copy
JOIN opened AS a ON a.id = o.account AND a.copy = n.copy;
CREATE TEMPORARY TABLE uses AS
SELECT n.copied AS journal, u.n, g.copied AS lot, u.lot_n, u.amount, u.fen
FROM ledger.lot_use AS u JOIN numbered AS n ON n.id = u.journal JOIN numbered AS g ON g.id = u.lot AND g.copy = n.copy;
INSERT INTO ledger.journal (id, kind, store, holder, idem, actor, approver, business_date, created_at, source, round, reverses, returns, detail)
SELECT n.copied, n.kind, n.store, md5(n.holder || '-' || n.copy)::uuid, n.idem || '-' || n.copy, n.actor, n.approver, n.business_date,
       n.at, n.source || '-' || n.copy, n.round, r.copied, b.copied, n.detail
FROM numbered AS n
LEFT JOIN numbered AS r ON r.id = n.reverses AND r.copy = n.copy
LEFT JOIN numbered AS b ON b.id = n.returns AND b.copy = n.copy
ORDER BY n.at;
INSERT INTO ledger.line SELECT * FROM lines ORDER BY journal;
INSERT INTO ledger.lot SELECT * FROM lots ORDER BY journal;
INSERT INTO ledger.lot_use SELECT * FROM uses ORDER BY journal;
INSERT INTO ledger.unsealed SELECT copied FROM numbered;

-- Receipts of what was paid in, every fourth in cash.
INSERT INTO loyalty_tillsession (id, version, changed_at, changed_by, store_id, staff_id, opened_at, float_fen, closed_at, counted_fen, expected_fen, note)
SELECT md5('till' || s.id)::uuid, 1, now(), 'bench', s.id, p.id, now() - interval '3 years', 0, now(), 0, 0, ''
FROM org_store AS s CROSS JOIN (SELECT id FROM org_staff LIMIT 1) AS p;
INSERT INTO loyalty_receipt (id, key, digest, kind, store_id, at, actor_name, approver_name, journals, told)
SELECT id, 'bench-' || id, '', kind, store, created_at, '', '', jsonb_build_array(id), '{}' FROM ledger.journal WHERE kind IN ('topup', 'sale');
INSERT INTO loyalty_payment (id, receipt_id, store_id, till_id, method, amount_fen, reference, at)
SELECT r.id, r.id, r.store_id, CASE WHEN c.cash THEN md5('till' || r.store_id)::uuid END, CASE WHEN c.cash THEN 'cash' ELSE 'wechat' END, 100000,
       CASE WHEN c.cash THEN '' ELSE r.id::text END, r.at
FROM loyalty_receipt AS r CROSS JOIN LATERAL (SELECT abs(hashtext(r.id::text)) % 4 = 0 AS cash) AS c;
RESET session_replication_role;
