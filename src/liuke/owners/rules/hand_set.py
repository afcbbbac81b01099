"""A1 What becomes of a value somebody sets by hand where imports write too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Values = Mapping[str, str | None]


def by_hand(
    was: Values, now: Values, *, hand_set: Iterable[str], records_say: Mapping[str, str]
) -> tuple[list[str], dict[str, str]]:
    """The columns set by hand, and what the records say of them where it is something else.

    >>> by_hand({"name": "林晓", "district": "城南"}, {"name": "林小", "district": "城南"},
    ...     hand_set=[], records_say={})
    (['name'], {'name': '林晓'})
    >>> by_hand({"name": "林小"}, {"name": "林晓"}, hand_set=["name"], records_say={"name": "林晓"})
    (['name'], {})
    """
    before, changed = set(hand_set), {name for name in now if now[name] != was[name]}
    said = dict(records_say)
    for name in changed - before:
        said[name] = was[name] or ""
    return sorted(before | changed), {
        name: value for name, value in said.items() if value and value != now.get(name)
    }
