"""How the cells of each type are read.

Most cells are already in the form they are kept in. ``canonical`` is the SQL condition that recognises those,
so that only the few others go through the careful readers of ``liuke.values``, once per distinct text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from liuke.sheets.fields import words
from liuke.sheets.fields.field import Field, Type
from liuke.values import moment, money, odometer, phone, plate, vin
from liuke.values.reading import BadCell, Reading
from liuke.values.text import half_width, is_error_value, is_placeholder, read_code, read_text

_SUSPECT_TEXT = (
    "^[\\s\\x{a0}\\x{3000}=@+#-]|[\\s\\x{a0}\\x{3000}]$"
    "|[\\x00-\\x1f\\x7f\\x{ad}\\x{200b}-\\x{200d}\\x{200e}\\x{200f}\\x{202a}-\\x{202e}\\x{2060}\\x{2066}-\\x{2069}\\x{feff}]"
    "|[\\x{e000}-\\x{f8ff}\\x{f0000}-\\x{10fffd}]"
)


_POWER_OF_TEN = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]{1,3}")
"""A long number as a spreadsheet program shows it: all but its first digits are gone."""


@dataclass(frozen=True)
class CellType:
    """``column_type`` is the DuckDB type kept; ``canonical`` and ``cast`` are SQL on the text ``$c``."""

    column_type: str
    canonical: str
    cast: str

    def is_canonical(self, text: str) -> str:
        """The SQL condition that a text needs no reader."""
        return self.canonical.replace("$c", text)


def _full_match(pattern: str) -> str:
    return f"regexp_full_match($c, '{pattern}')"


_PLAIN_NUMBER = r"-?[0-9]{1,9}(?:\.[0-9]{1,3})?"
_PLAIN_TEXT = f"(NOT regexp_matches($c, '{_SUSPECT_TEXT}') AND length($c) > 1)"
_MOMENT = f"({_full_match(moment.CANONICAL)} AND TRY_CAST($c AS TIMESTAMP) IS NOT NULL)"

CELL_TYPES: Mapping[Type, CellType] = {
    Type.CODE: CellType("VARCHAR", _full_match("[A-Za-z0-9][A-Za-z0-9_./#-]*"), "$c"),
    Type.TEXT: CellType("VARCHAR", _PLAIN_TEXT, "$c"),
    Type.VIN: CellType("VARCHAR", _full_match(vin.CANONICAL), "$c"),
    Type.PLATE: CellType("VARCHAR", _full_match(plate.CANONICAL), "$c"),
    Type.PHONE: CellType("VARCHAR", _full_match(phone.CANONICAL), "$c"),
    Type.YUAN: CellType(
        "BIGINT", _full_match(money.CANONICAL), "CAST(CAST($c AS DECIMAL(15, 2)) * 100 AS BIGINT)"
    ),
    Type.KM: CellType("INTEGER", _full_match(odometer.CANONICAL), "CAST($c AS INTEGER)"),
    Type.DAY: CellType("DATE", _MOMENT, "CAST(CAST($c AS TIMESTAMP) AS DATE)"),
    Type.MOMENT: CellType("TIMESTAMP", _MOMENT, "CAST($c AS TIMESTAMP)"),
    Type.NUMBER: CellType("DECIMAL(14,3)", _full_match(_PLAIN_NUMBER), "CAST($c AS DECIMAL(14,3))"),
    Type.SCORE_5: CellType("INTEGER", _full_match("[1-5]"), "CAST($c AS INTEGER)"),
    Type.SCORE_10: CellType("INTEGER", _full_match("10|[0-9]"), "CAST($c AS INTEGER)"),
    Type.YES_NO: CellType("BOOLEAN", "false", "CAST($c AS BOOLEAN)"),
    Type.WORDS: CellType("VARCHAR", "false", "$c"),
}


def column_type(field: Field) -> str:
    """The DuckDB type a field is kept in."""
    return "INTEGER" if field.words == "visit_kind" else CELL_TYPES[field.type].column_type


def cast(field: Field, text: str) -> str:
    """The SQL that turns canonical text into the kept value."""
    expression = "CAST($c AS INTEGER)" if field.words == "visit_kind" else CELL_TYPES[field.type].cast
    return expression.replace("$c", text)


@dataclass(frozen=True)
class ColumnContext:
    """What a reader has to know about its column: epoch of bare serials, order of short dates, unit.

    ``scale`` is the highest score of a column that uses another scale than its field.
    """

    epoch_1904: bool = False
    day_order: moment.DayOrder | None = None
    ten_thousands: bool = False
    scale: int | None = None


Reader = Callable[[str], Reading[str]]


def reader_of(field: Field, context: ColumnContext) -> Reader:
    """The careful reader of a field's cells: canonical text, fixes, warnings; BadCell, OpenQuestion."""
    match field.type:
        case Type.DAY | Type.MOMENT:
            return lambda text: _moment(text, context)
        case Type.WORDS:
            return lambda text: _word(text, field.words or "")
        case Type.SCORE_5 | Type.SCORE_10:
            return lambda text: _score(text, 5 if field.type is Type.SCORE_5 else 10, context.scale)
        case Type.YES_NO:
            return _yes_no
        case Type.NUMBER:
            return _number
        case Type.TEXT:
            return _text
        case Type.CODE:
            return _code
        case _:
            return _PLAIN_READERS[field.type]


_PLAIN_READERS: Mapping[Type, Reader] = {
    Type.VIN: vin.read_vin,
    Type.PLATE: plate.read_plate,
    Type.PHONE: phone.read_phone,
    Type.YUAN: money.read_yuan,
    Type.KM: odometer.read_km,
}


def _text(text: str) -> Reading[str]:
    reading = read_text(text)
    return Reading(None) if reading.value and is_placeholder(reading.value) else reading


def _code(text: str) -> Reading[str]:
    reading = read_code(text)
    if _POWER_OF_TEN.fullmatch(reading.value or ""):
        raise BadCell("code_digits_lost")
    return Reading(None) if reading.value and is_placeholder(reading.value) else reading


def _moment(text: str, context: ColumnContext) -> Reading[str]:
    reading = moment.read_moment(text, order=context.day_order, epoch_1904=context.epoch_1904)
    if reading.value is None:
        return Reading(None, reading.fixes)
    return Reading(reading.value.at.isoformat(sep=" "), reading.fixes)


def _word(text: str, vocabulary: str) -> Reading[str]:
    reading = _text(text)
    if reading.value is None:
        return reading
    if vocabulary == "visit_kind":
        kinds = words.visit_kinds(reading.value)
        meaning = None if kinds is None else str(kinds)
    else:
        meaning = words.meaning(vocabulary, reading.value)
    if meaning is None:
        return Reading(None, (), ("unknown_word",))
    return Reading(meaning, reading.fixes)


def _score(text: str, highest: int, scale: int | None) -> Reading[str]:
    if is_error_value(text):
        raise BadCell("error_value")
    reading = read_text(text)
    bare = half_width(reading.value or "").removesuffix("分").removesuffix("星").strip()
    if is_placeholder(bare):
        return Reading(None, reading.fixes)
    said = words.satisfaction_of(bare) if highest == 5 else None
    if said is not None:
        return Reading(str(said))
    lowest = 1 if highest == 5 else 0
    if scale is not None:
        return Reading(_rescaled(bare, scale, lowest, highest), ("score_scale",))
    whole, _, fraction = bare.partition(".")
    if not whole.isdecimal() or fraction.strip("0"):
        raise BadCell("score_form")
    if not lowest <= int(whole) <= highest:
        raise BadCell("score_range")
    return Reading(str(int(whole)), () if str(int(whole)) == text else ("score_form",))


def _rescaled(bare: str, scale: int, lowest: int, highest: int) -> str:
    """The same share of the field's scale, rounded down: 80 of 100 is 4 of 5, and 79 is not."""
    written = bare.removesuffix("%")
    if not re.fullmatch(r"[0-9]{1,4}(?:\.[0-9]{1,9})?", written):
        raise BadCell("score_form")
    if Decimal(written) > scale:
        raise BadCell("score_range")
    return str(max(lowest, int(Decimal(written) * highest / scale)))


def _yes_no(text: str) -> Reading[str]:
    reading = _text(text)
    return Reading(None if reading.value is None else str(words.is_yes(reading.value)).lower(), reading.fixes)


def _number(text: str) -> Reading[str]:
    if re.fullmatch(_PLAIN_NUMBER, text):
        return Reading(text)
    if is_error_value(text):
        raise BadCell("error_value")
    reading = read_text(text)
    bare = half_width(reading.value or "")
    if is_placeholder(bare):
        return Reading(None, reading.fixes)
    bare = bare.replace(",", "").strip().lower()
    unit = bare.lstrip("-0123456789.")
    if unit and len(unit) <= 3 and not unit.startswith("e"):
        bare = bare.removesuffix(unit)
    try:
        value = float(bare)
    except ValueError:
        raise BadCell("number_form") from None
    if not abs(value) < 1e9:
        raise BadCell("number_range")
    kept = f"{value:.3f}".rstrip("0").rstrip(".")
    return Reading(kept, () if kept == text else ("number_form",))
