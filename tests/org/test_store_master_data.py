"""Where a store is, whom it serves, and how many people it plans and has."""

from __future__ import annotations

from decimal import Decimal

import pytest

from liuke.org.rules.headcount import Heads, carried_forward
from liuke.org.rules.position import NoPosition, OutsideChina, Position, PositionTurnedRound, read_position
from liuke.org.rules.roles import Role

NANJING = Position(Decimal("118.796877"), Decimal("32.060255"))


@pytest.mark.parametrize(
    "text",
    ["118.796877,32.060255", " 118.7968770 , 32.0602550 ", "118.796877，32.060255", "118.796877 32.060255"],
)
def test_a_position_is_read_as_map_applications_copy_it(text: str) -> None:
    assert read_position(text) == NANJING


def test_no_text_is_no_position() -> None:
    assert read_position("  ") is None


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("32.060255,118.796877", PositionTurnedRound),
        ("-0.1276,51.5072", OutsideChina),
        ("139.6917,35.6895", OutsideChina),
        ("118.796877", NoPosition),
        ("东湖路一号", NoPosition),
        ("1e2,3e1", NoPosition),
        ("118.796877,32.060255,9", NoPosition),
    ],
)
def test_what_is_no_place_in_china_is_refused(text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read_position(text)


def test_a_month_takes_over_only_where_nothing_was_said() -> None:
    before = {Role.TECHNICIAN: Heads(12, 11), Role.CASHIER: Heads(2, None)}
    now = {Role.TECHNICIAN: Heads(None, 0)}
    carried = carried_forward(before, now)
    assert carried[Role.TECHNICIAN] == Heads(12, 0)
    assert carried[Role.CASHIER] == Heads(2, None)
    assert carried[Role.SALES] == Heads()
