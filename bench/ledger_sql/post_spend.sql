SELECT ledger.post(jsonb_build_object('id', liuke_new_id(), 'idem', gen_random_uuid(), 'kind',
        CASE WHEN coalesce(b.amount, 0) >= 1000 THEN 'spend' ELSE 'earn' END,
    'store', md5('store' || :store)::uuid, 'holder', md5('owner' || :owner)::uuid, 'source', 'bill:' || gen_random_uuid(),
    'ops', jsonb_build_array(CASE WHEN coalesce(b.amount, 0) >= 1000 THEN
        jsonb_build_object('op', 'draw', 'kind', 'points', 'amount', 110) ELSE
        jsonb_build_object('op', 'grant', 'kind', 'points', 'amount', 1000, 'expires_on', '2036-12-31') END)))
FROM (SELECT 1) AS one LEFT JOIN ledger.balance AS b ON b.account = ledger.account_id('points', 'points', md5('owner' || :owner)::uuid, NULL, NULL);
