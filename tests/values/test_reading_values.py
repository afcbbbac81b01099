"""What single texts mean: the cases the tables of the sheets do not reach."""

from __future__ import annotations

import datetime as dt
import random

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.sheets.cleaning.cells import CELL_TYPES, ColumnContext, reader_of
from liuke.sheets.fields.field import Field, Type
from liuke.values.moment import read_moment
from liuke.values.money import fen_of, read_yuan
from liuke.values.odometer import read_km
from liuke.values.period import Period, add_months, first_day, month_label, month_of, year_before
from liuke.values.phone import read_phone
from liuke.values.plate import read_plate
from liuke.values.reading import BadCell, OpenQuestion
from liuke.values.text import read_text
from liuke.values.vin import check_digit, read_vin, wrong_check_digit


def test_check_digits_equal_those_of_an_independent_library() -> None:
    from vininfo import Vin

    rng = random.Random(7)
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
    vins = ["L" + "".join(rng.choice(letters) for _ in range(16)) for _ in range(500)]
    right = [vin[:8] + check_digit(vin) + vin[9:] for vin in vins]
    assert all(Vin(vin).verify_checksum(check_year=False) for vin in right)
    assert not wrong_check_digit(right).any()
    assert wrong_check_digit(vins).tolist() == [
        not Vin(vin).verify_checksum(check_year=False) for vin in vins
    ]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024-03-05", "2024-03-05 00:00:00"),
        ("2024.3.5 9:05", "2024-03-05 09:05:00"),
        ("2024年3月5日 下午3点20分", "2024-03-05 15:20:00"),
        ("2024/3/5 上午 12:05", "2024-03-05 00:05:00"),
        ("20240305101112", "2024-03-05 10:11:12"),
        ("45356.5", "2024-03-05 12:00:00"),
        ("05-Mar-2024", "2024-03-05 00:00:00"),
        ("Mar 5, 2024", "2024-03-05 00:00:00"),
        ("25/12/2024", "2024-12-25 00:00:00"),
        ("2024-03-05T23:30:00-05:00", "2024-03-06 12:30:00"),
        ("2024-03-05 10:00:00.123", "2024-03-05 10:00:00"),
    ],
)
def test_a_moment_is_read_in_every_spelling(text: str, at: str) -> None:
    value = read_moment(text).value
    assert value is not None
    assert value.at.isoformat(sep=" ") == at


def test_a_serial_counts_from_the_epoch_of_its_workbook() -> None:
    old, new = read_moment("44000"), read_moment("44000", epoch_1904=True)
    assert old.value is not None
    assert new.value is not None
    assert new.value.at - old.value.at == dt.timedelta(days=1462)


@pytest.mark.parametrize(
    "text", ["2024-13-01", "2023-02-29", "31/31/2024", "2024年2月30日", "2024-03-05 25:00"]
)
def test_an_impossible_day_is_refused(text: str) -> None:
    with pytest.raises(BadCell) as bad:
        read_moment(text)
    assert bad.value.reason in ("impossible_date", "date_form")


@pytest.mark.parametrize(
    ("order", "day"), [("mdy", (2026, 3, 5)), ("dmy", (2026, 5, 3)), ("ymd", (2003, 5, 26))]
)
def test_a_short_date_is_open_until_its_order_is_told(order: str, day: tuple[int, int, int]) -> None:
    with pytest.raises(OpenQuestion):
        read_moment("3/5/26")
    value = read_moment("3/5/26", order=order).value  # type: ignore[arg-type]
    assert value is not None
    assert value.at.date() == dt.date(*day)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1,234.50", "1234.50"), ("￥ 1234 元", "1234"), ("（12.00）", "-12.00"), ("12.00-", "-12.00"), (".5", "0.5"),
        ("12.", "12"), ("3.5万", "35000"), ("1.23456万", "12345.6"), ("RMB 99", "99"), ("１２．５", "12.5"), ("+5", "5"),
    ],
)  # fmt: skip
def test_money_is_read_exactly(text: str, yuan: str) -> None:
    assert read_yuan(text).value == yuan


@pytest.mark.parametrize("text", ["1,23.4", "12.345", "1e5", "abc", "12.5.1", "123456789012", "#N/A", "=1+1"])
def test_money_that_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        read_yuan(text)


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_fen_survive_the_way_through_text(fen: int) -> None:
    sign, digits = ("-" if fen < 0 else ""), abs(fen)
    assert fen_of(f"{sign}{digits // 100}.{digits % 100:02d}") == fen


@pytest.mark.parametrize("text", ["", " ", "-", "无", "暂无", "/", "N/A", "null"])
def test_placeholders_are_empty_cells(text: str) -> None:
    assert read_phone(text).value is None
    assert read_plate(text).value is None
    assert read_yuan(text).value is None
    assert read_km(text).value is None
    assert read_moment(text).value is None


@pytest.mark.parametrize(
    "text",
    ["沪A12345", "沪AD12345", "沪A12345D", "粤B1234学", "京A1234警", "沪A1234挂", "粤Z1234澳", "使223456"],
)
def test_plates_of_every_kind_are_accepted(text: str) -> None:
    assert read_plate(text).value == text


@pytest.mark.parametrize("text", ["沪A1234", "沪I12345", "沪AO2345", "A12345", "沪AD1234X", "沪12345A"])
def test_what_is_no_plate_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        read_plate(text)


def test_the_first_mobile_of_several_is_taken() -> None:
    reading = read_phone("0731-84321234/13800001111")
    assert (reading.value, reading.warnings) == ("13800001111", ("several_phones",))


def test_emoji_and_rare_names_stay_as_they_are() -> None:
    for name in ("👨‍👩‍👧 林晓", "𬭎", "䶮", "Zoë"):
        assert read_text(name).value == name


def test_a_vin_may_be_written_with_hyphens() -> None:
    assert read_vin("LATP-AB07-1W10-05301").value == "LATPAB071W1005301"


def test_months_end_on_the_last_day() -> None:
    assert add_months(dt.date(2024, 5, 31), 9) == dt.date(2025, 2, 28)
    assert month_label(month_of(dt.date(2024, 12, 31))) == "2024-12"
    assert first_day(month_of(dt.date(2024, 12, 31))) == dt.date(2024, 12, 1)
    assert dt.date(2024, 9, 30) in year_before(dt.date(2024, 10, 1))
    assert dt.date(2024, 10, 1) not in year_before(dt.date(2024, 10, 1))
    with pytest.raises(ValueError, match="ends before"):
        Period(dt.date(2024, 1, 2), dt.date(2024, 1, 1))


TEXTS = st.text(
    alphabet=st.sampled_from("0123456789-/.: TLATPB沪京AD年月日¥,()+eE*\u3000\u200b１Ａ元万公里无"),
    max_size=22,
)


@pytest.mark.parametrize("type_", [t for t in Type if t is not Type.WORDS])
@settings(deadline=None)
@given(text=TEXTS)
def test_what_the_fast_road_keeps_the_careful_reader_keeps_unchanged(type_: Type, text: str) -> None:
    """The SQL condition for cells that need no reader must never let one pass that the reader would change."""
    canonical = CELL_TYPES[type_].is_canonical("t")
    row = duckdb.execute(
        f"SELECT coalesce({canonical}, false) FROM (SELECT ?::VARCHAR AS t)", [text]
    ).fetchone()
    if not row or not row[0]:
        return
    reading = reader_of(Field("f", type_, ()), ColumnContext())(text)
    assert reading.fixes == ()
    assert reading.warnings == ()
    if type_ in (Type.DAY, Type.MOMENT):
        kept = duckdb.execute(
            "SELECT CAST(? AS TIMESTAMP) = CAST(? AS TIMESTAMP)", [text, reading.value]
        ).fetchone()
        assert kept == (True,)
    else:
        assert reading.value == text


@pytest.mark.parametrize("text", ["13800001111.0", "'13800001111", " '13800001111 "])
def test_a_phone_that_went_through_another_program_is_the_same_phone(text: str) -> None:
    reading = read_phone(text)
    assert (reading.value, bool(reading.fixes)) == ("13800001111", True)


def test_the_apostrophe_that_keeps_zeros_is_not_part_of_the_code() -> None:
    assert read_vin("'LATPAB071W1005301").value == "LATPAB071W1005301"
    assert read_text("'晓").value == "'晓"
