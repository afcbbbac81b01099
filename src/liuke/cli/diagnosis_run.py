"""One run of the diagnosis: take in, ask, build, examine, write."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import duckdb

from liuke.cli.ask import Answered, answer_all
from liuke.cli.shown import Meter, show_inputs, show_plans, show_unknown_stores, show_verdict
from liuke.cli.wording import Lang
from liuke.insight.diagnosis.as_json import diagnosis_json
from liuke.insight.diagnosis.diagnose import Examined, Source, diagnose
from liuke.insight.diagnosis.quality import inputs_of, quality_of
from liuke.insight.diagnosis.unknown_stores import known_stores, unknown_stores, without
from liuke.insight.engine.duckdb_engine import DuckDbEngine, open_star
from liuke.insight.engine.engine import Engine
from liuke.insight.reports.write_html import write_html
from liuke.insight.star.build import build_star
from liuke.insight.star.schema import STAR
from liuke.insight.star.settings import Settings, settings_of
from liuke.sheets.intake.account import rejected_rows
from liuke.sheets.intake.take_in import Answers, Intake, Planned, Staged, finish, judge, plan_files, stage
from liuke.sheets.recognition.mapping_file import MappingFile, load_mapping, mapping_of

_PLATE_MOVES = ("plate_moves", "", "", "")


@dataclass(frozen=True)
class Choices:
    """What the user asked for."""

    files: tuple[Path, ...]
    as_of: dt.date | None
    today: dt.date
    lang: Lang
    mapping: Path | None
    accept: bool
    engine: str


@dataclass(frozen=True)
class _Taken:
    """The intake with everything that led to it."""

    intake: Intake
    planned: Planned
    staged: Staged
    mapping: MappingFile
    answers: Answers
    answered: Answered


def run(*, choices: Choices, scratch: Path, out: Path, heed: Callable[[], None]) -> None:
    """Writes the report, the workbooks, the figures and the mapping into ``out``; raises every Refusal.

    ``heed`` is called before every step and raises where somebody wants to stop.
    """
    timings: dict[str, float] = {}
    mapping = load_mapping(choices.mapping) if choices.mapping else MappingFile()
    settings = settings_of(mapping.settings)
    started = time.perf_counter()
    with Meter(heed) as meter:
        taken = _take_in(choices, mapping, scratch, meter)
        timings["intake"] = time.perf_counter() - started
        show_inputs(taken.intake)
        started = time.perf_counter()
        meter.step("star")
        as_of = build_star(
            records=taken.intake.records,
            folder=scratch / "star",
            today=choices.today,
            as_of=choices.as_of,
            settings=settings,
        )
        timings["star"] = time.perf_counter() - started
        connection = open_star(folder=scratch / "star", tables=tuple(STAR), spill=scratch / "spill")
        engine = _engine(choices.engine, connection, scratch / "star")
        settings = _of_known_stores(settings, connection)
        examined = _examine(connection, engine, as_of, settings, taken, timings, meter)
        meter.step("report")
        _write(choices, taken, connection, examined, out)
    show_verdict(examined.diagnosis)


def _take_in(choices: Choices, mapping: MappingFile, scratch: Path, meter: Meter) -> _Taken:
    """Plans, asks, reads, asks again where the rows themselves left a question."""
    answers: Answers = {}
    answered: Answered = []
    if "plate_moves" in mapping.answers:
        answers[_PLATE_MOVES] = mapping.answers["plate_moves"]
    planned = plan_files(paths=choices.files, mapping=mapping, answers=answers)
    show_plans(planned)
    _ask(planned.questions, choices, answers, answered, meter)
    if planned.questions:
        planned = plan_files(paths=choices.files, mapping=mapping, answers=answers)
    staged = stage(planned=planned, answers=answers, folder=_new(scratch, "staging"), progress=meter.rows)
    if staged.questions:
        _ask(staged.questions, choices, answers, answered, meter)
        staged.connection.close()
        staged = stage(planned=planned, answers=answers, folder=_new(scratch, "again"), progress=meter.rows)
    questions = judge(staged=staged, today=choices.today, progress=meter.rows)
    _ask([q for q in questions if q.place not in answers], choices, answers, answered, meter)
    intake = finish(staged=staged, answers=answers, folder=scratch / "records")
    return _Taken(intake, planned, staged, mapping, answers, answered)


def _ask(
    questions: Sequence[object], choices: Choices, answers: Answers, answered: Answered, meter: Meter
) -> None:
    with meter.paused():
        given = answer_all(questions, accept=choices.accept)  # type: ignore[arg-type]
    answered += given
    answers.update({question.place: answer for question, answer, _ in given})


def _new(scratch: Path, name: str) -> Path:
    folder = scratch / name
    folder.mkdir()
    return folder


def _of_known_stores(settings: Settings, connection: duckdb.DuckDBPyConnection) -> Settings:
    """The settings without the stores that no file names, which are told."""
    if not settings.stores:
        return settings
    known = known_stores(DuckDbEngine(connection))
    unknown = unknown_stores(settings, known)
    show_unknown_stores(unknown, known)
    return without(settings, unknown)


def _engine(name: str, connection: duckdb.DuckDBPyConnection, star: Path) -> Engine:
    if name == "spark":
        from liuke.insight.engine.spark_engine import SparkEngine

        return SparkEngine.open(folder=star, tables=tuple(STAR))
    return DuckDbEngine(connection)


def _examine(
    connection: duckdb.DuckDBPyConnection, engine: Engine, as_of: dt.date, settings: Settings, taken: _Taken,
    timings: dict[str, float], meter: Meter,
) -> Examined:  # fmt: skip
    inputs, rows = inputs_of(taken.intake)
    quality = quality_of(
        engine=DuckDbEngine(connection),
        intake=taken.intake,
        planned=taken.planned,
        plans=[reading.plan for reading in taken.staged.readings],
        answered=taken.answered,
    )
    return diagnose(
        connection=connection,
        as_of=as_of,
        settings=settings,
        source=Source(inputs, rows, quality, timings),
        progress=meter.step,
        engine=engine,
    )


def _write(
    choices: Choices, taken: _Taken, connection: duckdb.DuckDBPyConnection, examined: Examined, out: Path
) -> None:
    from liuke.insight.reports.workbook.write_error_workbook import write_error_workbook
    from liuke.insight.reports.workbook.write_workbook import Lists, write_workbook

    started = time.perf_counter()
    diagnosis = examined.diagnosis
    write_html(diagnosis=diagnosis, path=out / "report.html", lang=choices.lang)
    tables = {name: connection.execute(sql).to_arrow_table() for name, sql in examined.lists.items()}
    write_workbook(diagnosis=diagnosis, lists=Lists(tables), path=out / "report.xlsx", lang=choices.lang)
    if diagnosis.rows.rejected:
        rejected = rejected_rows(taken.staged.connection, taken.staged.readings)
        write_error_workbook(rejected=rejected, path=out / "errors.xlsx", lang=choices.lang)
    plans = [reading.plan for reading in taken.staged.readings]
    hidden = frozenset((k.file or "", k.sheet or "") for k in taken.mapping.sheets if k.hidden)
    remembered = {code: answer for (code, file, *_), answer in taken.answers.items() if not file}
    text = mapping_of(plans=plans, hidden=hidden, answers=remembered, settings=taken.mapping.settings)
    (out / "mapping.yaml").write_text(text, encoding="utf-8")
    timings = {**diagnosis.timings, "report": time.perf_counter() - started}
    (out / "diagnosis.json").write_text(diagnosis_json(replace(diagnosis, timings=timings)), encoding="utf-8")
    click.echo()
