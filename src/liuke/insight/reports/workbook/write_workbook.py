"""Writes the workbook a shop works from: one list a sheet, an index before them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from liuke.insight.diagnosis.contract import Diagnosis
from liuke.insight.metrics.findings import Kpi
from liuke.insight.operations.findings import PersonFigures
from liuke.insight.reports.language import N_, Lang
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.sections.problem_words import problem_words
from liuke.insight.reports.sections.vitals import light_word, why_not
from liuke.insight.reports.wording import fields, kpis
from liuke.insight.reports.workbook import list_sheet
from liuke.insight.reports.workbook.catalogue import SHEETS, CellKind, sheet_title
from liuke.insight.reports.workbook.cells import write_text
from liuke.insight.reports.workbook.list_sheet import ListRows, Tools, columns_of, write_kinds, write_list
from liuke.insight.reports.workbook.look import Look

_ORDER = (
    "problem",
    "at_risk",
    "first_service_due",
    "second_service_due",
    "vip_owners",
    "sleepers",
    "shared_phones",
)

UNITS: Mapping[str, str] = {
    "share": N_("share"),
    "yuan": N_("yuan"),
    "minutes": N_("minutes"),
    "points": N_("points"),
    "count": N_("number"),
    "per_year": N_("per year"),
}
_UNIT_KINDS: Mapping[str, CellKind] = {"share": "share", "yuan": "yuan", "count": "number"}


@dataclass(frozen=True)
class Lists:
    """Rows by the key of their sheet: ``problem_1`` …, else the keys of ``catalogue.SHEETS``."""

    tables: Mapping[str, ListRows]


@dataclass(frozen=True)
class _Entry:
    """A line of the index: ``rows`` are all there are, ``shown`` those on the sheet."""

    title: str
    purpose: str
    rows: int
    shown: int


def write_workbook(*, diagnosis: Diagnosis, lists: Lists, path: Path, lang: Lang = "zh") -> None:
    """Writes every list a sheet is declared for, the KPIs and the people to ``path`` (.xlsx).

    A list longer than ``MOST_ROWS`` is cut there, and the index says so. Streams: memory does not grow with
    the lists. Text is text, never a formula; nothing is masked, because these are the people to be called.
    Raises what reading the lists raises, and OSError.
    """
    workbook = xlsxwriter.Workbook(
        str(path),
        {
            "constant_memory": True,
            "tmpdir": str(path.parent),  # whoever clears up after a kill clears up its rows too
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    pen = Pen(lang)
    with workbook:
        index = workbook.add_worksheet(pen.t("Index"))
        tools = Tools(workbook, Look(workbook), pen)
        entries = [_list_entry(tools, key, lists.tables[key], diagnosis) for key in _ordered(lists)]
        entries += [_kpi_entry(tools, diagnosis.kpis), _people_entry(tools, diagnosis)]
        _write_index(index, tools, diagnosis, entries)


def _ordered(lists: Lists) -> list[str]:
    """Problems first, then in the order in which the week goes; unknown keys are left out."""
    order = {key: place for place, key in enumerate(_ORDER)}
    known = [key for key in lists.tables if _declared(key) in order]
    return sorted(known, key=lambda key: (order[_declared(key)], key))


def _declared(key: str) -> str:
    return "problem" if key.startswith("problem_") else key


def _list_entry(tools: Tools, key: str, rows: ListRows, diagnosis: Diagnosis) -> _Entry:
    declared = SHEETS[_declared(key)]
    title = sheet_title(key, tools.pen.t)
    columns, values = columns_of(rows, declared.columns)
    count = write_list(tools, title=title, columns=columns, rows=values)
    return _Entry(title, _purpose(tools.pen, key, diagnosis), count, min(count, list_sheet.MOST_ROWS))


def _purpose(pen: Pen, key: str, diagnosis: Diagnosis) -> str:
    """A problem's list says which problem it is."""
    purpose = pen.t(SHEETS[_declared(key)].purpose)
    number = key.rpartition("_")[2]
    if _declared(key) != "problem" or not number.isdigit() or int(number) > len(diagnosis.problems):
        return purpose
    words = problem_words(pen, diagnosis.problems[int(number) - 1], diagnosis)
    return pen.t.sentences([words.sentence, purpose])


def _kpi_entry(tools: Tools, found: Sequence[Kpi]) -> _Entry:
    declared = SHEETS["kpis"]
    title = sheet_title("kpis", tools.pen.t)
    rows = (_kpi_cells(kpi, tools.pen) for kpi in found)
    count = write_kinds(tools, title=title, columns=declared.columns, rows=rows)
    return _Entry(title, tools.pen.t(declared.purpose), count, count)


def _kpi_cells(kpi: Kpi, pen: Pen) -> list[tuple[CellKind, object]]:
    kind = _UNIT_KINDS.get(kpi.unit, "decimal")
    before = kpi.previous.value
    change = None if kpi.value is None or before is None else kpi.value - before
    relative = None if change is None or not before else change / abs(before)
    return [
        ("text", pen.t(kpis.words(kpi.key).name)),
        ("code", kpi.key),
        ("text", light_word(kpi, pen)),
        (kind, kpi.value),
        ("text", pen.t(UNITS[kpi.unit])),
        ("number", kpi.numerator),
        ("number", kpi.denominator),
        ("day", kpi.window.start if kpi.window else None),
        ("day", kpi.window.end if kpi.window else None),
        (kind, kpi.standard),
        (kind, kpi.excellent),
        (kind, before),
        (kind, change),
        ("share", relative),
        ("text", pen.t.join([fields.need(place, pen.t) for place in kpi.needs]) or why_not(kpi, pen)),
    ]


def _people_entry(tools: Tools, diagnosis: Diagnosis) -> _Entry:
    declared = SHEETS["people"]
    title = sheet_title("people", tools.pen.t)
    count = write_list(tools, title=title, columns=declared.columns, rows=_people(diagnosis, tools.pen))
    return _Entry(title, tools.pen.t(declared.purpose), count, count)


def _people(diagnosis: Diagnosis, pen: Pen) -> Iterator[list[object]]:
    names = [column.name for column in SHEETS["people"].columns[1:]]
    groups: list[tuple[str, list[PersonFigures]]] = [
        (pen.t("service adviser"), diagnosis.people.advisers),
        (pen.t("technician"), diagnosis.people.technicians),
    ]
    for role, people in groups:
        for person in people:
            yield [role, *(getattr(person, name) for name in names)]


def _write_index(
    sheet: xlsxwriter.worksheet.Worksheet, tools: Tools, diagnosis: Diagnosis, entries: Sequence[_Entry]
) -> None:
    pen, look = tools.pen, tools.look
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for place, width in enumerate((22, 90, 20)):
        sheet.set_column(place, place, width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, pen.t("After-sales retention: lists to work from"), look.title)
    about = pen.t(
        "As of %(day)s. %(stores)s", day=pen.f.day(diagnosis.as_of), stores=pen.t.join(diagnosis.stores)
    )
    write_text(sheet, (1, 0), about, look)
    sheet.write_string(
        2,
        0,
        pen.t("Contains personal data of owners: keep it inside the company, delete it after use."),
        look.quiet,
    )
    for place, head in enumerate((pen.t("Sheet"), pen.t("What it is for"), pen.t("Rows"))):
        sheet.write_string(4, place, head, look.header)
    for line, entry in enumerate(entries, 5):
        sheet.write_url(line, 0, f"internal:'{entry.title}'!A1", look.link, entry.title)
        sheet.write_string(line, 1, entry.purpose, look.wrapped)
        if entry.shown == entry.rows:
            sheet.write_number(line, 2, entry.rows, look.kinds["number"])
        else:
            cut = pen.t(
                "first %(shown)s of %(rows)s", shown=pen.f.number(entry.shown), rows=pen.f.number(entry.rows)
            )
            sheet.write_string(line, 2, cut, look.wrapped)
