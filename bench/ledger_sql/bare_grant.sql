BEGIN;
\set id random(1, 9000000000000000000)
INSERT INTO bare.idem_key VALUES (md5('b' || :id), sha256(convert_to(md5('b' || :id), 'UTF8')), md5('b' || :id)::uuid);
INSERT INTO bare.journal (id, kind, store, idem, business_date, source, round) VALUES (md5('b' || :id)::uuid, 'topup', md5('store' || :store)::uuid, md5('b' || :id), '2026-01-01', md5('b' || :id), 0);
UPDATE bare.balance SET amount = amount + 400000, seq = seq + 2 WHERE account = md5('owner' || :owner)::uuid;
INSERT INTO bare.line VALUES (md5('b' || :id)::uuid, 1, 'fen', md5('store' || :store)::uuid, md5('owner' || :owner)::uuid, 300000),
    (md5('b' || :id)::uuid, 2, 'fen', md5('store' || :store)::uuid, md5('owner' || :owner)::uuid, 100000);
INSERT INTO bare.lot VALUES (md5('b' || :id)::uuid, 1, md5('x' || :owner)::uuid, md5('store' || :store)::uuid, md5('b' || :id)::uuid, 300000, 300000, '2026-01-01', NULL, 0, 0, 0);
INSERT INTO bare.unsealed VALUES (md5('b' || :id)::uuid);
INSERT INTO bare.event (id, kind, payload) VALUES (md5('b' || :id)::uuid, 'loyalty.posted', '{}');
COMMIT;
