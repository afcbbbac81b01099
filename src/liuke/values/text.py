"""Text as people and programs leave it in cells: invisible characters, full-width forms, placeholders."""

from __future__ import annotations

import re

from liuke.values.reading import BadCell, Reading

_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_JOINERS = "\u200c\u200d"
# Joiners are kept where they make one emoji of several, and mean nothing beside a letter.
_INVISIBLE_ANYWHERE = re.compile(rf"[\u200b\u2060\ufeff\u00ad]|(?<=\w)[{_JOINERS}]+|[{_JOINERS}]+(?=\w)")
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_BREAK = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_SUSPECT = re.compile(
    "^[\\s\u00a0\u3000]|[\\s\u00a0\u3000]$"
    "|[\x00-\x08\x0a-\x1f\x7f\u00ad\u200b-\u200d\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
    "|[\ue000-\uf8ff\U000f0000-\U0010fffd]"
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_PLACEHOLDERS = frozenset(("", *"- -- --- — —— / \\ 无 無 空 暂无 暫無 未知 null none nan n/a nil".split()))
_ERROR_VALUES = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)
_QUOTED_CODE = re.compile(r"""\s*(?:="([^"]*)"|'([0-9A-Za-z]+))\s*""")
_FORMULA_START = re.compile(r"^[=@]|^[+-](?![\d.,¥￥ ]*$)")


def half_width(text: str) -> str:
    """Full-width letters, digits and signs in their ASCII form; for codes and phones, never for names.

    >>> half_width("Ａ１２－３")
    'A12-3'
    """
    return text.translate(_FULL_WIDTH)


def is_placeholder(text: str) -> bool:
    """Whether a cell says in its own way that it is empty.

    >>> is_placeholder("暂无"), is_placeholder("0")
    (True, False)
    """
    return text.strip().lower() in _PLACEHOLDERS


def is_error_value(text: str) -> bool:
    """Whether a cell holds a spreadsheet error such as ``#REF!``."""
    return text[:1] == "#" and text.strip().upper() in _ERROR_VALUES


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet program would run this text; plain negative numbers and ``+86…`` would not harm.

    >>> [looks_like_formula(t) for t in ("=cmd|'/c calc'!A0", "+1+1", "@SUM(A1)", "-12.50", "+8613800001111")]
    [True, True, True, False, False]
    """
    return bool(_FORMULA_START.search(text))


def read_text(text: str) -> Reading[str]:
    """Free text and names: ends trimmed, invisible characters out, everything else exactly as it stands.

    Raises BadCell for NUL, bidirectional controls and spreadsheet error values.

    >>> read_text("\u3000李䶮 ")
    Reading(value='李䶮', fixes=('trimmed',), warnings=())
    """
    if not _SUSPECT.search(text):
        if is_error_value(text):
            raise BadCell("error_value")
        if looks_like_formula(text):
            return Reading(text, (), ("formula_text",))
        return Reading(text or None)
    if "\x00" in text:
        raise BadCell("nul_character")
    if _BIDI.search(text):
        raise BadCell("bidi_control")
    fixes = []
    clean = _INVISIBLE_ANYWHERE.sub("", text).strip().strip(_JOINERS).strip()
    clean = _CONTROL.sub("", clean)
    one_line = _LINE_BREAK.sub(" ", clean)
    if one_line != clean:
        fixes.append("line_break")
    elif clean != text:
        fixes.append("trimmed")
    if is_error_value(one_line):
        raise BadCell("error_value")
    warnings = []
    if _PRIVATE_USE.search(one_line):
        warnings.append("private_use_character")
    if looks_like_formula(one_line):
        warnings.append("formula_text")
    return Reading(one_line or None, tuple(fixes), tuple(warnings))


def read_code(text: str) -> Reading[str]:
    """Codes such as order numbers: as ``read_text``, and full-width forms narrowed, inner spaces out.

    The forms ="00123" and '00123, by which an export makes a spreadsheet program keep the zeros, are 00123.

    >>> read_code("ＲＯ２０２４ ０１")
    Reading(value='RO202401', fixes=('full_width', 'trimmed'), warnings=())
    >>> read_code('="00123"').value
    '00123'
    """
    quoted = _QUOTED_CODE.fullmatch(text)
    if quoted:
        inner = read_code(quoted.group(1) or quoted.group(2) or "")
        return Reading(inner.value, (*inner.fixes, "quoted_code"), inner.warnings)
    reading = read_text(text)
    if reading.value is None:
        return reading
    narrow = half_width(reading.value)
    fixes = list(reading.fixes)
    if narrow != reading.value:
        fixes.append("full_width")
    tight = re.sub(rf"[\s{_JOINERS}]+", "", narrow)
    if tight != narrow and "trimmed" not in fixes:
        fixes.append("trimmed")
    warnings = tuple(w for w in reading.warnings if w != "formula_text")
    if looks_like_formula(tight):
        warnings += ("formula_text",)
    return Reading(tight or None, tuple(fixes), warnings)


def plain_code(text: str) -> str:
    """A code as ``read_code`` reads it, so that one thing has one code however it is typed; else "".

    >>> plain_code("ＷＯ－ 7 "), plain_code("　"), plain_code("\\x00")
    ('WO-7', '', '')
    """
    try:
        return read_code(text).value or ""
    except BadCell:
        return ""
