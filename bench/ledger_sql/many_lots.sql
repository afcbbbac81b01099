SET session_replication_role = replica;
CREATE TEMPORARY TABLE made AS
SELECT md5('many' || i)::uuid AS holder, md5('many journal' || i)::uuid AS journal, md5('store' || (1 + i % 20))::uuid AS store,
       ledger.account_id('points', 'points', md5('many' || i)::uuid, NULL, NULL) AS account,
       ledger.account_id('points_cost', 'points', NULL, md5('store' || (1 + i % 20))::uuid, NULL) AS cost
FROM generate_series(1, :lots / 4) AS i;
INSERT INTO ledger.holder (id) SELECT holder FROM made;
INSERT INTO ledger.account SELECT DISTINCT cost, 'points_cost', 'points', NULL::uuid, store, NULL::uuid, false FROM made ON CONFLICT DO NOTHING;
INSERT INTO ledger.account SELECT account, 'points', 'points', holder, NULL, NULL, true FROM made;
INSERT INTO ledger.balance SELECT account, 400, 4 FROM made;
INSERT INTO ledger.idem_key SELECT 'many-' || journal, sha256('x'), journal FROM made;
INSERT INTO ledger.journal (id, kind, store, holder, idem, business_date, source, round)
SELECT journal, 'earn', store, holder, 'many-' || journal, ledger.today() - 40, 'many:' || journal, 0 FROM made;
INSERT INTO ledger.line (journal, n, unit, dr, cr, amount, cr_seq, cr_after)
SELECT journal, n, 'points', cost, account, 100, n, n * 100 FROM made, generate_series(1, 4) AS n;
INSERT INTO ledger.lot SELECT journal, n, account, store, journal, 100, 100, ledger.today() - 40, ledger.today() - 1, 0, 0, 0
FROM made, generate_series(1, 4) AS n;
INSERT INTO ledger.unsealed SELECT journal FROM made;
RESET session_replication_role;
