"""Data quality: what was read, how it was understood, what was fixed, rejected or missing."""

from __future__ import annotations

from dataclasses import dataclass

from liuke.insight.diagnosis.contract import Answer, Diagnosis, Input, MappedColumn, Remark, Rows
from liuke.insight.reports.masking import masked_cell, masked_phone, masked_text
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.pictures import Bar, bar
from liuke.insight.reports.wording import fields, remarks

_GOOD, _FAIR = 0.99, 0.95


@dataclass(frozen=True)
class InputRow:
    file: str
    sheet: str
    kind: str
    recognised: bool
    figures: list[str]


@dataclass(frozen=True)
class ColumnRow:
    column: str
    field: str
    how: str
    confidence: str
    bar: Bar


@dataclass(frozen=True)
class RemarkRow:
    text: str
    place: str
    rows: str
    examples: str


@dataclass(frozen=True)
class DataQuality:
    sentence: str
    inputs: list[InputRow]
    sums: list[str]
    mapping: list[tuple[str, list[ColumnRow]]]
    remarks: list[tuple[str, str, list[RemarkRow]]]
    answers: list[tuple[str, str, str, str]]
    notes: list[str]
    shared_phones: list[tuple[str, str, str]]


def build_data_quality(diagnosis: Diagnosis, pen: Pen) -> DataQuality:
    quality = diagnosis.quality
    return DataQuality(
        sentence=_sentence(diagnosis.rows, pen),
        inputs=[_input(i, pen) for i in diagnosis.inputs],
        sums=_counts(diagnosis.rows, pen),
        mapping=_mapping(quality.mapping, pen),
        remarks=_remarks(diagnosis, pen),
        answers=[_answer(a, pen) for a in quality.answers],
        notes=_notes(diagnosis, pen),
        shared_phones=[
            (masked_phone(p.phone), pen.f.number(p.owners), pen.f.number(p.vehicles))
            for p in quality.shared_phones
        ],
    )


def _sentence(rows: Rows, pen: Pen) -> str:
    usable = rows.rows_read - rows.skipped
    if usable <= 0:
        return pen.t("No rows were read.")
    share = (rows.accepted + rows.duplicates) / usable
    figures = {
        "accepted": pen.rows(rows.accepted),
        "share": pen.f.share(share, 2),
        "rejected": pen.rows(rows.rejected),
    }
    if share >= _GOOD:
        return pen.t(
            "The files are in good order: %(accepted)s used (%(share)s usable), %(rejected)s rejected.",
            **figures,
        )
    if share >= _FAIR:
        return pen.t(
            "The files are usable: %(accepted)s used (%(share)s usable), %(rejected)s rejected.", **figures
        )
    return pen.t(
        "Much of the files could not be used: %(accepted)s used (%(share)s usable), %(rejected)s rejected."
        " Correct the"
        " error workbook first.",
        **figures,
    )


def _counts(rows: Rows | Input, pen: Pen) -> list[str]:
    """In the order of the table's head: what matters first, for the width of a phone."""
    counts = (rows.rows_read, rows.accepted, rows.rejected, rows.fixed, rows.duplicates, rows.skipped)
    return [pen.f.number(n) for n in counts]


def _input(found: Input, pen: Pen) -> InputRow:
    return InputRow(
        found.file,
        found.sheet,
        fields.kind(found.kind, pen.t),
        found.kind != "unrecognised",
        _counts(found, pen),
    )


def _mapping(mapping: list[MappedColumn], pen: Pen) -> list[tuple[str, list[ColumnRow]]]:
    """Columns by file and sheet, the unsure ones first."""
    sheets: dict[str, list[MappedColumn]] = {}
    for column in mapping:
        sheets.setdefault(_place(column.file, column.sheet), []).append(column)
    return [
        (place, [_column(c, pen) for c in sorted(columns, key=lambda c: (c.field is None, c.confidence))])
        for place, columns in sheets.items()
    ]


def _column(column: MappedColumn, pen: Pen) -> ColumnRow:
    return ColumnRow(
        column.column,
        fields.field(column.field, pen.t) if column.field else "—",
        pen.t(fields.HOW[column.how]),
        pen.f.share(column.confidence, 0) if column.field else "",
        bar(column.confidence if column.field else None, most=1.0),
    )


def _place(file: str, sheet: str) -> str:
    """The sheet is named only where it tells more than the file does."""
    return file if not sheet or file.startswith(sheet) else f"{file} · {sheet}"


def _remarks(diagnosis: Diagnosis, pen: Pen) -> list[tuple[str, str, list[RemarkRow]]]:
    meanings = {(c.file, c.sheet, c.column): c.field for c in diagnosis.quality.mapping}
    groups = []
    for reaction, title in remarks.REACTIONS.items():
        found = sorted(
            (r for r in diagnosis.quality.remarks if r.reaction == reaction), key=lambda r: -r.rows
        )
        if found:
            rows = [_remark(r, meanings.get((r.file, r.sheet, r.column or "")), pen) for r in found]
            groups.append((reaction, pen.t(title), rows))
    return groups


def _remark(remark: Remark, field: str | None, pen: Pen) -> RemarkRow:
    place = _place(remark.file, remark.sheet)
    if remark.column:
        place += (
            f" · {fields.field(remark.column, pen.t)}"
            if remark.column in fields.FIELDS
            else f" · {remark.column}"
        )
    examples = [
        pen.t("row %(row)s “%(value)s”", row=row, value=masked_cell(value, field=field))
        for row, value in remark.examples
    ]
    say = remarks.rejection if remark.reaction == "rejected" else remarks.remark
    return RemarkRow(say(remark.code, pen.t), place, pen.f.number(remark.rows), pen.t.join(examples))


def _answer(answer: Answer, pen: Pen) -> tuple[str, str, str, str]:
    told = {name: masked_text(value) for name, value in answer.detail.items()}
    asked = remarks.QUESTIONS.get(answer.code, "%(subject)s?")
    question = pen.t(asked, **{**told, "subject": masked_text(answer.subject)})
    if answer.answer in fields.KINDS:
        said = fields.kind(answer.answer, pen.t)
    elif answer.answer in fields.FIELDS:
        said = fields.field(answer.answer, pen.t)
    else:
        said = pen.t(remarks.ANSWERS.get(answer.answer, masked_text(answer.answer)))
    return _place(answer.file, answer.sheet), question, said, pen.t(remarks.ANSWERED_BY[answer.by])


def _notes(diagnosis: Diagnosis, pen: Pen) -> list[str]:
    quality = diagnosis.quality
    notes = [
        pen.t("%(file)s: the hidden sheet “%(sheet)s” was not read.", file=file, sheet=sheet)
        for file, sheet in quality.hidden_sheets
    ]
    notes += [
        pen.t(
            "%(place)s holds %(rows)s hidden by a filter; they were read.",
            place=_place(file, sheet),
            rows=pen.rows(n),
        )
        for file, sheet, n in quality.hidden_rows
    ]
    if quality.vehicles_without_sale:
        notes.append(
            pen.t(
                "%(cars)s came to the workshop but stand in no sales file: they count in visits and revenue,"
                " not in"
                " first-service, second-service and three-year retention.",
                cars=pen.cars(quality.vehicles_without_sale),
            )
        )
    if quality.stores_without_sales:
        notes.append(
            pen.t("No sales data of: %(stores)s.", stores=pen.t.join(list(quality.stores_without_sales)))
        )
    present = {i.kind for i in diagnosis.inputs}
    notes += [
        pen.t("Not among the files. %(what)s", what=pen.t(what))
        for kind, what in fields.NEEDED_FILES.items()
        if kind not in present
    ]
    return notes
