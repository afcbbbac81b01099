"""Import: work orders of twelve columns read, validated, mapped, accepted and written to the star.

python -m bench import
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import median

from bench.figures import Chapter, Figure
from bench.measure import Run, in_process
from bench.order_files import write_csv, write_xlsx

TODAY = dt.date(2026, 1, 1)
CSV_ROWS, LONG_CSV_ROWS, XLSX_ROWS = 200_000, 2_000_000, 200_000


def take_in(path: Path, scratch: Path) -> dict[str, float]:
    """Everything from the file to the star; seconds by step, and the rows read and accepted."""
    from liuke.insight.star.build import build_star
    from liuke.sheets.intake.take_in import finish, judge, plan_files, stage
    from liuke.sheets.recognition.mapping_file import MappingFile

    with tempfile.TemporaryDirectory(dir=scratch) as name:
        folder = Path(name)
        marks = [time.perf_counter()]
        planned = plan_files(paths=[path], mapping=MappingFile(), answers={})
        marks.append(time.perf_counter())
        (folder / "staging").mkdir()
        staged = stage(planned=planned, answers={}, folder=folder / "staging", progress=_quiet)
        marks.append(time.perf_counter())
        judge(staged=staged, today=TODAY, progress=_quiet)
        intake = finish(staged=staged, answers={}, folder=folder / "records")
        staged.connection.close()
        marks.append(time.perf_counter())
        build_star(records=intake.records, folder=folder / "star", today=TODAY)
        marks.append(time.perf_counter())
    steps = dict(zip(("plan", "read", "accept", "star"), _differences(marks), strict=True))
    (sheet,) = intake.sheets
    assert sheet.kind == "work_orders", sheet
    assert sheet.rejected > 0, sheet
    assert sheet.duplicates > 0, sheet
    return {**steps, "rows": sheet.rows_read, "accepted": sheet.accepted, "total": marks[-1] - marks[0]}


def _quiet(step: str, subject: str, rows: int) -> None:
    del step, subject, rows


def _differences(marks: list[float]) -> list[float]:
    return [after - before for before, after in pairwise(marks)]


def calamine_alone(path: Path) -> int:
    """Every row of the first sheet, read and thrown away."""
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    return sum(1 for _ in sheet.iter_rows())


def duckdb_alone(path: Path) -> None:
    """The table as it stands, every cell a text, from csv to Parquet: nothing is looked at."""
    import duckdb

    target = path.with_suffix(".parquet")
    duckdb.connect().execute(
        f"COPY (SELECT * FROM read_csv('{path}', skip = 1, header = true, all_varchar = true,"
        f" null_padding = true)) TO '{target}' (FORMAT parquet)"
    )
    target.unlink()


def run(*, times: int = 3, long: bool = True) -> Chapter:
    """The figures of the import; the median of several runs, each in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="liuke-bench-") as name:
        folder = Path(name)
        figures = [
            *_csv(folder, "csv, UTF-8", "utf-8", times),
            _limit(folder, times),
            *_csv(folder, "csv, GB18030", "gb18030", times),
            *_xlsx(folder, times),
        ]
        if long:
            figures += _long(folder)
    return Chapter("import", "Import", "python -m bench import", figures)


def _csv(folder: Path, what: str, encoding: str, times: int) -> list[Figure]:
    path = write_csv(folder / f"orders_{encoding}.csv", rows=CSV_ROWS, encoding=encoding)
    runs = [in_process(take_in, path, folder) for _ in range(times)]
    path.unlink()
    seconds = median(r.result["total"] for r in runs)
    return [
        Figure(
            f"{what}, {CSV_ROWS:,} rows into the star", CSV_ROWS / seconds, "rows/s", "≥ 50,000", _steps(runs)
        ),
        Figure(f"{what}, peak memory", max(r.peak_mb for r in runs), "MB"),
    ]


def _limit(folder: Path, times: int) -> Figure:
    path = write_csv(folder / "bare.csv", rows=CSV_ROWS, encoding="utf-8")
    seconds = median(in_process(duckdb_alone, path).seconds for _ in range(times))
    path.unlink()
    return Figure("the same file by DuckDB alone, as text, to Parquet", seconds, "s")


def _xlsx(folder: Path, times: int) -> list[Figure]:
    path = write_xlsx(folder / "orders.xlsx", rows=XLSX_ROWS)
    runs, bare = [], []
    for _ in range(times):
        bare.append(in_process(calamine_alone, path).seconds)
        runs.append(in_process(take_in, path, folder))
    seconds, alone = median(r.result["total"] for r in runs), median(bare)
    return [
        Figure(f"xlsx, {XLSX_ROWS:,} rows into the star", seconds, "s", note=_steps(runs)),
        Figure("the same sheet read by calamine alone", alone, "s"),
        Figure("xlsx import ÷ calamine alone", seconds / alone, "×", "≤ 1.6"),
        Figure("xlsx, peak memory", max(r.peak_mb for r in runs), "MB"),
    ]


def _long(folder: Path) -> list[Figure]:
    path = write_csv(folder / "long.csv", rows=LONG_CSV_ROWS, encoding="utf-8")
    once = in_process(take_in, path, folder)
    path.unlink()
    rate = LONG_CSV_ROWS / once.result["total"]
    return [
        Figure(f"csv, {LONG_CSV_ROWS:,} rows into the star", rate, "rows/s", note=_steps([once])),
        Figure(f"csv, {LONG_CSV_ROWS:,} rows, peak memory", once.peak_mb, "MB"),
    ]


def _steps(runs: list[Run[dict[str, float]]]) -> str:
    steps = [
        f"{step} {median(r.result[step] for r in runs):.2f} s" for step in ("plan", "read", "accept", "star")
    ]
    return ", ".join([*steps, f"processors {median(r.busy for r in runs):.2f} s"])
