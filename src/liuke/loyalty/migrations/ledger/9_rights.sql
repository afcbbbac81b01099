-- The application reads, and calls five functions. Nobody else may call any.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
DO $$
DECLARE
    one text;
BEGIN
    FOR one IN
        SELECT pg_get_userbyid(acl.grantee) FROM pg_default_acl AS d, aclexplode(d.defaclacl) AS acl
        WHERE d.defaclnamespace = 'public'::regnamespace AND acl.grantee <> 0
        UNION SELECT session_user::text
    LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA ledger TO %I', one);
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO %I', one);
        EXECUTE format('GRANT EXECUTE ON FUNCTION ledger.post(jsonb), ledger.expire(integer), ledger.void_stale(integer),'
                       ' ledger.seal(integer), ledger.close_period(uuid, date, uuid, uuid), ledger.account_id(text, text, uuid, uuid, uuid),'
                       ' ledger.today(), ledger.content(uuid[]), ledger.store_balance(uuid), ledger.answer(uuid), ledger.has_lots(text) TO %I', one);
    END LOOP;
END $$;
