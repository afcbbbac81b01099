"""O What a change changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Values = Mapping[str, Any]


def difference(before: Values | None, after: Values | None) -> tuple[Values | None, Values | None]:
    """Both sides reduced to the fields that differ; a side that did not exist stays None.

    >>> difference({"name": "东店", "area": 9}, {"name": "东湖店", "area": 9})
    ({'name': '东店'}, {'name': '东湖店'})
    >>> difference(None, {"name": "东店"})
    (None, {'name': '东店'})
    """
    if before is None or after is None:
        return before, after
    differing = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return (
        {key: before[key] for key in differing if key in before},
        {key: after[key] for key in differing if key in after},
    )
