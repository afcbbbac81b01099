"""Which store is meant by a name of the settings that no file has."""

from __future__ import annotations

import pytest

from liuke.insight.diagnosis.unknown_stores import UnknownStore, unknown_stores, without
from liuke.insight.star.settings import Settings, StoreFacts


@pytest.mark.parametrize(
    ("named", "known", "nearest"),
    [
        (["东城店"], ["城东店", "城西店"], "城东店"),
        (["城东"], ["城东店", "城西店"], "城东店"),
        (["东城店", "城西店"], ["城西店", "城东店"], "城东店"),
        (["城东旗舰店"], ["城东店", "城西店"], "城东店"),
        (["城北店"], ["城东店", "城西店"], None),
        (["城北店", "城西店"], ["城西店"], None),
        (["西湖维修中心"], ["城东店", "城西店"], None),
        (["城东店"], [], None),
    ],
)
def test_the_store_that_is_meant_is_the_one_written_with_the_same_letters(
    named: list[str], known: list[str], nearest: str | None
) -> None:
    settings = Settings(stores={name: StoreFacts(staff=9) for name in named})
    unknown = unknown_stores(settings, known)
    assert unknown == [UnknownStore(named[0], nearest)]
    assert list(without(settings, unknown).stores) == named[1:]
