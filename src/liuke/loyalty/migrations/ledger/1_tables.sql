-- What is promised to owners, and what became of it. Amounts are whole fen, points, visits or coupons.
CREATE FUNCTION ledger.account_id(kind text, unit text, holder uuid, store uuid, counter uuid) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN md5(kind || '|' || unit || '|' || coalesce(holder::text, '') || '|' || coalesce(store::text, '')
           || '|' || coalesce(counter::text, ''))::uuid;

-- The day in the stores.
CREATE FUNCTION ledger.today() RETURNS date
LANGUAGE sql STABLE
RETURN (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;

CREATE TABLE ledger.holder (
    id uuid PRIMARY KEY,
    frozen boolean NOT NULL DEFAULT false,
    merged_into uuid REFERENCES ledger.holder,
    CONSTRAINT nobody_is_merged_into_himself CHECK (merged_into <> id)
) WITH (fillfactor = 70);

-- An account's id is worked out from what it is: nobody can give it to somebody else.
CREATE TABLE ledger.account (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    unit text NOT NULL,
    holder uuid REFERENCES ledger.holder,
    store uuid,
    counter uuid,
    guarded boolean NOT NULL,
    CONSTRAINT an_account_has_one_unit UNIQUE (id, unit),
    CONSTRAINT an_account_is_named_by_what_it_is
        CHECK (id = ledger.account_id(kind, unit, holder, store, counter)),
    CONSTRAINT a_unit_is_known CHECK (unit ~ '^(fen|points|(visits|coupon):[a-z0-9._-]{1,64})$'),
    CONSTRAINT a_kind_has_its_unit CHECK (
        CASE kind
            WHEN 'principal' THEN unit = 'fen'
            WHEN 'bonus' THEN unit = 'fen'
            WHEN 'points' THEN unit = 'points'
            WHEN 'points_debt' THEN unit = 'points'
            WHEN 'visits' THEN unit LIKE 'visits:%'
            WHEN 'coupon' THEN unit LIKE 'coupon:%'
            WHEN 'held' THEN true
            WHEN 'clearing' THEN unit = 'fen'
            WHEN 'revenue' THEN unit = 'fen'
            WHEN 'deferred' THEN unit = 'fen'
            WHEN 'bonus_cost' THEN unit = 'fen'
            WHEN 'points_cost' THEN unit = 'points'
            WHEN 'visits_out' THEN unit LIKE 'visits:%'
            WHEN 'coupons_out' THEN unit LIKE 'coupon:%'
            WHEN 'breakage' THEN true
            WHEN 'refund_out' THEN unit = 'fen'
            WHEN 'suspense' THEN true
            WHEN 'due_to' THEN unit = 'fen'
            WHEN 'due_from' THEN unit = 'fen'
            WHEN 'payable' THEN true
            ELSE false
        END),
    CONSTRAINT what_owners_hold_is_guarded CHECK (
        guarded = (kind IN ('principal', 'bonus', 'points', 'points_debt', 'visits', 'coupon', 'held'))
        AND guarded = (holder IS NOT NULL) AND guarded = (store IS NULL)),
    CONSTRAINT what_is_due_names_both_sides CHECK (
        (counter IS NOT NULL) = (kind IN ('due_to', 'due_from', 'payable')) AND counter <> store)
);
CREATE INDEX accounts_of_a_holder ON ledger.account (holder) WHERE holder IS NOT NULL;

-- Credit less debit; for points_debt, which the owner owes, debit less credit.
CREATE TABLE ledger.balance (
    account uuid PRIMARY KEY REFERENCES ledger.account,
    amount bigint NOT NULL DEFAULT 0,
    seq bigint NOT NULL DEFAULT 0,
    CONSTRAINT a_balance_is_never_negative CHECK (amount >= 0)
) WITH (fillfactor = 70);

CREATE TABLE ledger.idem_key (
    key text PRIMARY KEY,
    digest bytea NOT NULL,
    journal uuid NOT NULL,
    CONSTRAINT a_key_is_short CHECK (length(key) BETWEEN 8 AND 120)
);

CREATE TABLE ledger.journal (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    store uuid,
    holder uuid REFERENCES ledger.holder,
    idem text NOT NULL,
    actor uuid,
    approver uuid,
    business_date date NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    source text,
    round smallint,
    reverses uuid REFERENCES ledger.journal,
    returns uuid REFERENCES ledger.journal,
    closes uuid REFERENCES ledger.journal,
    detail jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT a_key_posts_once UNIQUE (idem),
    CONSTRAINT a_journal_is_reversed_once UNIQUE (reverses),
    CONSTRAINT a_hold_is_closed_once UNIQUE (closes),
    CONSTRAINT a_bill_is_settled_once UNIQUE (source, kind, round),
    CONSTRAINT nobody_approves_himself CHECK (approver <> actor),
    CONSTRAINT a_person_is_approved CHECK (approver IS NULL OR actor IS NOT NULL),
    CONSTRAINT a_source_has_its_round CHECK ((source IS NULL) = (round IS NULL) AND length(source) BETWEEN 1 AND 120),
    CONSTRAINT details_are_few CHECK (pg_column_size(detail) <= 16384),
    CONSTRAINT a_kind_of_posting_is_known CHECK (kind IN (
        'topup', 'sale', 'gift', 'issue', 'earn', 'pay', 'use', 'redeem', 'spend', 'transfer', 'hold', 'void',
        'refund', 'return', 'reversal', 'expiry', 'breakage', 'opening', 'settle', 'freeze', 'unfreeze',
        'merge', 'unmerge', 'close'))
);
CREATE INDEX journals_of_a_holder ON ledger.journal (holder, id) WHERE holder IS NOT NULL;
CREATE INDEX returns_of_a_journal ON ledger.journal (returns) WHERE returns IS NOT NULL;

-- One amount, two sides. The places (seq) are those in the chain of a guarded account.
CREATE TABLE ledger.line (
    journal uuid NOT NULL REFERENCES ledger.journal,
    n smallint NOT NULL,
    unit text NOT NULL,
    dr uuid NOT NULL,
    cr uuid NOT NULL,
    amount bigint NOT NULL,
    dr_seq bigint,
    dr_after bigint,
    cr_seq bigint,
    cr_after bigint,
    undoes uuid,
    undoes_n smallint,
    PRIMARY KEY (journal, n),
    CONSTRAINT the_debit_is_in_the_unit FOREIGN KEY (dr, unit) REFERENCES ledger.account (id, unit),
    CONSTRAINT the_credit_is_in_the_unit FOREIGN KEY (cr, unit) REFERENCES ledger.account (id, unit),
    CONSTRAINT what_is_undone_was_done FOREIGN KEY (undoes, undoes_n) REFERENCES ledger.line (journal, n),
    CONSTRAINT an_amount_is_positive_and_bounded CHECK (amount BETWEEN 1 AND 100000000000),
    CONSTRAINT a_line_has_two_sides CHECK (dr <> cr),
    CONSTRAINT a_journal_has_at_most_2000_lines CHECK (n BETWEEN 1 AND 2000),
    CONSTRAINT a_place_has_its_balance CHECK (
        (dr_seq IS NULL) = (dr_after IS NULL) AND (cr_seq IS NULL) = (cr_after IS NULL)),
    CONSTRAINT no_balance_was_ever_negative CHECK (dr_after >= 0 AND cr_after >= 0)
);
CREATE UNIQUE INDEX a_debit_has_its_place ON ledger.line (dr, dr_seq) WHERE dr_seq IS NOT NULL;
CREATE UNIQUE INDEX a_credit_has_its_place ON ledger.line (cr, cr_seq) WHERE cr_seq IS NOT NULL;
CREATE INDEX what_undoes_a_line ON ledger.line (undoes, undoes_n) WHERE undoes IS NOT NULL;

-- What one line granted: named by that line. ``origin`` is the journal that granted it first, ``store`` who
-- answers for it. A lot of principal keeps paid and paid + bonus (list) of its top-up.
CREATE TABLE ledger.lot (
    journal uuid NOT NULL,
    n smallint NOT NULL,
    account uuid NOT NULL REFERENCES ledger.account,
    store uuid NOT NULL,
    origin uuid NOT NULL REFERENCES ledger.journal,
    granted bigint NOT NULL,
    remaining bigint NOT NULL,
    usable_on date NOT NULL,
    expires_on date,
    paid_fen bigint NOT NULL DEFAULT 0,
    list_fen bigint NOT NULL DEFAULT 0,
    earned_fen bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (journal, n),
    CONSTRAINT a_lot_is_granted_by_a_line FOREIGN KEY (journal, n) REFERENCES ledger.line (journal, n),
    CONSTRAINT a_lot_holds_what_is_left CHECK (granted > 0 AND remaining BETWEEN 0 AND granted),
    CONSTRAINT a_lot_can_be_used_before_it_expires CHECK (expires_on >= usable_on),
    CONSTRAINT what_was_paid_is_bounded CHECK (
        paid_fen BETWEEN 0 AND 100000000000 AND list_fen BETWEEN 0 AND 100000000000),
    CONSTRAINT no_more_is_earned_than_was_paid CHECK (earned_fen BETWEEN 0 AND paid_fen)
) WITH (fillfactor = 80);
CREATE INDEX lots_to_draw ON ledger.lot (account) WHERE remaining > 0;
CREATE INDEX lots_to_expire ON ledger.lot (expires_on, account) WHERE remaining > 0 AND expires_on IS NOT NULL;
CREATE INDEX lots_of_an_origin ON ledger.lot (origin);

-- Which lot a line drew on; negative where it gives back. ``fen`` is the money of the lot earned with it.
CREATE TABLE ledger.lot_use (
    journal uuid NOT NULL,
    n smallint NOT NULL,
    lot uuid NOT NULL,
    lot_n smallint NOT NULL,
    amount bigint NOT NULL,
    fen bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (journal, n, lot, lot_n),
    CONSTRAINT a_use_is_of_a_line FOREIGN KEY (journal, n) REFERENCES ledger.line (journal, n),
    CONSTRAINT a_use_is_of_a_lot FOREIGN KEY (lot, lot_n) REFERENCES ledger.lot (journal, n),
    CONSTRAINT a_use_moves_something CHECK (amount <> 0)
);
CREATE INDEX uses_of_a_lot ON ledger.lot_use (lot, lot_n);

CREATE TABLE ledger.hold (
    journal uuid PRIMARY KEY REFERENCES ledger.journal,
    holder uuid NOT NULL REFERENCES ledger.holder,
    expires_at timestamptz NOT NULL,
    closed_by uuid REFERENCES ledger.journal,
    CONSTRAINT a_closing_closes_one_hold UNIQUE (closed_by)
);
CREATE INDEX open_holds ON ledger.hold (expires_at) WHERE closed_by IS NULL;

CREATE TABLE ledger.period (
    month date PRIMARY KEY,
    closed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    journal uuid NOT NULL REFERENCES ledger.journal,
    CONSTRAINT a_closing_closes_one_month UNIQUE (journal),
    CONSTRAINT a_month_begins_on_its_first_day CHECK (extract(day FROM month) = 1)
);

-- Journals the sealer has not come to yet.
CREATE TABLE ledger.unsealed (
    journal uuid PRIMARY KEY REFERENCES ledger.journal
);

-- A chain for each store; the nil id is the group's.
CREATE TABLE ledger.seal (
    store uuid NOT NULL,
    n bigint NOT NULL,
    journal uuid NOT NULL REFERENCES ledger.journal,
    digest bytea NOT NULL,
    PRIMARY KEY (store, n),
    CONSTRAINT a_posting_is_sealed_once UNIQUE (journal),
    CONSTRAINT a_digest_is_sha256 CHECK (length(digest) = 32),
    CONSTRAINT a_chain_begins_with_one CHECK (n >= 1)
);

-- Sealed lines of accounts that are not guarded, by month of business.
CREATE TABLE ledger.total (
    account uuid NOT NULL REFERENCES ledger.account,
    month date NOT NULL,
    dr bigint NOT NULL DEFAULT 0,
    cr bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (account, month)
) WITH (fillfactor = 70);

-- Above which amount (sum of the posting in that unit) a second person must agree.
CREATE TABLE ledger.four_eyes (
    kind text NOT NULL,
    unit text NOT NULL,
    above bigint NOT NULL,
    PRIMARY KEY (kind, unit),
    CONSTRAINT a_limit_is_not_negative CHECK (above >= 0)
);
INSERT INTO ledger.four_eyes VALUES
    ('reversal', '*', 0), ('opening', '*', 0), ('breakage', '*', 0), ('unmerge', '*', 0),
    ('refund', 'fen', 50000), ('gift', 'fen', 20000), ('gift', 'points', 2000), ('gift', 'visits', 2);
