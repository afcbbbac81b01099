"""Proofs that a guard holds, each a function that fails where it does not."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
from psycopg import errors
from psycopg_pool import ConnectionPool
from tests.loyalty.ledger.conftest import MEI, Books, bill, fresh, open_store

from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.deeds import Desk
from liuke.loyalty.ledger.post import post
from liuke.loyalty.ledger.posting import Posting
from liuke.values.identity import new_id

CONNECTIONS = 24


def all_at_once(books: Books, postings: list[Posting]) -> Counter[str]:
    """A thread for each; how often each answer came: "posted", a refusal's code, or an error's state."""
    with ConnectionPool(books.app_url, min_size=CONNECTIONS, max_size=CONNECTIONS, timeout=120) as pool:
        start = threading.Barrier(len(postings))

        def one(posting: Posting) -> str:
            request = json.dumps({"id": str(new_id()), **posting.request()})
            start.wait()
            with pool.connection() as connection:
                try:
                    with connection.transaction():
                        connection.execute("SELECT ledger.post(%s::jsonb)", (request,))
                except psycopg.Error as error:
                    state = error.sqlstate or ""
                    return str(error.diag.message_primary) if state.startswith("LK") else f"{state} {error}"
            return "posted"

        with ThreadPoolExecutor(len(postings)) as threads:
            return Counter(threads.map(one, postings))


def one_coupon_is_redeemed_once(books: Books, threads: int = 200) -> None:
    lin, east = new_id(), books.east.store
    post(deeds.issue(books.east, lin, fresh(), series="may-50", count=1, expires_on=None, source=None))
    wanted = [
        deeds.redeem(books.east, lin, fresh(), bill=bill(east), series="may-50") for _ in range(threads)
    ]
    assert all_at_once(books, wanted) == {"posted": 1, "balance_too_low": threads - 1}
    assert books.held(lin, "coupon") == 0


def the_first_tills_of_a_store_open_its_accounts(books: Books, stores: int = 60, tills: int = 8) -> None:
    """A store's accounts come into being with its first posting, whoever makes it: nobody is told of that."""
    with psycopg.connect(books.app_url, autocommit=True) as connection:
        desks = [Desk(store=open_store(connection, "N", "新店"), actor=MEI) for _ in range(stores)]
    wanted = [
        deeds.top_up(desk, new_id(), fresh(), payment=fresh("p"), principal_fen=1)
        for desk in desks
        for _ in range(tills)
    ]
    assert all_at_once(books, wanted) == {"posted": stores * tills}


def tills_share_a_wallet(books: Books, tills: int = 64) -> None:
    """As many top-ups as tills: each till gets one, nobody is refused, nobody gets what another one took."""
    lin, east = new_id(), books.east.store
    for _ in range(tills):
        post(deeds.top_up(books.east, lin, fresh(), payment=fresh("p"), principal_fen=100))
    wanted = [deeds.pay(books.east, lin, fresh(), bill=bill(east), amount_fen=100) for _ in range(tills)]
    assert all_at_once(books, wanted) == {"posted": tills}
    assert books.held(lin, "principal") == 0
    more = [deeds.pay(books.east, lin, fresh(), bill=bill(east), amount_fen=1) for _ in range(8)]
    assert all_at_once(books, more) == {"balance_too_low": 8}


def the_same_key_posts_once(books: Books, times: int = 100) -> None:
    lin = new_id()
    same = deeds.top_up(books.east, lin, fresh(), payment=fresh("p"), principal_fen=700)
    before = books.journals()
    assert all_at_once(books, [same] * times) == {"posted": times}
    assert (books.journals() - before, books.held(lin, "principal")) == (1, 700)
    assert len({post(same) for _ in range(3)}) == 1


def two_desks_settle_one_bill_once(books: Books, desks: int = 16) -> None:
    lin, the_bill = new_id(), bill(books.east.store)
    post(deeds.top_up(books.east, lin, fresh(), payment=fresh("p"), principal_fen=100_000))
    wanted = [deeds.pay(books.east, lin, fresh(), bill=the_bill, amount_fen=10) for _ in range(desks)]
    assert all_at_once(books, wanted) == {"posted": 1, "already_settled": desks - 1}


NOTHING = str(UUID(int=0))
"""Somebody with the rights of the ledger's own role tries to write what must not be. {j}: a posting that
stands, {l} a line's account, {lot} a lot's posting, {k} its key, {new} a fresh id, {h} the owner."""

JOURNAL = "INSERT INTO ledger.journal (id, kind, store, holder, idem, business_date{more}) VALUES ('{new}', '{kind}', '{s}', '{h}', '{k2}', {day}{values})"


def journal(kind: str = "pay", day: str = "ledger.today()", **more: str) -> str:
    names, values = "".join(f", {name}" for name in more), "".join(f", {value}" for value in more.values())
    return (
        JOURNAL.replace("{more}", names)
        .replace("{values}", values)
        .replace("{kind}", kind)
        .replace("{day}", day)
    )


LINE = "INSERT INTO ledger.line (journal, n, unit, dr, cr, amount{more}) VALUES ('{j}', {n}, 'fen', '{c}', '{l}', {amount}{values})"


def line(n: int = 9, amount: str = "1", **more: str) -> str:
    names, values = "".join(f", {name}" for name in more), "".join(f", {value}" for value in more.values())
    return (
        LINE.replace("{more}", names)
        .replace("{values}", values)
        .replace("{n}", str(n))
        .replace("{amount}", amount)
    )


ACCOUNT = "INSERT INTO ledger.account SELECT {id}, k, u, h, s, c, g FROM (VALUES ({values})) AS v (k, u, h, s, c, g)"


def account(values: str, id_: str = "ledger.account_id(k, u, h, s, c)") -> str:
    return ACCOUNT.replace("{values}", values).replace("{id}", id_)


MONTH = "INSERT INTO ledger.period (month, journal) VALUES ('2020-0{}-01', '{{{}}}')"
SEAL = "INSERT INTO ledger.seal VALUES ('{{s}}', {}, '{{{}}}', sha256('x'))"
LOT = (
    "INSERT INTO ledger.lot VALUES ('{{reversed}}', 1, '{{{}}}', '{{s}}', '{{{}}}', 1, 1, '2026-01-01', NULL)"
)

CHECKED: dict[str, str] = {
    "a_balance_is_never_negative": "UPDATE ledger.balance SET amount = -1 WHERE account = '{l}'",
    "nobody_is_merged_into_himself": "UPDATE ledger.holder SET merged_into = id WHERE id = '{h}'",
    "an_account_is_named_by_what_it_is": account("'revenue', 'fen', NULL::uuid, '{new}'::uuid, NULL::uuid, false", "'{new}'"),
    "a_unit_is_known": account("'suspense', 'dollars', NULL::uuid, '{new}'::uuid, NULL::uuid, false"),
    "a_kind_has_its_unit": account("'revenue', 'points', NULL::uuid, '{new}'::uuid, NULL::uuid, false"),
    "what_owners_hold_is_guarded": account("'revenue', 'fen', NULL::uuid, '{new}'::uuid, NULL::uuid, true"),
    "what_is_due_names_both_sides": account("'due_to', 'fen', NULL::uuid, '{new}'::uuid, NULL::uuid, false"),
    "a_key_is_short": "INSERT INTO ledger.idem_key VALUES ('short', '', '{new}')",
    "idem_key_pkey": "INSERT INTO ledger.idem_key VALUES ('{k}', '', '{new}')",
    "a_key_posts_once": journal().replace("{k2}", "{k}"),
    "a_journal_is_reversed_once": journal("reversal", reverses="'{reversed}'", approver=f"'{UUID(int=2)}'", actor=f"'{UUID(int=1)}'"),
    "a_hold_is_closed_once": journal("void", closes="'{held}'"),
    "a_bill_is_settled_once": journal("topup", source="'{source}'", round="0"),
    "nobody_approves_himself": journal(actor=f"'{UUID(int=1)}'", approver=f"'{UUID(int=1)}'"),
    "a_person_is_approved": journal(approver=f"'{UUID(int=1)}'"),
    "a_source_has_its_round": journal(source="'bill:x'"),
    "a_kind_of_posting_is_known": journal("present"),
    "details_are_few": journal(detail="jsonb_build_object('x', (SELECT string_agg(gen_random_uuid()::text, '') FROM generate_series(1, 2000)))"),
    "an_amount_is_positive_and_bounded": line(amount="0"),
    "a_line_has_two_sides": line().replace("'{c}'", "'{l}'"),
    "a_journal_has_at_most_2000_lines": line(n=2001),
    "a_place_has_its_balance": line(cr_seq="77"),
    "no_balance_was_ever_negative": line(cr_seq="77", cr_after="-1"),
    "a_credit_has_its_place": line(cr_seq="1", cr_after="1"),
    "the_credit_is_in_the_unit": line().replace("'fen'", "'points'").replace("'{c}'", "'{cp}'"),
    "the_debit_is_in_the_unit": line().replace("'fen'", "'points'").replace("'{l}'", "'{lp}'"),
    "what_is_undone_was_done": line(undoes="'{new}'", undoes_n="1"),
    "a_lot_holds_what_is_left": "UPDATE ledger.lot SET remaining = granted + 1 WHERE journal = '{j}' AND n = 1",
    "no_more_is_earned_than_was_paid": "UPDATE ledger.lot SET earned_fen = paid_fen + 1 WHERE journal = '{j}' AND n = 1",
    "a_lot_is_granted_by_a_line": "INSERT INTO ledger.lot VALUES ('{new}', 1, '{l}', '{s}', '{j}', 1, 1, '2026-01-01', NULL)",
    "a_lot_can_be_used_before_it_expires": "INSERT INTO ledger.lot VALUES ('{j}', 3, '{l}', '{s}', '{j}', 1, 1, '2026-01-02', '2026-01-01')",
    "what_was_paid_is_bounded": "INSERT INTO ledger.lot VALUES ('{j}', 3, '{l}', '{s}', '{j}', 1, 1, '2026-01-02', NULL, 0, -1)",
    "a_use_moves_something": "INSERT INTO ledger.lot_use VALUES ('{j}', 1, '{j}', 1, 0)",
    "a_use_is_of_a_line": "INSERT INTO ledger.lot_use VALUES ('{new}', 1, '{j}', 1, 1)",
    "a_use_is_of_a_lot": "INSERT INTO ledger.lot_use VALUES ('{j}', 1, '{new}', 1, 1)",
    "a_digest_is_sha256": "INSERT INTO ledger.seal VALUES ('{new}', 1, '{j}', 'x')",
    "a_chain_begins_with_one": "INSERT INTO ledger.seal VALUES ('{new}', 0, '{j}', sha256('x'))",
    "a_month_begins_on_its_first_day": "INSERT INTO ledger.period (month, journal) VALUES ('2026-01-02', '{j}')",
    "a_debit_has_its_place": "INSERT INTO ledger.line (journal, n, unit, dr, cr, amount, dr_seq, dr_after) VALUES ('{j}', 9, 'fen', '{l}', '{c}', 1, 2, 1)",
    "a_closing_closes_one_hold": "INSERT INTO ledger.hold VALUES ('{j}', '{h}', now(), '{closing}')",
    "a_closing_closes_one_month": MONTH.format(1, "j") + "; " + MONTH.format(2, "j"),
    "a_posting_is_sealed_once": SEAL.format(1, "j") + "; " + SEAL.format(2, "j"),
    "a_limit_is_not_negative": "INSERT INTO ledger.four_eyes VALUES ('pay', 'fen', -1)",
    "account_pkey": "INSERT INTO ledger.account SELECT * FROM ledger.account WHERE id = '{l}'",
    "balance_pkey": "INSERT INTO ledger.balance VALUES ('{l}')",
    "holder_pkey": "INSERT INTO ledger.holder (id) VALUES ('{h}')",
    "four_eyes_pkey": "INSERT INTO ledger.four_eyes VALUES ('refund', 'fen', 1)",
    "hold_pkey": "INSERT INTO ledger.hold VALUES ('{held}', '{h}', now())",
    "journal_pkey": journal().replace("{new}", "{j}"),
    "line_pkey": line(n=1),
    "lot_pkey": "INSERT INTO ledger.lot SELECT * FROM ledger.lot WHERE journal = '{j}' AND n = 1",
    "lot_use_pkey": "INSERT INTO ledger.lot_use SELECT * FROM ledger.lot_use WHERE journal = '{reversed}' LIMIT 1",
    "period_pkey": MONTH.format(1, "j") + "; " + MONTH.format(1, "held"),
    "seal_pkey": SEAL.format(1, "j") + "; " + SEAL.format(1, "held"),
    "total_pkey": "INSERT INTO ledger.total VALUES ('{c}', '2020-01-01'); INSERT INTO ledger.total VALUES ('{c}', '2020-01-01')",
    "unsealed_pkey": "INSERT INTO ledger.unsealed VALUES ('{j}')",
    "account_holder_fkey": account("'points', 'points', '{new}'::uuid, NULL::uuid, NULL::uuid, true"),
    "balance_account_fkey": "INSERT INTO ledger.balance VALUES ('{new}')",
    "hold_journal_fkey": "INSERT INTO ledger.hold VALUES ('{new}', '{h}', now())",
    "hold_holder_fkey": "INSERT INTO ledger.hold VALUES ('{j}', '{new}', now())",
    "hold_closed_by_fkey": "INSERT INTO ledger.hold VALUES ('{j}', '{h}', now(), '{new}')",
    "holder_merged_into_fkey": "UPDATE ledger.holder SET merged_into = '{new}' WHERE id = '{h}'",
    "journal_holder_fkey": journal().replace("'{h}'", "'{s}'"),
    "journal_reverses_fkey": journal("reversal", reverses="'{h}'"),
    "journal_returns_fkey": journal("return", returns="'{h}'"),
    "journal_closes_fkey": journal("void", closes="'{h}'"),
    "line_journal_fkey": line().replace("'{j}'", "'{h}'"),
    "lot_account_fkey": LOT.format("new", "j"),
    "lot_origin_fkey": LOT.format("l", "new"),
    "period_journal_fkey": MONTH.format(1, "new"),
    "seal_journal_fkey": SEAL.format(1, "new"),
    "total_account_fkey": "INSERT INTO ledger.total VALUES ('{new}', '2020-01-01')",
    "unsealed_journal_fkey": "INSERT INTO ledger.unsealed VALUES ('{new}')",
}  # fmt: skip
"""Constraint → a statement that breaks it and nothing else."""

TRIGGERED: dict[str, str] = {
    **{f"{table}_is_append_only": f"DELETE FROM ledger.{table} WHERE false"
       for table in ("journal", "line", "lot_use", "seal", "idem_key", "account", "period")},
    "lot_is_kept": "DELETE FROM ledger.lot WHERE false",
    "lot_is_fixed": "UPDATE ledger.lot SET usable_on = usable_on - 1 WHERE journal = '{j}'",
    "balance_is_kept": "DELETE FROM ledger.balance WHERE false",
    "hold_is_kept": "DELETE FROM ledger.hold WHERE false",
    "hold_is_closed_once": "UPDATE ledger.hold SET closed_by = '{j}' WHERE journal = '{held}'",
    "journal_is_dated": journal(day="ledger.today() + 1"),
    "journal_adds_up": journal() + "; INSERT INTO ledger.line (journal, n, unit, dr, cr, amount) VALUES ('{new}', 1, 'fen', '{l}', '{c}', 1)",
}  # fmt: skip


def standing(books: Books) -> dict[str, Any]:
    """A posting of every kind the statements speak of."""
    lin = new_id()
    top = deeds.top_up(books.east, lin, fresh(), payment=fresh("p"), principal_fen=1_000, bonus_fen=100)
    first = post(top)
    paid = post(deeds.pay(books.east, lin, fresh(), bill=bill(books.east.store), amount_fen=10))
    post(deeds.reverse(books.manager, lin, fresh(), of=paid.journal, why="x"))
    post(deeds.earn(books.east, lin, fresh(), source=fresh("bill"), points=5))
    from liuke.loyalty.ledger.posting import Draw, Value

    held = post(deeds.hold(books.east, lin, fresh(), draw=Draw(kind=Value.STORED, amount=10)))
    closing = post(deeds.void(books.east, lin, fresh(), of=held.journal))
    ids = {}
    for name, query in {
        "l": ("principal", "fen", lin, None),
        "c": ("clearing", "fen", None, books.east.store),
        "lp": ("points", "points", lin, None),
        "cp": ("points_cost", "points", None, books.east.store),
    }.items():
        [(ids[name],)] = books.ask("SELECT ledger.account_id(%s, %s, %s, %s, NULL)", *query)
    return {"j": first.journal, "h": lin, "s": books.east.store, "k": top.key, "source": top.source, "reversed": paid.journal,
            "held": held.journal, "closing": closing.journal, **ids}  # fmt: skip


def refused(
    books: Books, statement: str, names: dict[str, Any], by: Callable[[psycopg.Error], bool], before: str = ""
) -> None:
    """The ledger's own role cannot do it, and is told by the right guard; ``before`` removes it first."""
    told = statement
    for name, value in {**names, "new": new_id(), "k2": fresh()}.items():
        told = told.replace("{" + name + "}", str(value))
    try:
        with psycopg.connect(books.super_url) as connection:
            if before:
                connection.execute(before.encode())
            connection.execute("SET ROLE liuke_ledger")
            for one in told.split("; "):
                connection.execute(one.encode())
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            connection.rollback()
    except psycopg.Error as error:
        assert by(error), error  # noqa: PT017 - which guard said no is the point
        return
    raise AssertionError(f"nothing stopped: {told}")


def constraint_holds(books: Books, name: str, before: str = "") -> None:
    refused(books, CHECKED[name], standing(books), lambda error: error.diag.constraint_name == name, before)


def trigger_holds(books: Books, name: str, before: str = "") -> None:
    stops = (errors.InsufficientPrivilege, errors.IntegrityConstraintViolation)

    def by(error: psycopg.Error) -> bool:
        return isinstance(error, stops) or (error.sqlstate or "").startswith("LK")

    refused(books, TRIGGERED[name], standing(books), by, before)
