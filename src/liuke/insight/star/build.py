"""Builds the star from accepted records: everything that can be worked out once is worked out here."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from liuke.insight.star.common_facts import common_facts, write_common_facts
from liuke.insight.star.schema import STAR
from liuke.insight.star.settings import Settings
from liuke.insight.star.steps import (
    default_as_of,
    file_of,
    load_settings,
    open_records,
    quoted,
    run_step,
    set_cut_off,
    spare_threads,
    take_at_hand,
    workshop,
    write_table,
)

_FACTS = ("visit", "work_order", "line")
"""The long tables. They are views until they are written: a table in memory first would double the cost."""

_ALL_ARE_AT_HAND = """
CREATE TEMP VIEW every_visit AS FROM visit;
CREATE TEMP VIEW every_vehicle AS FROM vehicle_known;
CREATE TEMP VIEW every_owner AS FROM owner_known;
"""


def build_star(
    *,
    records: Path,
    folder: Path,
    today: dt.date,
    as_of: dt.date | None = None,
    settings: Settings | None = None,
) -> dt.date:
    """Writes one Parquet per table of ``schema.STAR`` into ``folder`` and returns the cut-off day.

    ``records`` holds one Parquet, or a folder of them, per table of ``schema.RECORDS``.
    Without ``as_of`` the cut-off is the day after the last accepted visit, never later than ``today``.
    """
    with workshop(folder) as connection:
        open_records(connection, records)
        spare_threads(connection)
        load_settings(connection, settings or Settings())
        take_at_hand(connection, {})
        connection.execute("SET VARIABLE last_visit_id = 0::BIGINT")
        run_step(connection, "1_orders")
        connection.execute("CREATE TEMP VIEW every_order AS FROM order_base")
        cut_off = as_of or default_as_of(connection, today=today)
        set_cut_off(connection, cut_off)
        for step in ("2_ownership", "3_visit", "4_voice", "5_facts"):
            run_step(connection, step)
        for fact in _FACTS:
            write_table(connection, STAR[fact], fact, folder)
            connection.execute(
                f"CREATE OR REPLACE TEMP VIEW {fact} AS FROM read_parquet({quoted(file_of(folder, fact))})"
            )
        run_step(connection, "6_known")
        connection.execute(_ALL_ARE_AT_HAND)
        run_step(connection, "7_dimensions")
        for table in STAR.values():
            if table.name not in _FACTS:
                write_table(connection, table, table.name, folder)
        write_common_facts(common_facts(connection), folder)
    shutil.rmtree(folder / "spill", ignore_errors=True)
    return cut_off
