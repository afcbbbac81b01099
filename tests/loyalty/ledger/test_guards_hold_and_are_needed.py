"""R-01, R-11 Every guard holds, and without it the proof that names it fails."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("django")

from tests.loyalty.ledger import proofs
from tests.loyalty.ledger.conftest import Books

from liuke.loyalty.ledger.guards import _shipped
from liuke.loyalty.ledger.verify import verify

RACES = {
    "one_coupon_is_redeemed_once": proofs.one_coupon_is_redeemed_once,
    "tills_share_a_wallet": proofs.tills_share_a_wallet,
    "the_same_key_posts_once": proofs.the_same_key_posts_once,
    "two_desks_settle_one_bill_once": proofs.two_desks_settle_one_bill_once,
}


@pytest.mark.parametrize("name", RACES)
def test_races_have_one_outcome(books: Books, name: str) -> None:
    RACES[name](books)


@pytest.mark.slow
@pytest.mark.parametrize("name", RACES)
def test_a_hundred_races_have_one_outcome(books: Books, name: str) -> None:
    for _ in range(100):
        RACES[name](books)
    assert verify().findings == ()


@pytest.mark.parametrize("name", proofs.CHECKED)
def test_a_constraint_stops_the_ledgers_own_role(books: Books, name: str) -> None:
    proofs.constraint_holds(books, name)


@pytest.mark.parametrize("name", proofs.TRIGGERED)
def test_a_trigger_stops_the_ledgers_own_role(books: Books, name: str) -> None:
    proofs.trigger_holds(books, name)


def test_every_shipped_constraint_and_trigger_is_proved() -> None:
    _, triggers, constraints, indexes = _shipped()
    structural = {"an_account_has_one_unit"}  # what the foreign keys of a line point to
    assert (constraints | indexes) - structural == set(proofs.CHECKED)
    assert triggers == set(proofs.TRIGGERED)


def test_verify_knows_every_constraint_and_trigger_there_is(books: Books) -> None:
    _, triggers, constraints, _ = _shipped()
    in_ledger = "= 'ledger'::regnamespace"
    there = books.ask(
        f"SELECT conname FROM pg_constraint WHERE connamespace {in_ledger} AND contype IN ('c', 'f', 'p', 'u')"
    )
    assert {name for (name,) in there} == constraints
    there = books.ask(
        "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        f" WHERE c.relnamespace {in_ledger} AND NOT t.tgisinternal"
    )
    assert {name for (name,) in there} == triggers


@pytest.mark.parametrize("name", ["journal_holder_fkey", "line_pkey", "a_posting_is_sealed_once"])
def test_verify_names_a_constraint_that_is_gone(own_books: Books, name: str) -> None:
    own_books.ask(without_constraint(name))
    assert name in [finding.key for finding in verify().findings]


def without_constraint(name: str) -> str:
    return f"""
    DO $do$ DECLARE one record; BEGIN
        FOR one IN SELECT conrelid::regclass AS relation FROM pg_constraint WHERE conname = '{name}' LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT {name} CASCADE', one.relation);
        END LOOP;
        EXECUTE 'DROP INDEX IF EXISTS ledger.{name}';
    END $do$
    """


def without_trigger(name: str) -> str:
    return f"""
    DO $do$ DECLARE one record; BEGIN
        FOR one IN SELECT tgrelid::regclass AS relation FROM pg_trigger WHERE tgname = '{name}' LOOP
            EXECUTE format('DROP TRIGGER {name} ON %s', one.relation);
        END LOOP;
    END $do$
    """


def rewritten(function: str, old: str, new: str) -> str:
    return f"""
    DO $do$ DECLARE source text; BEGIN
        SELECT pg_get_functiondef(oid) INTO source FROM pg_proc WHERE proname = '{function}' AND pronamespace = 'ledger'::regnamespace;
        IF position($x${old}$x$ IN source) = 0 THEN RAISE EXCEPTION 'nothing to remove'; END IF;
        EXECUTE replace(source, $x${old}$x$, $x${new}$x$);
    END $do$
    """


@pytest.mark.parametrize("name", proofs.CHECKED)
def test_without_a_constraint_its_proof_fails(books: Books, name: str) -> None:
    with pytest.raises(AssertionError):
        proofs.constraint_holds(books, name, without_constraint(name))


@pytest.mark.parametrize("name", proofs.TRIGGERED)
def test_without_a_trigger_its_proof_fails(books: Books, name: str) -> None:
    with pytest.raises(AssertionError):
        proofs.trigger_holds(books, name, without_trigger(name))


WITHOUT: dict[str, tuple[str, Any]] = {
    "the row lock": (rewritten("lock_holders", " FOR NO KEY UPDATE", ""), proofs.tills_share_a_wallet),
    "the key table": (
        rewritten("post", "IF NOT FOUND THEN", "IF false THEN"),
        proofs.the_same_key_posts_once,
    ),
    "the rounds of a bill": (
        rewritten("next_round", "IF standing IS NOT NULL THEN", "IF false THEN"),
        proofs.two_desks_settle_one_bill_once,
    ),
    "the lots": (
        rewritten("take", "IF total < wanted OR", "IF false AND"),
        proofs.one_coupon_is_redeemed_once,
    ),
}


@pytest.mark.parametrize("what", WITHOUT)
def test_without_a_guard_in_the_posting_a_race_has_another_outcome(own_books: Books, what: str) -> None:
    mutation, proof = WITHOUT[what]
    own_books.ask(mutation)
    with pytest.raises(AssertionError):
        proof(own_books)
