"""B5 An amount is split to the fen, however often and in whatever steps."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.loyalty.rules.apportion import apportion
from liuke.loyalty.rules.tender import returned_parts

WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any)


@settings(deadline=None)
@given(amount=st.integers(0, 10**12), weights=WEIGHTS)
def test_parts_add_up_and_lie_near_their_share(amount: int, weights: list[int]) -> None:
    parts = apportion(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - amount * weight / sum(weights)) <= len(weights)
        assert part == 0 or weight


@settings(deadline=None)
@given(weights=st.lists(st.integers(0, 40), min_size=1, max_size=8).filter(any))
def test_no_part_shrinks_while_the_amount_grows_up_to_the_weights(weights: list[int]) -> None:
    before = [0] * len(weights)
    for amount in range(sum(weights) + 1):
        parts = apportion(amount, weights)
        assert all(now >= was for now, was in zip(parts, before, strict=True))
        before = list(parts)
    assert before == weights


@settings(deadline=None)
@given(st.data())
def test_a_bill_returned_in_parts_gives_each_tender_back_whole_and_never_asks_for_some_again(
    data: st.DataObject,
) -> None:
    amounts = data.draw(st.lists(st.integers(0, 300), min_size=1, max_size=5).filter(any))
    whole = sum(amounts) + data.draw(st.integers(0, 100))
    before, back = 0, [0] * len(amounts)
    while before < whole:
        part = data.draw(st.integers(1, whole - before))
        step = returned_parts(amounts, whole=whole, before=before, part=part)
        assert min(step) >= 0
        back = [old + new for old, new in zip(back, step, strict=True)]
        before += part
    assert back == amounts
