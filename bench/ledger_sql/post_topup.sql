SELECT ledger.post(jsonb_build_object('id', liuke_new_id(), 'idem', gen_random_uuid(), 'kind', 'topup',
    'store', md5('store' || :store)::uuid, 'holder', md5('owner' || :owner)::uuid, 'source', 'payment:' || gen_random_uuid(),
    'ops', jsonb_build_array(
        jsonb_build_object('op', 'grant', 'kind', 'principal', 'amount', 300000, 'paid_fen', 300000, 'list_fen', 400000),
        jsonb_build_object('op', 'grant', 'kind', 'bonus', 'amount', 100000))));
