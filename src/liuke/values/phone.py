"""Phone 手机: eleven digits of a mainland mobile; a landline is kept with a warning."""

from __future__ import annotations

import re

from liuke.values.reading import BadCell, Reading
from liuke.values.text import is_placeholder, read_code

CANONICAL = "1[3-9][0-9]{9}"
"""Texts this matches are kept as they stand."""

_MOBILE = re.compile(CANONICAL)
_LANDLINE = re.compile(r"0[1-9][0-9]{1,2}[2-9][0-9]{6,7}(?:[-转#][0-9]{1,6})?|[48]00[0-9]{7}|[2-9][0-9]{6,7}")
_MASKED = re.compile(r"1[0-9]{0,10}[*xX×#•]{3,}[0-9]{0,8}")
_SEPARATORS = re.compile(r"[\s\-‐–—_().·]")
_SEVERAL = re.compile(r"[/,;、|\\]+|\s{2,}")


def read_phone(text: str) -> Reading[str]:
    """Without spaces, hyphens and country code; the first mobile where several stand in one cell.

    A masked number (138****1234) is no key: None with a warning. Raises BadCell where digits were lost.

    >>> read_phone("+86 138-0000 1111").value
    '13800001111'
    >>> read_phone("1.38E+10")
    Traceback (most recent call last):
    ...
    liuke.values.reading.BadCell: This cannot be done.
    """
    if _MOBILE.fullmatch(text):
        return Reading(text)
    if is_placeholder(text):
        return Reading(None)
    parts = [part for part in _SEVERAL.split(text.strip()) if part.strip()]
    if len(parts) > 1:
        return _first_of_several(parts)
    reading = read_code(text)
    if reading.value is None or is_placeholder(reading.value):
        return Reading(None, reading.fixes)
    if re.fullmatch(r"[0-9.]+[eE]\+?[0-9]+", reading.value):
        raise BadCell("phone_digits_lost")
    if _MASKED.fullmatch(reading.value):
        return Reading(None, (), ("phone_masked",))
    whole = re.sub(r"(?<=^1[0-9]{10})\.0$", "", reading.value)
    bare = _SEPARATORS.sub("", whole)
    bare = re.sub(r"^(?:\+|00)86(?=[01-9])|^86(?=1[3-9][0-9]{9}$)|^0(?=1[3-9][0-9]{9}$)", "", bare)
    fixes = reading.fixes if bare == reading.value else (*reading.fixes, "phone_form")
    if _MOBILE.fullmatch(bare):
        return Reading(bare, fixes)
    if _LANDLINE.fullmatch(_SEPARATORS.sub("", reading.value)) or _LANDLINE.fullmatch(bare):
        return Reading(bare, reading.fixes, ("landline",))
    raise BadCell("phone_form")


def _first_of_several(parts: list[str]) -> Reading[str]:
    readings = []
    for part in parts:
        try:
            readings.append(read_phone(part))
        except BadCell:
            continue
    mobiles = [r for r in readings if r.value and _MOBILE.fullmatch(r.value)]
    chosen = next(iter(mobiles or readings), None)
    if chosen is None or chosen.value is None:
        raise BadCell("phone_form")
    return Reading(chosen.value, (*chosen.fixes, "phone_form"), (*chosen.warnings, "several_phones"))
