INSERT INTO org_store (id, version, changed_at, changed_by, code, name, short_name, pinyin, initials, dms_name, kind, brands,
                       district, address, phone, active)
SELECT md5('store' || i)::uuid, 1, now(), 'bench', 'S' || i, '第' || i || '店', '', i::text, 'd', '', 'dealer', '', '', '', '', true
FROM generate_series(1, 20) AS i;

CREATE SCHEMA bare;
CREATE TABLE bare.idem_key (LIKE ledger.idem_key INCLUDING ALL);
CREATE TABLE bare.journal (LIKE ledger.journal INCLUDING ALL);
CREATE TABLE bare.line (LIKE ledger.line INCLUDING ALL);
CREATE TABLE bare.lot (LIKE ledger.lot INCLUDING ALL);
CREATE TABLE bare.lot_use (LIKE ledger.lot_use INCLUDING ALL);
CREATE TABLE bare.balance (LIKE ledger.balance INCLUDING ALL) WITH (fillfactor = 70);
CREATE TABLE bare.unsealed (LIKE ledger.unsealed INCLUDING ALL);
CREATE TABLE bare.event (LIKE outbox_publishedevent INCLUDING ALL);
INSERT INTO bare.balance SELECT md5('owner' || i)::uuid, 1000000, 0 FROM generate_series(1, 2000) AS i;
INSERT INTO bare.lot SELECT md5('lot' || i)::uuid, 1, md5('owner' || i)::uuid, md5('store1')::uuid, md5('lot' || i)::uuid,
    1000000000, 1000000000, '2026-01-01', NULL, 0, 0, 0 FROM generate_series(1, 2000) AS i;
GRANT USAGE ON SCHEMA bare TO liuke_app;
GRANT ALL ON ALL TABLES IN SCHEMA bare TO liuke_app;
