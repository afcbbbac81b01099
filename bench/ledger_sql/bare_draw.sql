BEGIN;
\set id random(1, 9000000000000000000)
INSERT INTO bare.idem_key VALUES (md5('b' || :id), sha256(convert_to(md5('b' || :id), 'UTF8')), md5('b' || :id)::uuid);
INSERT INTO bare.journal (id, kind, store, idem, business_date, source, round) VALUES (md5('b' || :id)::uuid, 'pay', md5('store' || :store)::uuid, md5('b' || :id), '2026-01-01', md5('b' || :id), 0);
UPDATE bare.balance SET amount = amount - 1, seq = seq + 2 WHERE account = md5('owner' || :owner)::uuid;
UPDATE bare.lot SET remaining = remaining - 1 WHERE journal = md5('lot' || :owner)::uuid AND n = 1;
INSERT INTO bare.line VALUES (md5('b' || :id)::uuid, 1, 'fen', md5('owner' || :owner)::uuid, md5('store' || :store)::uuid, 1);
INSERT INTO bare.lot_use VALUES (md5('b' || :id)::uuid, 1, md5('lot' || :owner)::uuid, 1, 1, 0);
INSERT INTO bare.unsealed VALUES (md5('b' || :id)::uuid);
INSERT INTO bare.event (id, kind, payload) VALUES (md5('b' || :id)::uuid, 'loyalty.posted', '{}');
COMMIT;
