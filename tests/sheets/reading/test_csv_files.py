"""csv exports in every encoding and shape that dealers' systems write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from liuke.sheets.reading.model import Batch, Unreadable
from liuke.sheets.reading.open_file import open_file
from liuke.sheets.reading.refusals import FileDamaged, QuoteNotClosed, TooManyInvalidRows

Saved = Callable[[str, bytes | str], Path]
Read = Callable[..., Batch]

ORDERS = "工单号,车主,备注\nRO1,䶮𬭎,首保\nRO2,李雷,\n"
ROWS = [["工单号", "车主", "备注"], ["RO1", "䶮𬭎", "首保"], ["RO2", "李雷", None]]


@pytest.mark.parametrize(
    ("content", "fixes"),
    [
        (ORDERS.encode(), ()),
        (ORDERS.encode("utf-8-sig"), ("bom",)),
        (ORDERS.encode("gb18030"), ("encoding_gb18030",)),
        (ORDERS.encode("utf-16"), ("encoding_utf16",)),
        (b"\xfe\xff" + ORDERS.encode("utf-16-be"), ("encoding_utf16",)),
        (ORDERS.encode("utf-16-le"), ("encoding_utf16",)),
        (ORDERS.replace(",", "\t").encode("utf-16"), ("encoding_utf16", "tab")),
        (ORDERS.replace(",", ";").encode(), ("semicolon",)),
        (ORDERS.replace(",", "|").encode(), ("pipe",)),
        (ORDERS.replace("\n", "\r\n").encode(), ()),
        (ORDERS.replace("\n", "\r").encode(), ()),
        (ORDERS.rstrip("\n").encode(), ()),
    ],
    ids=["utf-8", "utf-8 bom", "gb18030", "utf-16 le", "utf-16 be", "utf-16 without bom", "unicode text",
         "semicolon", "pipe", "crlf", "cr", "no last line end"],
)  # fmt: skip
def test_the_same_orders_are_read_from_every_encoding_and_delimiter(
    content: bytes, fixes: tuple[str, ...], saved: Saved, read: Read
) -> None:
    path = saved("orders.csv", content)
    batch = read(path)
    assert batch.rows == ROWS
    assert batch.numbers == [1, 2, 3]
    assert not batch.unreadable
    assert open_file(path).sheets[0].fixes == fixes


def test_the_encoding_is_decided_from_the_whole_file_and_not_its_head(saved: Saved, read: Read) -> None:
    ascii_head = "RO,1,x\n" * 100_000
    path = saved("orders.csv", ascii_head.encode() + "RO,王五,首保\n".encode("gb18030"))
    assert read(path).rows[-1] == ["RO", "王五", "首保"]


@pytest.mark.parametrize("utf8_rows", [1, 60, 5_000])
def test_two_exports_pasted_together_are_each_read_in_their_own_encoding(
    utf8_rows: int, saved: Saved, read: Read
) -> None:
    first, second = "工单号,车主,型号\n" * utf8_rows, "RO1,茅台,首保\n" * 90
    path = saved("orders.csv", first.encode() + second.encode("gb18030"))
    rows = read(path).rows
    assert rows[0] == ["工单号", "车主", "型号"]
    assert rows[-1] == ["RO1", "茅台", "首保"]
    assert "encoding_mixed" in open_file(path).sheets[0].fixes


def test_a_gb18030_export_followed_by_a_long_utf8_one_is_not_garbled(saved: Saved, read: Read) -> None:
    path = saved(
        "orders.csv", "RO1,茅台,首保\n".encode("gb18030") * 9_000 + "RO1,车主,保养\n".encode() * 40_000
    )
    rows = read(path).rows
    assert rows[0] == ["RO1", "茅台", "首保"]
    assert rows[-1] == ["RO1", "车主", "保养"]


def test_a_name_cut_in_the_middle_of_a_character_makes_only_its_row_unreadable(
    saved: Saved, read: Read
) -> None:
    good = "RO1,王小明,首保\n".encode() * 150
    batch = read(saved("orders.csv", good + b"RO2,\xe7\x8e\x8b\xe5\xb0,ok\n" + good))
    assert batch.unreadable == {151: Unreadable.INVALID_BYTES}
    assert batch.rows[150] == ["RO2", "王\ufffd\ufffd", "ok"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_invalid_bytes_in_a_row_reject_the_row(encoding: str, saved: Saved, read: Read) -> None:
    good = "RO1,王小明,首保\n".encode(encoding) * 100
    batch = read(saved("orders.csv", good + b"RO2,\xff\xff,x\n" + good))
    assert batch.unreadable == {101: Unreadable.INVALID_BYTES}
    assert batch.rows[101] == ["RO1", "王小明", "首保"]


def test_more_than_one_row_in_a_hundred_with_invalid_bytes_refuses_the_file(saved: Saved, read: Read) -> None:
    good = "RO1,王小明,首保\n".encode() * 97
    with pytest.raises(TooManyInvalidRows, match=r"orders.csv: 2 of 99 rows"):
        read(saved("orders.csv", good + b"RO2,\xff,x\nRO3,\xff,x\n"))


def test_nul_makes_the_row_unreadable_and_keeps_its_neighbours(saved: Saved, read: Read) -> None:
    batch = read(saved("orders.csv", b"a,b\n1,x\0y\n2,z\n"))
    assert batch.unreadable == {2: Unreadable.NUL}
    assert batch.rows[2] == ["2", "z"]


def test_half_a_character_at_the_end_of_unicode_text_is_an_unreadable_row(saved: Saved, read: Read) -> None:
    batch = read(saved("orders.csv", ("a\tb\n" * 120 + "1\t2").encode("utf-16") + b"x"))
    assert batch.unreadable == {121: Unreadable.INVALID_BYTES}


def test_numbers_count_every_record_and_blank_ones_are_rows(saved: Saved, read: Read) -> None:
    batch = read(saved("orders.csv", 'a,b\n\n"x\ny",1\n,\n\n'))
    assert batch.numbers == [1, 2, 3, 4, 5]
    assert batch.rows == [["a", "b"], [], ["x\ny", "1"], [None, None], []]


def test_records_keep_their_numbers_over_batches(saved: Saved) -> None:
    source = open_file(saved("orders.csv", "".join(f"{n},x\n" for n in range(1, 8))))
    assert [(batch.numbers, len(batch.rows)) for batch in source.batches("orders", size=3)] == [
        ([1, 2, 3], 3),
        ([4, 5, 6], 3),
        ([7], 1),
    ]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ('a,"x ""y"" z"\n', [["a", 'x "y" z']]),
        ('a,"1,5"\n', [["a", "1,5"]]),
        ('a,17" wheel\n', [["a", '17" wheel']]),
        ('a,"17" wheel",b\n', [["a", '17 wheel"', "b"]]),
        ("  a , b\n", [["  a ", " b"]]),
        ("a,x\u2028y\n", [["a", "x\u2028y"]]),
        ("only\n", [["only"]]),
    ],
    ids=[
        "doubled quotes",
        "comma inside",
        "inch mark",
        "misplaced quote",
        "spaces kept",
        "U+2028",
        "one column",
    ],
)
def test_cells_are_read_as_they_stand(content: str, rows: list[list[str]], saved: Saved, read: Read) -> None:
    assert read(saved("orders.csv", content)).rows == rows


def test_a_table_that_names_its_delimiter_is_read_with_it(saved: Saved, read: Read) -> None:
    path = saved("orders.csv", "sep=;\na,1;b\nc,2;d\n")
    assert read(path).rows == [[], ["a,1", "b"], ["c,2", "d"]]


def test_the_delimiter_is_the_one_that_makes_most_columns_in_most_rows(saved: Saved, read: Read) -> None:
    path = saved("orders.csv", "维修明细\nVIN\tamount\tnote\nA\t1,234.50\ta;b\nB\t2,000.00\tc;d\n")
    assert read(path).rows[2] == ["A", "1,234.50", "a;b"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('a,b,c\n1,"2,3\n4,5,6\n', 2),
        ('a,b,c\n1,2,3\n4,5,"6', 3),
        ('a,b,c\n1,"2,3\n4,5,6\n7,"8",9\n', 2),
        ('a,b,c\n1,"note\nmore",3\n4,"5,6\n7,8,9\n7,8",9\n', 4),
        ("a,b,c\n" + '1,"2,3\n' + "4,5,6\n" * 60_000, 2),
    ],
    ids=[
        "to the end",
        "in the last line",
        "closed by another",
        "closed behind a row",
        "beyond the field limit",
    ],
)
def test_an_open_quote_refuses_the_file_and_names_its_line(
    content: str, line: int, saved: Saved, read: Read
) -> None:
    with pytest.raises(QuoteNotClosed, match=rf"orders.csv: .* line {line} is never closed"):
        read(saved("orders.csv", content))


def test_notes_over_several_lines_are_no_open_quote(saved: Saved, read: Read) -> None:
    path = saved("orders.csv", 'a,b,c\n1,"客户说:\n异响,漏油\n请检查",3\n4,5,6\n')
    assert read(path).rows[1] == ["1", "客户说:\n异响,漏油\n请检查", "3"]


def test_a_line_without_end_is_refused_before_it_fills_the_memory(saved: Saved) -> None:
    with pytest.raises(FileDamaged, match="a line of more than 16 MiB"):
        open_file(saved("orders.csv", b"x" * (17 << 20)))


def test_a_file_can_be_read_twice(saved: Saved) -> None:
    source = open_file(saved("orders.csv", ORDERS))
    first, second = (next(source.batches("orders")) for _ in range(2))
    assert first == second
