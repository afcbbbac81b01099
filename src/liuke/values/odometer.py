"""Odometer 里程: whole kilometres between 0 and 2,000,000."""

from __future__ import annotations

import re

from liuke.values.reading import BadCell, Reading
from liuke.values.text import half_width, is_placeholder, read_text

CANONICAL = "[0-9]{1,6}"
"""Texts this matches are kept as they stand."""

LIMIT_KM = 2_000_000
_CANONICAL = re.compile(CANONICAL)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def read_km(text: str) -> Reading[str]:
    """Kilometres as canonical text. Raises BadCell when negative, above 2,000,000 or no number.

    >>> read_km("12,345 公里").value, read_km("1.2万").value
    ('12345', '12000')
    """
    if _CANONICAL.fullmatch(text):
        return Reading(text)
    bare = half_width(read_text(text).value or "").lower()
    if is_placeholder(bare):
        return Reading(None, ("trimmed",) if text.strip() != text else ())
    bare = re.sub(r"公里|千米|km|\s", "", bare)
    factor = 1
    if bare.endswith("万"):
        bare, factor = bare[:-1], 10_000
    if re.fullmatch(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", bare):
        bare = bare.replace(",", "")
    if not _NUMBER.fullmatch(bare):
        raise BadCell("odometer_form")
    whole, _, fraction = bare.partition(".")
    if len(whole) > 9:
        raise BadCell("odometer_range")
    kilometres = int(whole) * factor + (int((fraction + "0000")[:4]) if factor > 1 else 0)
    if bare.startswith("-") or kilometres > LIMIT_KM:
        raise BadCell("odometer_range")
    return Reading(str(kilometres), () if str(kilometres) == text else ("odometer_form",))
