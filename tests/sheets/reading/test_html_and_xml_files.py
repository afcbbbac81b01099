"""Web pages and SpreadsheetML saved as .xls, as many web systems export them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from liuke.sheets.reading.model import Batch, CellFault, Unreadable
from liuke.sheets.reading.open_file import open_file
from liuke.sheets.reading.refusals import FileDamaged, FormatUnknown, NoSheet, XmlDeclarationForbidden

Saved = Callable[[str, bytes | str], Path]
Read = Callable[..., Batch]

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
EXCEL = "urn:schemas-microsoft-com:office:excel"


def _page(body: str) -> str:
    return f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
def test_a_page_is_read_in_every_encoding_whatever_it_declares(
    encoding: str, saved: Saved, read: Read
) -> None:
    table = "<table><tr><th>车架号</th><th>车主</th></tr><tr><td>A</td><td>䶮𬭎</td></tr></table>"
    path = saved("orders.xls", _page(table).encode(encoding))
    assert open_file(path).kind == "html"
    assert "wrong_extension" in open_file(path).sheets[0].fixes
    assert read(path).rows == [["车架号", "车主"], ["A", "䶮𬭎"]]


@pytest.mark.parametrize(
    ("rows", "grid"),
    [
        ("<tr><td>a<td>b<tr><td>c<td>d", [["a", "b"], ["c", "d"]]),
        ("<tr><td> a\n  b </td><td>c<br>d</td></tr>", [["a b", "c\nd"]]),
        ("<tr><td>a&amp;b&nbsp;&#20013;</td><td></td></tr>", [["a&b\xa0中", None]]),
        ("<tr><td colspan=2>a</td><td>b</td></tr>", [["a", None, "b"]]),
        (
            "<tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr><tr><td>d</td></tr>",
            [["a", "b"], [None, "c"], ["d"]],
        ),
        ("<tr><td>a</td><td rowspan=2>b</td></tr><tr><td>c</td></tr>", [["a", "b"], ["c"]]),
        (
            "<tr><td colspan=99999>a</td><td>beyond</td></tr><tr><td>b</td></tr>",
            [["a", *[None] * 1_023], ["b"]],
        ),
        ("<thead><tr><th>a</thead><tbody><tr><td>b</tbody>", [["a"], ["b"]]),
        ("<tr><td>a<script>var x='<td>no</td>'</script></td></tr>", [["a"]]),
        ("<tr><td/><td>b</td></tr>", [[None, "b"]]),
        ("<tr></tr><tr><td colspan='x' rowspan='-1'>a</td></tr>", [[], ["a"]]),
        ("text between<tr>more<td>a</td></tr>", [["a"]]),
        ("<!-- <tr><td>no</td></tr> --><tr><td>a</td></tr>", [["a"]]),
        ("<![if IE]><tr><td>a</td></tr><![endif]>", [["a"]]),
    ],
)
def test_cells_stand_where_a_browser_shows_them(
    rows: str, grid: list[list[str | None]], saved: Saved, read: Read
) -> None:
    assert read(saved("orders.xls", _page(f"<table>{rows}</table>"))).rows == grid


def test_spans_are_told_as_merged_cells(saved: Saved) -> None:
    path = saved("orders.xls", _page("<table><tr><td colspan=2>a<td rowspan=2>b<tr><td>c<td>d</table>"))
    assert open_file(path).sheets[0].merged == ((1, 0, 1, 1), (1, 2, 2, 2))


def test_every_table_is_a_sheet_and_a_nested_one_is_not_part_of_the_cell(saved: Saved, read: Read) -> None:
    path = saved(
        "orders.xls",
        _page(
            "<table><tr><td>outer <table><caption>维修 明细</caption><tr><td>inner</td></tr></table> end</td>"
            "</tr></table><table></table><table><tr><td>last</td></tr></table>"
        ),
    )
    assert [info.name for info in open_file(path).sheets] == ["Table 1", "维修 明细", "Table 4"]
    assert read(path, "Table 1").rows == [["outer end"]]
    assert read(path, "维修 明细").rows == [["inner"]]
    assert read(path, "Table 4").rows == [["last"]]


def test_a_long_page_on_one_line_is_read_in_batches(saved: Saved) -> None:
    rows = "".join(f"<tr><td>{n}</td><td>车</td></tr>" for n in range(20_000))
    source = open_file(saved("orders.xls", _page(f"<table>{rows}</table>")))
    batches = list(source.batches("Table 1", size=6_000))
    assert [len(batch.rows) for batch in batches] == [6_000, 6_000, 6_000, 2_000]
    assert batches[-1].rows[-1] == ["19999", "车"]
    assert batches[-1].numbers[-1] == 20_000


def test_invalid_bytes_in_a_row_of_a_page_reject_the_row(saved: Saved, read: Read) -> None:
    rows = "<tr><td>车主</td></tr>\n".encode() * 150
    page = b"<html><table>" + rows + b"<tr><td>\xe8\xbd</td></tr>" + rows + b"</table></html>"
    assert read(saved("orders.xls", page)).unreadable == {151: Unreadable.INVALID_BYTES}


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ("<p>Session expired, log in again</p>", NoSheet),
        ("<table></table>", NoSheet),
        ("<table><tr><td>1</table>" * 201, FormatUnknown),
    ],
    ids=["login page", "empty table", "a table for each order"],
)
def test_pages_without_a_usable_table_are_refused(body: str, refusal: type[Exception], saved: Saved) -> None:
    with pytest.raises(refusal, match=r"orders.xls"):
        open_file(saved("orders.xls", _page(body)))


def _workbook(sheets: str, *, declaration: str = '<?xml version="1.0"?>') -> str:
    return (
        f'{declaration}<?mso-application progid="Excel.Sheet"?><Workbook xmlns="{SPREADSHEET}" '
        f'xmlns:ss="{SPREADSHEET}" xmlns:x="{EXCEL}">{sheets}</Workbook>'
    )


def _sheet(rows: str, *, name: str = "维修", options: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{rows}</Table>{options}</Worksheet>'


def _cell(text: str, kind: str) -> str:
    return f'<Row><Cell><Data ss:Type="{kind}">{text}</Data></Cell></Row>'


@pytest.mark.parametrize(
    ("kind", "stored", "text"),
    [
        ("String", "  首保 ", "  首保 "),
        ("Number", "1234.50", "1234.5"),
        ("Number", "13812345678", "13812345678"),
        ("Number", "n/a", "n/a"),
        ("DateTime", "2024-03-05T00:00:00.000", "2024-03-05"),
        ("DateTime", "2024-03-05T09:30:12.000", "2024-03-05 09:30:12"),
        ("DateTime", "1899-12-31T09:30:12.000", "09:30:12"),
        ("Boolean", "1", "TRUE"),
        ("String", "", None),
    ],
)
def test_typed_cells_of_spreadsheetml_become_text(
    kind: str, stored: str, text: str | None, saved: Saved, read: Read
) -> None:
    marker = _cell("end", "String")
    rows = read(saved("orders.xls", _workbook(_sheet(_cell(stored, kind) + marker)))).rows
    assert rows == [[text] if text else [], ["end"]]


def test_spreadsheetml_is_read_with_all_it_hides(saved: Saved, read: Read) -> None:
    rows = (
        '<Row ss:Index="3"><Cell ss:MergeAcross="1" ss:MergeDown="1"><Data ss:Type="String">标<B>题</B></Data>'
        "<Comment><Data>no</Data></Comment></Cell></Row>"
        '<Row ss:Hidden="1" ss:Span="2"/>'
        '<Row><Cell ss:Index="3"><Data ss:Type="Error">#REF!</Data></Cell><Cell ss:Formula="=RC[-1]*2"/></Row>'
    )
    options = f'<WorksheetOptions xmlns="{EXCEL}"><Visible>SheetHidden</Visible></WorksheetOptions>'
    book = (
        "<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook>"
        + _sheet("", name="空")
        + _sheet(rows, options=options)
    )
    path = saved(
        "orders.xls", _workbook(book, declaration='<?xml version="1.0" encoding="GB2312"?>').encode("gbk")
    )
    empty, info = open_file(path).sheets
    assert (empty.name, empty.hidden) == ("空", False)
    assert (info.name, info.hidden, info.hidden_rows, info.epoch_1904) == ("维修", True, 3, True)
    assert info.merged == ((3, 0, 4, 1),)
    batch = read(path, "维修", size=2)
    assert batch.numbers == [1, 2, 3, 4, 5, 6, 7]
    assert batch.rows[2] == ["标题", None]
    assert batch.rows[6] == [None, None, "#REF!", "=RC[-1]*2"]
    assert batch.cells == {(7, 2): CellFault.ERROR_VALUE, (7, 3): CellFault.UNCACHED_FORMULA}


@pytest.mark.parametrize(
    "sheets",
    [
        '<Worksheet ss:Name="a"><Table><Row>',
        _sheet('<Row ss:Index="2"/><Row ss:Index="1"/>'),
        _sheet('<Row ss:Index="9999999"/>'),
        _sheet('<Row><Cell ss:Index="99999"/></Row>'),
        _sheet('<Row><Cell ss:Index="one"/></Row>'),
        '<Row ss:Index="1"><Cell><Data>x</Data></Cell></Row>',
    ],
    ids=["cut off", "rows backwards", "row too far", "column too far", "no number", "outside a sheet"],
)
def test_spreadsheetml_that_makes_no_sense_is_refused(sheets: str, saved: Saved) -> None:
    with pytest.raises(FileDamaged, match=r"orders.xls is damaged"):
        open_file(saved("orders.xls", _workbook(sheets)))


def test_spreadsheetml_without_a_sheet_is_refused(saved: Saved) -> None:
    with pytest.raises(NoSheet):
        open_file(saved("orders.xls", _workbook("")))


def test_entities_in_spreadsheetml_are_refused(saved: Saved) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    with pytest.raises(XmlDeclarationForbidden, match=r"orders.xml contains a document type"):
        open_file(saved("orders.xml", _workbook(_sheet(_cell("&b;", "String")), declaration=bomb)))
