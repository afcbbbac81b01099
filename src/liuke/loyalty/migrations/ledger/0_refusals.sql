-- Every "no": a stable code as the message, its SQLSTATE, and what it speaks of as JSON in the detail.
CREATE FUNCTION ledger.refuse(code text, told jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = code, DETAIL = told::text, ERRCODE = CASE code
        WHEN 'bad_request' THEN 'LK001'
        WHEN 'bad_amount' THEN 'LK002'
        WHEN 'unknown_unit' THEN 'LK003'
        WHEN 'key_used_otherwise' THEN 'LK010'
        WHEN 'already_settled' THEN 'LK011'
        WHEN 'already_reversed' THEN 'LK012'
        WHEN 'already_closed' THEN 'LK013'
        WHEN 'balance_too_low' THEN 'LK020'
        WHEN 'value_not_valid' THEN 'LK021'
        WHEN 'lot_not_held' THEN 'LK022'
        WHEN 'already_used' THEN 'LK023'
        WHEN 'more_than_original' THEN 'LK024'
        WHEN 'only_whole' THEN 'LK025'
        WHEN 'calculation_outdated' THEN 'LK026'
        WHEN 'not_to_undo' THEN 'LK027'
        WHEN 'no_such_journal' THEN 'LK028'
        WHEN 'in_the_future' THEN 'LK030'
        WHEN 'back_dated' THEN 'LK031'
        WHEN 'period_closed' THEN 'LK032'
        WHEN 'period_not_over' THEN 'LK033'
        WHEN 'period_out_of_order' THEN 'LK034'
        WHEN 'period_unsealed' THEN 'LK035'
        WHEN 'needs_second_person' THEN 'LK040'
        WHEN 'same_person' THEN 'LK041'
        WHEN 'needs_source' THEN 'LK042'
        WHEN 'store_closed' THEN 'LK050'
        WHEN 'owner_frozen' THEN 'LK051'
        WHEN 'owner_merged' THEN 'LK052'
        WHEN 'holds_open' THEN 'LK053'
        WHEN 'too_much_at_once' THEN 'LK060'
        ELSE 'LK000'
    END;
END $$;
