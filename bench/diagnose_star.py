"""Diagnosis of a large group from the Parquet of its star: seconds by step and peak memory.

python -m bench diagnosis            # 1 M visits
python -m bench diagnosis --full     # and 10 M
"""

from __future__ import annotations

from pathlib import Path

from bench.figures import Chapter, Figure
from bench.measure import in_process
from bench.star_maker import AS_OF, star_of

SIZES = ((1_000_000, 0.6, 10), (10_000_000, 0.2, 60))
"""Visits, share of orders with lines, seconds allowed. At 10 M visits one order in five has its lines."""

PEAK_MB = 4096


def diagnose_star(folder: Path) -> dict[str, float]:
    """The whole diagnosis of the star, without the pages; seconds by step, and the visits."""
    import tempfile

    from liuke.insight.diagnosis.diagnose import Source, diagnose
    from liuke.insight.engine.duckdb_engine import open_star
    from liuke.insight.star.schema import STAR
    from liuke.insight.star.settings import Settings

    with tempfile.TemporaryDirectory() as spill:
        connection = open_star(folder=folder, tables=tuple(STAR), spill=Path(spill))
        examined = diagnose(
            connection=connection, as_of=AS_OF, settings=Settings(), source=Source(), progress=_quiet
        )
        counted = connection.execute("SELECT count(*) FROM visit").fetchone()
    assert counted is not None
    return {"visits": float(counted[0]), **examined.diagnosis.timings}


def _quiet(step: str) -> None:
    del step


def run(*, full: bool = False) -> Chapter:
    """The figures for 1 M visits, with ``full`` for 10 M too."""
    figures: list[Figure] = []
    for visits, with_lines, allowed in SIZES if full else SIZES[:1]:
        folder = star_of(visits=visits, with_lines=with_lines)
        once = in_process(diagnose_star, folder)
        steps = dict(once.result)
        count = steps.pop("visits")
        told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in steps.items())
        name = f"{visits // 1_000_000} M visits"
        figures += [
            Figure(f"diagnosis of {name}", once.seconds, "s", f"≤ {allowed}", f"{count:,.0f} visits: {told}"),
            Figure(f"the same, time of both processors, {name}", once.busy, "s"),
            Figure(f"peak memory, {name}", once.peak_mb, "MB", f"≤ {PEAK_MB:,}"),
        ]
    return Chapter("diagnosis", "Diagnosis", "python -m bench diagnosis --full", figures)
