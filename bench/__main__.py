"""Runs the benches and prints their tables; ``--write`` puts them into docs/benchmarks.md.

python -m bench                      # all but the 10 M group and the drill-down cases
python -m bench --full --write       # everything
python -m bench import kpis          # some
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import (
    board,
    calendar,
    console_import,
    customer,
    diagnose_star,
    drilldown_cases,
    feeds,
    finance,
    import_orders,
    kpis,
    ledger,
    machine,
    mileage,
    published,
    search,
    segments,
)
from bench.figures import Chapter, keep, markdown

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def main() -> None:
    asked = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument(
        "chapters",
        nargs="*",
        metavar="import|console_import|feeds|board|segments|ledger|finance|search|customer|calendar|mileage|diagnosis|kpis|kpis_full|published|drilldown",
    )
    asked.add_argument("--full", action="store_true", help="the 10 M group and the drill-down cases too")
    asked.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    given = asked.parse_args()
    benches: Mapping[str, Callable[[], Chapter]] = {
        "import": lambda: import_orders.run(long=given.full),
        "diagnosis": lambda: diagnose_star.run(full=given.full),
        "kpis": kpis.run,
        "kpis_full": lambda: kpis.run(visits=10_000_000, with_lines=0.2),
        "published": published.run,
        "console_import": console_import.run,
        "feeds": feeds.run,
        "board": board.run,
        "calendar": calendar.run,
        "mileage": mileage.run,
        "segments": segments.run,
        "ledger": ledger.run,
        "finance": finance.run,
        "search": search.run,
        "customer": customer.run,
    }
    usual = [*benches, "drilldown"] if given.full else [b for b in benches if b != "kpis_full"]
    chosen = given.chapters or usual
    for unknown in set(chosen) - {*benches, "drilldown"}:
        asked.error(f"no bench is called {unknown}")
    where = f"{dt.datetime.now(tz=dt.UTC):%Y-%m-%d} · {machine.describe()}"
    print(f"{where}\n")
    for key in chosen:
        if key == "drilldown":
            _told(key, "Drill-down", f"```text\n{drilldown_cases.run().strip()}\n```", where, given.write)
            continue
        chapter = benches[key]()
        keep(chapter, machine=where)
        _told(key, chapter.title, markdown(chapter), where, given.write)


def _told(key: str, title: str, text: str, where: str, write: bool) -> None:
    busy = machine.load()
    line = f"{where} · load of the last minute {busy:.1f}"
    print(f"## {title}\n\n{text}\n\n{line}\n", flush=True)
    if write:
        page = PAGE.read_text(encoding="utf-8")
        block = f"<!-- bench:{key} -->\n{text}\n\n{line}\n<!-- /bench:{key} -->"
        found, count = re.subn(
            f"<!-- bench:{key} -->.*?<!-- /bench:{key} -->", lambda _: block, page, flags=re.DOTALL
        )
        assert count == 1, f"docs/benchmarks.md has no place for {key}"
        PAGE.write_text(found, encoding="utf-8")


if __name__ == "__main__":
    main()
