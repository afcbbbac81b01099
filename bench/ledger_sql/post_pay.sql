SELECT ledger.post(jsonb_build_object('id', liuke_new_id(), 'idem', gen_random_uuid(), 'kind',
        CASE WHEN coalesce(b.amount, 0) >= 10000 THEN 'pay' ELSE 'topup' END,
    'store', md5('store' || :store)::uuid, 'holder', md5('owner' || :owner)::uuid, 'source', 'bill:' || gen_random_uuid(),
    'ops', jsonb_build_array(CASE WHEN coalesce(b.amount, 0) >= 10000 THEN
        jsonb_build_object('op', 'draw', 'kind', 'stored', 'amount', 999) ELSE
        jsonb_build_object('op', 'grant', 'kind', 'principal', 'amount', 300000, 'paid_fen', 300000, 'list_fen', 300000) END)))
FROM (SELECT 1) AS one LEFT JOIN ledger.balance AS b ON b.account = ledger.account_id('principal', 'fen', md5('owner' || :owner)::uuid, NULL, NULL);
