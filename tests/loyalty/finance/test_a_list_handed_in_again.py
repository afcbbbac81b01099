"""B8 A list of opening balances that comes again, corrected or in another encoding, doubles nothing."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

pytest.importorskip("django")

from django.db import connection
from django.utils import timezone
from tests.loyalty.finance.openings import FULL, GOOD, HEAD, SUMS, Cast, fates, held
from tests.loyalty.ledger.conftest import fresh

from liuke.loyalty.actions.open_balances import (
    LeftOutForNothing,
    NotDecided,
    NothingNew,
    OtherListsMoved,
    approve_opening,
    ask_to_open,
    discard_opening,
    send_back_opening,
)
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.loyalty.models import OpeningBatch
from liuke.loyalty.opening.posting import post_batch
from liuke.loyalty.opening.standing import what_stands
from liuke.loyalty.opening.totals import posts
from liuke.owners.models import Owner, Phone
from liuke.values.refusal import Refusal

ZHOU = "周五,13800000055,,C5,7,,,,,,"
WITH_ZHOU = {"rows": 4, "principal_fen": 100_800}


def ask(cast: Cast, batch: OpeningBatch, *, adds: bool | None = None, **control: int) -> None:
    ask_to_open(scope=cast.guo, batch_id=batch.pk, control={**SUMS, **control}, adds=adds, at=timezone.now())


def approve(cast: Cast, batch: OpeningBatch) -> None:
    approve_opening(scope=cast.han, batch_id=batch.pk, at=timezone.now())
    post_batch(batch.pk)


def enter_zhou() -> Owner:
    zhou = Owner.objects.create(name="周五", pinyin="z", initials="z")
    Phone.objects.create(owner=zhou, number="13800000055")
    return zhou


@pytest.mark.parametrize("rows", [GOOD, [re.sub("C[123]", "", row) for row in GOOD]], ids=["cards", "bare"])
def test_the_same_list_in_another_encoding_doubles_nothing(cast, rows):
    first = cast.posted(*rows)
    again = cast.read(*rows, encoding="utf-16")
    assert [row.fate for row in again.rows.all()] == ["standing"] * 3
    assert {row.elsewhere_id for row in again.rows.all()} == {first.pk}
    with pytest.raises(NothingNew):
        ask(cast, again)
    assert held(cast) == FULL


@pytest.mark.parametrize("corrected", [(*GOOD, ZHOU), (ZHOU, *GOOD)])
def test_a_corrected_list_uploaded_whole_brings_only_what_was_left(cast, corrected):
    cast.posted(*GOOD, ZHOU.replace("55,", "66,"), **WITH_ZHOU)
    zhou = enter_zhou()
    again = cast.read(*corrected)
    assert fates(again) == {
        "C1": ("standing", []),
        "C2": ("standing", []),
        "C3": ("standing", []),
        "C5": ("matched", []),
    }
    assert again.totals["all"] == {**SUMS, **WITH_ZHOU}, "the sums are still those of the old system's report"
    assert posts(again) == {**dict.fromkeys(SUMS, 0), "rows": 1, "principal_fen": 700}
    ask(cast, again, **WITH_ZHOU)
    approve(cast, again)
    assert (held(cast), cast.books.held(zhou.pk, "principal")) == (FULL, 700)


def test_the_very_same_file_brings_the_owners_entered_meanwhile(cast):
    cast.posted(*GOOD, ZHOU, **WITH_ZHOU)
    zhou = enter_zhou()
    again = cast.read(*GOOD, ZHOU)
    ask(cast, again, **WITH_ZHOU)
    approve(cast, again)
    assert (held(cast), cast.books.held(zhou.pk, "principal")) == (FULL, 700)


def test_two_equal_rows_are_one_balance_until_they_have_card_numbers(cast):
    row = "林晓,13800000001,,,1,,,,,,"
    cast.posted(row, row, **{**dict.fromkeys(SUMS, 0), "rows": 1, "principal_fen": 100})
    again = cast.read(row, row, encoding="utf-16")
    assert [one.fate for one in again.rows.all()] == ["standing", "copy"]
    cards = cast.read(*(row.replace(",,,1", f",,{card},1") for card in ("C21", "C22")))
    assert [one.fate for one in cards.rows.all()] == ["differs", "differs"]


@pytest.mark.parametrize(
    ("adds", "principal"), [(False, FULL["principal"]), (True, FULL["principal"] + 200_000)]
)
def test_another_amount_is_told_and_people_decide(cast, adds, principal):
    cast.posted(*GOOD)
    zhou = enter_zhou()
    again = cast.read(GOOD[0].replace("1,000.50", "2,000.00").replace("300", ""), ZHOU)
    assert fates(again) == {"C1": ("differs", []), "C5": ("matched", [])}
    [(differs, there)] = what_stands(again.rows.all()).items()
    assert differs == again.rows.get(card_no="C1").pk
    assert [(row.card_no, row.principal_fen) for row in there] == [("C1", 100_050), ("C3", 50)]
    sums = {"rows": 2, "principal_fen": 200_700, "points": 0, "visits": 0, "visits_paid_fen": 0}
    with pytest.raises(NotDecided):
        ask(cast, again, **sums)
    ask(cast, again, adds=adds, **sums)
    approve(cast, again)
    assert cast.books.held(cast.lin.pk, "principal") == principal
    assert cast.books.held(zhou.pk, "principal") == 700


def test_another_kind_of_value_is_no_second_balance(cast):
    only = dict.fromkeys(SUMS, 0)
    cast.posted("林晓,13800000001,,C1,1,,,,,,", **{**only, "rows": 1, "principal_fen": 100})
    assert fates(cast.read("林晓,13800000001,,C1,,,30,,,,")) == {"C1": ("matched", [])}


def test_what_was_reversed_for_one_owner_may_come_again(cast):
    first = cast.posted(*GOOD)
    row = first.rows.get(card_no="C2")
    desk = deeds.Desk(store=cast.books.east.store, actor=cast.guo.actor.id, approver=cast.han.actor.id)
    post(deeds.reverse(desk, row.owner_id, fresh(), of=row.journal, why="wrong car"))
    assert fates(cast.read(*GOOD, encoding="utf-16"))["C2"] == ("matched", [])


def test_a_list_that_waits_counts_and_one_given_up_does_not(cast):
    first, other = cast.asked(*GOOD), cast.read(*GOOD, ZHOU)
    enter_zhou()
    assert fates(other)["C1"] == ("standing", [])
    discard_opening(scope=cast.guo, batch_id=other.pk, at=timezone.now())
    other = cast.read(*GOOD, ZHOU)
    ask(cast, other, **WITH_ZHOU)
    send_back_opening(scope=cast.han, batch_id=first.pk, at=timezone.now())
    with pytest.raises(LeftOutForNothing):
        approve_opening(scope=cast.han, batch_id=other.pk, at=timezone.now())
    send_back_opening(scope=cast.han, batch_id=other.pk, at=timezone.now())
    other.refresh_from_db()
    assert (posts(other)["rows"], fates(other)["C1"]) == (4, ("matched", []))


def test_of_two_previews_the_second_one_is_shown_what_the_first_took(cast):
    one, two = cast.read(*GOOD), cast.read(*GOOD, encoding="utf-16")
    assert fates(one) == fates(two)
    ask(cast, one)
    with pytest.raises(OtherListsMoved):
        ask(cast, two)
    two.refresh_from_db()
    assert (two.state, posts(two)["rows"]) == ("preview", 0)
    with pytest.raises(NothingNew):
        ask(cast, two)


def test_lists_handed_in_at_once_double_nothing(cast):
    lists = [cast.read(*GOOD, encoding=name) for name in ("gb18030", "utf-16", "utf-8", "utf-8-sig")]

    def handed_in(batch: OpeningBatch) -> Any:
        try:
            ask(cast, batch)
            approve(cast, batch)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "posted"

    with ThreadPoolExecutor(4) as desks:
        told = sorted(desks.map(handed_in, lists))
    assert told == ["opening_other_lists_moved"] * 3 + ["posted"]
    assert (held(cast), cast.books.journals()) == (FULL, 3)


def test_lines_of_totals_heads_and_notes_are_nobodys_and_said_so(cast):
    between = (
        '小计,,,,"1,001.00",200,300,,,,',
        ',合计,,,"1,001.00",200,300,,4,80,',
        ",,,,,,,,,,",
        HEAD,
        "会员余额表（续）,,,,,,,,,,",
    )
    batch = cast.read(
        *GOOD[:2], *between, GOOD[2], '总计,,,,"1,001.00",200,300,,4,80,', "制表人：张三,,,,,,,,,,"
    )
    told = [(row.name, row.why) for row in batch.rows.filter(fate="skipped")]
    assert told == [
        ("小计", ["skipped_total"]), ("合计", ["skipped_total"]), ("姓名", ["skipped_header"]),
        ("会员余额表（续）", ["skipped_note"]), ("总计", ["skipped_total"]), ("制表人：张三", ["skipped_footer"]),
    ]  # fmt: skip
    assert batch.totals["all"] == SUMS
    ask(cast, batch)
    approve(cast, batch)
    assert held(cast) == FULL
