"""Plate 车牌: seven characters, eight for new energy, and the special suffixes. Never a key: plates move."""

from __future__ import annotations

import re

from liuke.values.reading import BadCell, Reading
from liuke.values.text import is_placeholder, read_code

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LETTER = "A-HJ-NP-Z"
CANONICAL = (
    f"[{_PROVINCES}][A-HJ-Z][{_LETTER}0-9]{{5}}"
    f"|[{_PROVINCES}][A-HJ-Z][A-HJK][{_LETTER}0-9][0-9]{{4}}"
    f"|[{_PROVINCES}][A-HJ-Z][0-9]{{5}}[A-HJK]"
    f"|[{_PROVINCES}][A-HJ-Z][{_LETTER}0-9]{{4}}[学警挂港澳使领临试]"
    f"|[{_PROVINCES}][A-HJ-Z][{_LETTER}0-9]{{5}}临"
    f"|使[0-9]{{6}}|[0-9]{{6}}使|[{_PROVINCES}][0-9]{{5,6}}领|领[0-9]{{5,6}}|临[0-9]{{5,8}}"
)
"""Texts this matches are kept as they stand."""

_CANONICAL = re.compile(CANONICAL)
_NO_PLATE_YET = frozenset(
    {"未上牌", "无牌", "无牌照", "新车", "未挂牌", "临牌", "待上牌", "没上牌", "暂未上牌"}
)


def read_plate(text: str) -> Reading[str]:
    """Narrow, upper case, without dot and spaces; a car without a plate yet has None.

    Raises BadCell for anything that is no Chinese plate.

    >>> read_plate("沪a·D12345").value, read_plate("未上牌").value
    ('沪AD12345', None)
    """
    reading = read_code(text)
    if reading.value is None or is_placeholder(reading.value):
        return Reading(None, reading.fixes)
    plate = re.sub(r"[·•・.\-_]", "", reading.value)
    fixes = list(reading.fixes)
    if plate != reading.value:
        fixes.append("separators")
    if plate.upper() != plate:
        plate = plate.upper()
        fixes.append("lower_case")
    if plate in _NO_PLATE_YET:
        return Reading(None, ("no_plate_yet",))
    if not _CANONICAL.fullmatch(plate):
        raise BadCell("plate_form")
    return Reading(plate, tuple(fixes))
