"""The star written from the tables is the star ``liuke diagnose`` makes from the same files."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

TODAY = dt.date(2026, 1, 1)
EXPORT = Path(__file__).resolve().parents[2] / "examples" / "export"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from django.conf import settings

    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "ENVIRONMENT", SimpleNamespace(home=folder))
        yield folder


@pytest.fixture(scope="module")
def filled(tables: object, home: Path) -> Path:
    """The example, imported as the demo does it."""
    from liuke.integrations.dms.demo import import_example

    import_example(folder=EXPORT, today=TODAY)
    return home


@pytest.fixture(scope="module")
def analysis(filled: Path) -> Any:
    from liuke.feeds.actions.examine import examine

    return examine(today=TODAY)


@pytest.fixture(scope="module")
def from_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the star that comes straight from the files."""
    from liuke.insight.star.build import build_star
    from liuke.sheets.intake.take_in import finish, judge, plan_files, stage
    from liuke.sheets.recognition.mapping_file import MappingFile

    folder = tmp_path_factory.mktemp("files")
    planned = plan_files(paths=sorted(EXPORT.iterdir()), mapping=MappingFile(), answers={})
    staged = stage(planned=planned, answers={}, folder=folder, progress=lambda *_: None)
    judge(staged=staged, today=TODAY, progress=lambda *_: None)
    finish(staged=staged, answers={}, folder=folder / "records")
    build_star(records=folder / "records", folder=folder / "star", today=TODAY)
    return folder / "star"


def test_every_figure_is_the_same_to_the_unit(analysis: Any, from_files: Path) -> None:
    from liuke.insight.diagnosis.as_json import diagnosis_json
    from liuke.insight.diagnosis.diagnose import Source, diagnose
    from liuke.insight.engine.duckdb_engine import open_star
    from liuke.insight.star.settings import Settings

    connection = open_star(folder=from_files)
    (as_of,) = connection.execute("SELECT as_of FROM meta").fetchone() or (None,)
    assert analysis.as_of == as_of
    found = diagnose(
        connection=connection, as_of=as_of, settings=Settings(), source=Source(), progress=lambda _: None
    )
    expected = json.loads(diagnosis_json(found.diagnosis))
    assert _rounded(analysis.diagnosis["kpis"]) == _rounded(expected["kpis"])
    for part in ("rfm", "retention"):
        assert _rounded(analysis.diagnosis[part]) == _rounded(expected[part])
    assert [analysis.diagnosis[key] for key in ("vehicles", "owners", "stores")] == [
        expected[key] for key in ("vehicles", "owners", "stores")
    ]


def _rounded(value: Any) -> Any:
    """Sums of floats in another order differ in the last digit."""
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


def test_the_facts_are_the_same_row_by_row(analysis: Any, from_files: Path) -> None:
    from liuke.feeds import folders

    for table in ("visit", "vehicle", "owner", "line", "appointment", "survey", "complaint"):
        mine, theirs = folders.star(analysis.star) / f"{table}.parquet", from_files / f"{table}.parquet"
        left_out = {"line": "visit_id, order_id", "vehicle": "region", "owner": ""}
        names = left_out.get(table, "visit_id, region")
        columns = f"* EXCLUDE ({names})" if names else "*"
        ours = f"SELECT {columns} FROM read_parquet('{mine}')"
        other = f"SELECT {columns} FROM read_parquet('{theirs}')"
        count = duckdb.sql(f"SELECT count(*) FROM (({ours}) EXCEPT ALL ({other}))").fetchone()
        back = duckdb.sql(f"SELECT count(*) FROM (({other}) EXCEPT ALL ({ours}))").fetchone()
        assert (table, count, back) == (table, (0,), (0,))


def test_a_second_star_exports_nothing_and_says_the_same(analysis: Any) -> None:
    from liuke.feeds import folders
    from liuke.feeds.actions.write_star import write_star

    star = write_star(today=TODAY)
    assert (star.whole, star.parts) == (False, 0)
    for table in ("visit", "vehicle", "owner"):
        first = f"SELECT * FROM read_parquet('{folders.star(analysis.star) / table}.parquet')"
        second = f"SELECT * FROM read_parquet('{star.folder / table}.parquet')"
        assert duckdb.sql(f"({first}) EXCEPT ALL ({second})").fetchall() == []


def test_grades_and_risks_stand_with_owners_and_cars(analysis: Any) -> None:
    from liuke.owners.models import Owner, Standing
    from liuke.vehicles.models import Outlook, Vehicle

    tiers = analysis.diagnosis["rfm"]["tiers"]
    for tier, found in tiers.items():
        assert Standing.objects.filter(tier=tier).count() == found["owners"]
    assert Outlook.objects.count() == Vehicle.objects.count()
    assert Standing.objects.count() == Owner.objects.count()
    assert Outlook.objects.filter(active=True, probability__gt=0).exists()


def test_every_place_has_figures_of_its_own(analysis: Any) -> None:
    from liuke.feeds.queries import figures_at
    from liuke.org.models import Store

    group = figures_at(analysis)
    assert group is not None
    assert group["kpis"] == analysis.diagnosis["kpis"]
    stores = [figures_at(analysis, store_id=store.pk) for store in Store.objects.all()]
    assert len(stores) == 3
    assert sum(found["size"]["visits"] for found in stores if found) == group["size"]["visits"]
    assert sum(found["size"]["vehicles"] for found in stores if found) == group["size"]["vehicles"]


def test_asked_for_by_three_imports_it_is_examined_once(analysis: Any) -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    from liuke.feeds.jobs import ask_for_refresh
    from liuke.feeds.models import Analysis

    ask_for_refresh()
    ask_for_refresh()
    asked = ProcrastinateJob.objects.filter(task_name="feeds.refresh")
    before = Analysis.objects.count()
    assert asked.filter(status="todo").count() == 3, "one of them by the import"
    with app.replace_connector(app.connector.get_worker_connector()) as running:
        running.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    assert asked.filter(status="succeeded").count() == 3
    assert Analysis.objects.count() == before + 1


def test_after_a_change_only_its_month_is_exported_and_its_cars_worked_out(analysis: Any) -> None:
    """Last in this module: it changes the tables. The star brought up to date equals the one made anew."""
    from liuke.feeds.actions.write_star import write_star
    from liuke.vehicles.models import ChangedPart, WorkOrder

    order = WorkOrder.objects.filter(part=24288).first()
    assert order is not None
    WorkOrder.objects.filter(pk=order.pk).update(odometer_km=1, adviser="新顾问")
    ChangedPart.objects.create(kind="work_orders", part=24288)
    patched = write_star(today=TODAY)
    assert (patched.whole, patched.parts) == (False, 1)
    whole = write_star(today=TODAY, whole=True)
    assert whole.whole
    for table in ("visit", "vehicle", "owner", "work_order", "line", "appointment", "survey", "complaint"):
        numbers = "" if table in ("vehicle", "owner") else "EXCLUDE (visit_id)"
        first = f"SELECT * {numbers} FROM read_parquet('{patched.folder / table}.parquet')"
        second = f"SELECT * {numbers} FROM read_parquet('{whole.folder / table}.parquet')"
        assert duckdb.sql(f"({first}) EXCEPT ALL ({second})").fetchall() == []
        assert duckdb.sql(f"({second}) EXCEPT ALL ({first})").fetchall() == []
    changed = duckdb.sql(
        f"SELECT count(*) FROM read_parquet('{whole.folder}/work_order.parquet') WHERE adviser = '新顾问'"
    )
    assert changed.fetchone() == (1,)


def test_changes_a_stopped_run_had_noted_are_not_lost(analysis: Any, tmp_path: Path) -> None:
    """The records are up to date, the star is not: the next one is made from the changes noted with them."""
    from liuke.feeds import folders
    from liuke.feeds.actions.write_star import write_star
    from liuke.feeds.export_records import export_records
    from liuke.vehicles.models import ChangedPart, WorkOrder

    order = WorkOrder.objects.filter(part=24290).first()
    assert order is not None
    WorkOrder.objects.filter(pk=order.pk).update(adviser="后来的顾问")
    ChangedPart.objects.create(kind="work_orders", part=24290)
    export_records(folder=folders.records(), scratch=tmp_path)
    star = write_star(today=TODAY)
    assert not star.whole
    rows = duckdb.sql(f"FROM read_parquet('{star.folder}/work_order.parquet') WHERE adviser = '后来的顾问'")
    assert len(rows) == 1
