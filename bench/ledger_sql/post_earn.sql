SELECT ledger.post(jsonb_build_object('id', liuke_new_id(), 'idem', gen_random_uuid(), 'kind', 'earn',
    'store', md5('store' || :store)::uuid, 'holder', md5('owner' || :owner)::uuid, 'source', 'bill:' || gen_random_uuid(),
    'ops', jsonb_build_array(jsonb_build_object('op', 'grant', 'kind', 'points', 'amount', 120, 'expires_on', '2036-12-31'))));
