"""Recognises a sheet: its header, the kind of its rows, its columns, and what has to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from liuke.sheets.fields.catalogue import KINDS
from liuke.sheets.fields.field import Kind
from liuke.sheets.reading.model import Batch, SheetInfo
from liuke.sheets.recognition.columns import SURE, Match, match_columns
from liuke.sheets.recognition.evidence import HIGHEST_SCORE, SAMPLE_ROWS, Samples
from liuke.sheets.recognition.header_rows import Header, find_header
from liuke.sheets.recognition.mapping_file import KnownSheet, MappingFile
from liuke.sheets.recognition.refusals import DuplicateHeaders, RequiredColumnMissing
from liuke.sheets.recognition.sheet_plan import Question, SheetPlan

_ENOUGH = 5.0
"""Sum of the weights of recognised columns from which a sheet is taken for a kind."""

_MISSING = 4.0
"""What a missing required column costs a kind in the comparison of kinds."""

_HINT = 2.0
"""What a telling word in the name of the sheet or file is worth."""

_CLOSE = 0.9
"""A second kind this near to the first one makes a question."""


Answers = Mapping[tuple[str, str, str, str], str]
"""Answers by the place of their question."""


@dataclass(frozen=True)
class _Guess:
    kind: Kind
    columns: int
    score: float
    weight: float


@dataclass(frozen=True)
class _Sheet:
    file: str
    name: str
    header: Header
    samples: Samples
    known: KnownSheet | None
    answers: Answers


def recognise(
    *, file: str, info: SheetInfo, head: Batch, mapping: MappingFile, answers: Answers
) -> SheetPlan:
    """The plan for one sheet, from its first rows (``head``), a mapping file and the answers given so far.

    Raises DuplicateHeaders and RequiredColumnMissing for a sheet that would otherwise be used.
    """
    header = find_header(numbers=head.numbers, rows=head.rows, merged=info.merged, remembered=mapping.words)
    if header is None:
        return SheetPlan(file, info.name, None, (), (), (), (), info.epoch_1904, info.fixes)
    known = mapping.find(file=file, sheet=info.name, names=header.names)
    sheet = _Sheet(file, info.name, header, _samples(header, head), known, answers)
    if known is None:
        sheet = _as_in_another_month(sheet, mapping)
    kind, questions = _kind(sheet)
    plan = SheetPlan(file, info.name, None, header.rows, header.names, (), tuple(questions))
    plan = replace(plan, epoch_1904=info.epoch_1904, file_fixes=info.fixes)
    if kind is None:
        return plan
    matches, asked = _columns(sheet, kind)
    if header.in_two_rows and sheet.known is None:
        questions += _header_question(sheet)
        if answers.get(("header_rows", file, info.name, _rows_of(header))) == "no":
            return plan
    plan = replace(
        plan,
        kind=kind.name,
        matches=tuple(matches),
        questions=tuple(questions + asked),
        day_orders=dict(sheet.known.day_orders) if sheet.known else {},
        scales=_scales(kind, matches, sheet.samples),
    )
    _refuse_duplicates(plan)
    _refuse_missing(plan)
    return plan


def _samples(header: Header, head: Batch) -> Samples:
    below = [row for number, row in zip(head.numbers, head.rows, strict=True) if number > header.rows[-1]][
        :SAMPLE_ROWS
    ]
    return Samples(
        [[row[column] if column < len(row) else None for row in below] for column in range(len(header.names))]
    )


def _as_in_another_month(sheet: _Sheet, mapping: MappingFile) -> _Sheet:
    """A sheet with what is remembered of a like one, unless its words tell of rows of another kind."""
    known = mapping.find_alike(sheet.header.names)
    if known is None:
        return sheet
    kind, questions = _kind(sheet)
    possible = {choice for question in questions for choice in question.choices}
    if kind is None or known.kind == kind.name or known.kind in possible:
        return replace(sheet, known=known)
    return sheet


def _kind(sheet: _Sheet) -> tuple[Kind | None, list[Question]]:
    """The kind of rows by mapping, answer or weight, and the question that stays open."""
    if sheet.known is not None:
        return KINDS[sheet.known.kind], []
    guesses = sorted((_weigh(kind, sheet) for kind in KINDS.values()), key=lambda g: -g.score)
    best, second = guesses[0], guesses[1]
    if best.weight < _ENOUGH or best.columns < 2:
        return None, []
    if second.weight < _ENOUGH or second.score <= best.score * _CLOSE:
        return best.kind, []
    question = Question(
        "kind", sheet.file, sheet.name, sheet.name, best.kind.name,
        (best.kind.name, second.kind.name, "ignore"),
    )  # fmt: skip
    answer = sheet.answers.get(question.place)
    if answer is None:
        return best.kind, [question]
    return KINDS.get(answer), []


def _columns(sheet: _Sheet, kind: Kind) -> tuple[list[Match], list[Question]]:
    """The columns by mapping, answer or likeness, and a question for each unsure one."""
    names = sheet.header.names
    told: dict[int, str | None] = {}
    if sheet.known is not None:
        told = {c: sheet.known.columns[name] for c, name in enumerate(names) if name in sheet.known.columns}
    matches: list[Match] = [_told(sheet, column, field) for column, field in told.items() if field]
    questions = []
    hidden_names = ["" if column in told else name for column, name in enumerate(names)]
    taken = {m.field for m in matches}
    for match in match_columns(kind=kind, names=hidden_names, samples=sheet.samples):
        if match.field in taken or match.column in told:
            continue
        question = _column_question(sheet, match)
        answer = sheet.answers.get(question.place)
        if match.confidence >= SURE or answer == match.field:
            matches.append(match if answer is None else replace(match, confidence=1.0, how="answer"))
        elif answer is None:
            matches.append(match)
            questions.append(question)
    return sorted(matches, key=lambda m: m.column), questions


def _scales(kind: Kind, matches: list[Match], samples: Samples) -> dict[str, int]:
    types = {m.field: kind.field(m.field).type for m in matches}
    used = {
        m.field: samples.scale_of(m.column, types[m.field])
        for m in matches
        if types[m.field] in HIGHEST_SCORE
    }
    return {name: scale for name, scale in used.items() if scale and scale != HIGHEST_SCORE[types[name]]}


def _told(sheet: _Sheet, column: int, field: str) -> Match:
    assert sheet.known is not None
    time_name = sheet.known.time_columns.get(field)
    names = sheet.header.names
    return Match(column, field, 1.0, "mapping", names.index(time_name) if time_name in names else None)


def _rows_of(header: Header) -> str:
    return f"{header.rows[0]}–{header.rows[-1]}"


def _header_question(sheet: _Sheet) -> list[Question]:
    shown = "、".join(name for name in sheet.header.names if name)
    question = Question(
        "header_rows", sheet.file, sheet.name, _rows_of(sheet.header), "yes", ("yes", "no"), {"names": shown}
    )
    return [] if question.place in sheet.answers else [question]


def _column_question(sheet: _Sheet, match: Match) -> Question:
    name = sheet.header.names[match.column] or f"#{match.column + 1}"
    examples = sheet.samples.examples(match.column)
    return Question(
        "column", sheet.file, sheet.name, name, match.field, (match.field, "ignore"),
        {"examples": examples, "confidence": f"{match.confidence:.0%}"},
    )  # fmt: skip


def _weigh(kind: Kind, sheet: _Sheet) -> _Guess:
    matches = match_columns(kind=kind, names=sheet.header.names, samples=sheet.samples)
    found = {m.field for m in matches}
    weight = sum(kind.field(m.field).weight * m.confidence for m in matches)
    missing = sum(1 for f in kind.fields if f.required and f.name not in found)
    missing += sum(1 for group in kind.one_of if not found & set(group))
    file, name = sheet.file.lower(), sheet.name.lower()
    hints = [_HINT if word in name else _HINT * 0.75 for word in kind.hints if word in name or word in file]
    return _Guess(kind, len(matches), weight - _MISSING * missing + max(hints, default=0.0), weight)


def _refuse_duplicates(plan: SheetPlan) -> None:
    first_seen: dict[str, int] = {}
    for column, name in enumerate(plan.names):
        if not name:
            continue
        if name in first_seen:
            raise DuplicateHeaders(
                file=plan.file,
                sheet=plan.sheet,
                header=name,
                first=column_letters(first_seen[name]),
                second=column_letters(column),
            )
        first_seen[name] = column


def _refuse_missing(plan: SheetPlan) -> None:
    kind = KINDS[plan.kind or ""]
    found = {m.field for m in plan.matches}
    missing = [f.name for f in kind.fields if f.required and f.name not in found]
    missing += ["|".join(group) for group in kind.one_of if not found & set(group)]
    if missing:
        raise RequiredColumnMissing(file=plan.file, sheet=plan.sheet, kind=kind.name, field=missing[0])


def column_letters(column: int) -> str:
    """The letters a spreadsheet program gives a column counted from 0.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
