"""Times the assessment of a group and the fit of the purchase models, and prints what they are worth.

    python bench/churn/run.py --vehicles 100000            # about 1 M visits
    python bench/churn/run.py --vehicles 1000000 --star DIR

The star is the synthetic one of the tests (a known law of leaving, no code of ours); ``--star`` keeps it for
the next run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import runpy
import tempfile
import time
from pathlib import Path

AS_OF = dt.date(2024, 10, 1)
ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.star or Path(scratch) / "star"
        maker = runpy.run_path(str(ROOT / "tests/insight/churn/synthetic_star.py"))
        if not (folder / "visit.parquet").exists():
            maker["make_star"](folder=folder, vehicles=arguments.vehicles, as_of=AS_OF, years=6, eager=3.2)
        connection = maker["open_star"](folder)
        visits, cars = connection.execute("SELECT count(*), count(DISTINCT vin) FROM visit").fetchone()
        print(f"{visits:,} visits of {cars:,} cars")
        _bench_assess(connection)
        _bench_purchase_models(connection)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--vehicles", type=int, default=100_000)
    parser.add_argument("--star", type=Path, help="folder of the star, made if absent")
    return parser.parse_args()


def _bench_assess(connection) -> None:
    started, cpu = time.perf_counter(), time.process_time()
    from liuke.insight.churn.assess import assess

    imported = time.perf_counter() - started
    churn, value = assess(connection=connection, as_of=AS_OF)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    proof = churn.backtest
    print(f"assess: {seconds:.2f} s (imports {imported:.2f}), {cpu:.2f} s of processor, peak {peak_mb:,} MB")
    print(f"  scored {churn.vehicles_scored:,}, back-test on {proof.vehicles:,} cars, {proof.leavers:,} left")
    print(f"  AUC {proof.auc:.3f}, days overdue {proof.baseline.auc:.3f}; ECE {proof.ece:.4f}")
    print(f"  lift {proof.lift_top_decile:.2f}, days overdue {proof.baseline.lift_top_decile:.2f}")
    print(
        f"  profit of the held-out year {proof.value_error:+.1%},"
        f" BG/NBD with Gamma-Gamma {value.statistical.plain_bgnbd_error:+.1%}"
    )


def _bench_purchase_models(connection) -> None:
    from liuke.insight.value.bg_nbd import BgNbd
    from liuke.insight.value.mbg_nbd import MbgNbd
    from liuke.insight.value.pareto_nbd import ParetoNbd
    from liuke.insight.value.repeat_summary import repeat_summary

    connection.execute(
        "CREATE TEMP VIEW purchase AS SELECT vin AS customer, day, profit_fen AS amount FROM visit"
    )
    started = time.perf_counter()
    history = repeat_summary(connection=connection, purchases="purchase", until=AS_OF).fetchnumpy()
    print(f"repeat summary: {time.perf_counter() - started:.2f} s, {len(history['customer']):,} customers")
    for model in (BgNbd, MbgNbd, ParetoNbd):
        started = time.perf_counter()
        model.fit(repeats=history["repeats"], last=history["last"], age=history["age"])
        print(f"{model.__name__}: {time.perf_counter() - started:.2f} s")


if __name__ == "__main__":
    main()
