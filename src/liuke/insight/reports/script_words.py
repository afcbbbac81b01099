"""The words of the charts in the browser."""

from __future__ import annotations


def script_words(*, chinese: bool) -> dict[str, object]:
    """What the charts write on their axes and in their tooltips."""
    if chinese:
        return {"steps": [[1e8, "亿"], [1e4, "万"]], "yuan": "#元", "blank": "—", "of": "#（共@）"}
    return {"steps": [[1e9, "bn"], [1e6, "m"], [1e3, "k"]], "yuan": "¥#", "blank": "—", "of": "# of @"}
