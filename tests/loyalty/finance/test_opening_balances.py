"""B8 Opening balances: two persons, sums to the fen, each row once, and back as a whole."""

from __future__ import annotations

import pytest

pytest.importorskip("django")

from django.utils import timezone
from tests.loyalty.finance.openings import BAD, FULL, GOOD, NONE, OTHERS, SUMS, fates, held
from tests.loyalty.ledger.conftest import bill, fresh

from liuke.loyalty.actions.open_balances import (
    NothingNew,
    NothingToPost,
    RowsUnreadable,
    SumsDiffer,
    approve_opening,
    ask_to_open,
    discard_opening,
    go_on_opening,
    hindrance,
    send_back_opening,
)
from liuke.loyalty.actions.read_balances import BalanceList, ListAlreadyIn, read_balance_list
from liuke.loyalty.actions.take_balances_back import (
    BalancesTouched,
    approve_taking_back,
    ask_to_take_back,
    keep_balances,
)
from liuke.loyalty.finance.liability import balances_differ
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.loyalty.models import OpeningBatch, OpeningRow
from liuke.loyalty.opening.moving import NeedsAnother, NotInThisState
from liuke.loyalty.opening.posting import post_batch, stop, undo_batch
from liuke.loyalty.opening.queries import open_rows, waiting_for
from liuke.loyalty.opening.reading import NoBalancesInFile
from liuke.loyalty.opening.standing import same_owner
from liuke.loyalty.opening.totals import moved
from liuke.org.queries import NotFound
from liuke.owners.models import Owner, Phone
from liuke.values.identity import new_id


def test_a_list_is_read_and_its_owners_are_found(cast):
    batch = cast.read(*GOOD, *OTHERS, *BAD)
    assert fates(batch) == {
        "C1": ("matched", []), "C2": ("matched", []), "C3": ("matched", []),
        "C4": ("unmatched", ["nobody"]), "C5": ("ambiguous", ["name_differs"]),
        "C6": ("bad", ["bad_principal"]), "C7": ("bad", ["empty"]), "C8": ("bad", ["no_key"]), "C9": ("bad", ["over"]),
        "C10": ("bad", ["item_unknown"]),
    }  # fmt: skip
    assert batch.totals["matched"] == SUMS
    assert batch.totals["all"] == {**SUMS, "rows": 5, "principal_fen": 101_300}
    assert cast.books.journals() == 0


def test_two_owners_with_one_number_are_told_apart_by_name(cast):
    twin = Owner.objects.create(name="林夕", pinyin="b", initials="b")
    Phone.objects.create(owner=twin, number="13800000001")
    batch = cast.read(
        "林夕,13800000001,,D1,1,,,,,,", ",13800000001,,D2,1,,,,,,", "林晓,13800000001,沪A12345,D3,1,,,,,,"
    )
    rows = {row.card_no: row for row in batch.rows.all()}
    assert (rows["D1"].owner_id, rows["D2"].why, rows["D3"].owner_id) == (twin.pk, ["several"], cast.lin.pk)


def test_a_file_without_such_columns_is_refused(cast):
    with pytest.raises(NoBalancesInFile):
        read_balance_list(
            scope=cast.guo,
            store_id=cast.books.east.store,
            upload=BalanceList("x.csv", [b"a,b\n1,2\n"]),
            at=timezone.now(),
        )


def test_the_same_list_is_not_taken_twice_unless_it_was_given_up(cast):
    batch = cast.read(*GOOD)
    with pytest.raises(ListAlreadyIn):
        cast.read(*GOOD)
    discard_opening(scope=cast.guo, batch_id=batch.pk, at=timezone.now())
    assert not OpeningRow.objects.exists()
    cast.read(*GOOD)


def test_an_exact_copy_of_a_row_is_left_out_and_counted(cast):
    batch = cast.asked(*GOOD, GOOD[0], "林晓,138 0000 0001,,C3,0.5,,,,,,")
    told = [(row.n, row.fate, row.why) for row in batch.rows.filter(fate="copy")]
    assert told == [(6, "copy", ["copy_of:3"]), (7, "copy", ["copy_of:5"])]
    assert (batch.totals["copy"]["rows"], batch.totals["all"]) == (2, SUMS)
    approve_opening(scope=cast.han, batch_id=batch.pk, at=timezone.now())
    post_batch(batch.pk)
    assert held(cast) == FULL
    assert not open_rows(batch).exists()


def test_copies_are_told_in_a_list_without_card_numbers_too(cast):
    batch = cast.read(
        "林晓,13800000001,,,7,,,,,,", "林晓,13800000001,,,9,,,,,,", "林晓,138-0000-0001,,,7.00,,,,,,"
    )
    rows = {row.n: row for row in batch.rows.all()}
    assert [(n, row.fate) for n, row in rows.items()] == [(3, "matched"), (4, "matched"), (5, "copy")]
    assert batch.totals["all"]["principal_fen"] == 1_600
    assert same_owner(rows.values()) == {rows[3].pk: [4], rows[4].pk: [3]}


def test_two_rows_of_a_card_that_contradict_each_other_are_both_faults(cast):
    batch = cast.read(*GOOD, GOOD[0].replace("300", "30"), "王五,13800000099,,C4,5,,,,,,", "王,,,C4,5,,,,,,")
    told = fates(batch)
    assert [(row.n, row.fate, row.why) for row in batch.rows.filter(card_no="C1")] == [
        (3, "bad", ["card_differs:6"]), (6, "bad", ["card_differs:3"])
    ]  # fmt: skip
    assert (told["C2"], told["C3"]) == (("matched", []), ("matched", []))
    assert [row.why for row in batch.rows.filter(card_no="C4")] == [["card_differs:8"], ["no_key"]]
    assert batch.rows.filter(fate="bad", owner_id=None).count() == 4


def test_an_amount_below_zero_is_told_as_such(cast):
    batch = cast.read("林晓,13800000001,,D1,-5,,,,,,", "林晓,13800000001,,D2,,(5),-1,,,,")
    assert fates(batch) == {
        "D1": ("bad", ["below_principal"]),
        "D2": ("bad", ["below_bonus", "below_points"]),
    }


def test_what_can_never_be_sent_is_known_before_anything_is_entered(cast):
    assert isinstance(hindrance(cast.read(*GOOD, BAD[0])), RowsUnreadable)
    assert isinstance(hindrance(cast.read(OTHERS[0])), NothingToPost)
    assert hindrance(cast.read(*GOOD, OTHERS[0])) is None
    cast.posted(*GOOD)
    assert isinstance(hindrance(cast.read(*GOOD, encoding="utf-16")), NothingNew)


def test_only_what_has_a_reason_is_left(cast):
    assert not open_rows(cast.read(*GOOD)).exists()
    left = cast.posted(*GOOD, *OTHERS, rows=5, principal_fen=101_300)
    assert [row.card_no for row in open_rows(left)] == ["C4", "C5"]


def test_a_list_waits_for_those_who_may_decide_and_have_not_asked(cast):
    def waits() -> list[int]:
        return [waiting_for(one).count() for one in (cast.guo, cast.han, cast.xu)]

    batch = cast.read(*GOOD)
    assert waits() == [0, 0, 0]
    discard_opening(scope=cast.guo, batch_id=batch.pk, at=timezone.now())
    batch = cast.asked(*GOOD)
    assert waits() == [0, 1, 0]
    approve_opening(scope=cast.han, batch_id=batch.pk, at=timezone.now())
    post_batch(batch.pk)
    assert waits() == [0, 0, 0]
    ask_to_take_back(scope=cast.han, batch_id=batch.pk, reason="拿错了文件", at=timezone.now())
    assert waits() == [1, 0, 0]


def test_rows_that_cannot_be_read_must_be_mended_first(cast):
    batch = cast.read(*GOOD, BAD[0])
    with pytest.raises(RowsUnreadable):
        ask_to_open(scope=cast.guo, batch_id=batch.pk, control=SUMS, at=timezone.now())


def test_nobody_found_is_nothing_to_post(cast):
    batch = cast.read(OTHERS[0])
    with pytest.raises(NothingToPost):
        ask_to_open(
            scope=cast.guo, batch_id=batch.pk, control={"rows": 1, "principal_fen": 500}, at=timezone.now()
        )


@pytest.mark.parametrize("name", list(SUMS))
def test_every_sum_must_be_right_to_the_last_fen(cast, name):
    batch = cast.read(*GOOD)
    with pytest.raises(SumsDiffer) as no:
        ask_to_open(
            scope=cast.guo, batch_id=batch.pk, control={**SUMS, name: SUMS[name] + 1}, at=timezone.now()
        )
    assert no.value.differences == {name: (SUMS[name], SUMS[name] + 1)}
    batch.refresh_from_db()
    assert batch.state == "preview"


def test_nobody_approves_his_own_and_nobody_of_another_store_sees_it(cast):
    batch = cast.asked(*GOOD)
    with pytest.raises(NeedsAnother):
        approve_opening(scope=cast.guo, batch_id=batch.pk, at=timezone.now())
    with pytest.raises(NotFound):
        approve_opening(scope=cast.xu, batch_id=batch.pk, at=timezone.now())
    post_batch(batch.pk)
    assert cast.books.journals() == 0
    send_back_opening(scope=cast.han, batch_id=batch.pk, at=timezone.now())
    with pytest.raises(NotInThisState):
        approve_opening(scope=cast.han, batch_id=batch.pk, at=timezone.now())


def test_what_two_persons_agreed_to_is_posted_once_whoever_asks_again(cast):
    batch = cast.posted(*GOOD, *OTHERS, rows=5, principal_fen=101_300)
    assert batch.state == "posted"
    assert held(cast) == FULL
    people = cast.books.ask("SELECT DISTINCT kind, actor, approver FROM ledger.journal")
    assert people == [("opening", cast.guo.actor.id, cast.han.actor.id)]
    OpeningBatch.objects.update(state="posting")
    OpeningRow.objects.update(journal=None)
    post_batch(batch.pk)
    assert (held(cast), cast.books.journals()) == (FULL, 3)
    assert cast.books.of_store("deferred", cast.books.east.store) == 8_000
    assert balances_differ() == {}


def test_a_batch_that_stopped_goes_on_with_the_rest(cast):
    batch = cast.asked(*GOOD)
    approve_opening(scope=cast.han, batch_id=batch.pk, at=timezone.now())
    cast.books.ask(f"INSERT INTO ledger.holder (id) VALUES ('{cast.lin.pk}'), ('{new_id()}')")
    cast.books.ask(
        f"UPDATE ledger.holder SET merged_into = (SELECT id FROM ledger.holder WHERE id <> '{cast.lin.pk}' LIMIT 1) WHERE id = '{cast.lin.pk}'"
    )
    post_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.refusal) == ("stopped", {"rows": 2})
    assert moved(batch) == {**dict.fromkeys(SUMS, 0), "rows": 1, "visits": 4, "visits_paid_fen": 8_000}
    assert open_rows(batch).count() == 2
    assert fates(batch)["C1"] == ("matched", ["ledger:owner_merged"])
    assert held(cast) == {**NONE, "visits": 4}
    cast.books.ask("UPDATE ledger.holder SET merged_into = NULL")
    go_on_opening(scope=cast.guo, batch_id=batch.pk, at=timezone.now())
    post_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, held(cast)) == ("posted", FULL)


def test_after_a_fault_of_ours_somebody_may_go_on(cast):
    batch = cast.asked(*GOOD)
    approve_opening(scope=cast.han, batch_id=batch.pk, at=timezone.now())
    stop(batch.pk)
    go_on_opening(scope=cast.han, batch_id=batch.pk, at=timezone.now())
    post_batch(batch.pk)
    assert held(cast) == FULL


def test_an_untouched_batch_is_taken_back_as_a_whole_by_two_persons(cast):
    batch = cast.posted(*GOOD)
    ask_to_take_back(scope=cast.guo, batch_id=batch.pk, reason="拿错了文件", at=timezone.now())
    with pytest.raises(NeedsAnother):
        approve_taking_back(scope=cast.guo, batch_id=batch.pk, at=timezone.now())
    approve_taking_back(scope=cast.han, batch_id=batch.pk, at=timezone.now())
    undo_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, held(cast)) == ("undone", NONE)
    assert moved(batch) == SUMS, "what came back"
    assert cast.books.of_store("deferred", cast.books.east.store) == 0
    assert cast.books.of_store("suspense", cast.books.east.store) == 0
    cast.posted(*GOOD)
    assert held(cast) == FULL


def test_what_was_used_stays(cast):
    batch, east = cast.posted(*GOOD), cast.books.east
    ask_to_take_back(scope=cast.guo, batch_id=batch.pk, reason="错", at=timezone.now())
    post(deeds.pay(east, cast.lin.pk, fresh(), bill=bill(east.store), amount_fen=100))
    with pytest.raises(BalancesTouched):
        approve_taking_back(scope=cast.han, batch_id=batch.pk, at=timezone.now())
    keep_balances(scope=cast.han, batch_id=batch.pk, at=timezone.now())
    with pytest.raises(BalancesTouched):
        ask_to_take_back(scope=cast.guo, batch_id=batch.pk, reason="错", at=timezone.now())
    batch.refresh_from_db()
    assert batch.state == "posted"
