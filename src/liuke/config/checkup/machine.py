"""Checks of the machine: home folder, disk, clock, port, built assets."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import liuke
from liuke.config.checkup.finding import Finding
from liuke.config.embedded_postgres.cluster import Cluster
from liuke.config.environment import Environment
from liuke.insight.reports.language import N_

LEAST_FREE_BYTES = 2 * 1024**3
EARLIEST_BELIEVABLE = dt.date(2025, 1, 1)
ASSETS = ("insight/reports/assets/built/report.js", "insight/reports/assets/built/report.css")


def check_machine(environment: Environment, *, now: dt.datetime) -> Iterator[Finding]:
    """One finding per subject; nothing is changed."""
    yield _home(environment.home)
    yield from _modes(environment)
    yield _disk(environment.home)
    yield _clock(now)
    yield _assets()


def _home(home: Path) -> Finding:
    well = os.access(home, os.W_OK | os.X_OK)
    return Finding(
        N_("Data folder"),
        well,
        N_("%(home)s can be written") if well else N_("%(home)s cannot be written"),
        N_("Give it to the user Liuke runs as, or choose another folder with LIUKE_HOME."),
        {"home": home},
    )


def _modes(environment: Environment) -> Iterator[Finding]:
    """What holds secrets or personal data must be closed to others."""
    cluster = Cluster(home=environment.home)
    private = [environment.home / "secret-key"]
    if environment.embedded:
        private += [cluster.password_file, cluster.data, cluster.log_folder, cluster.socket_folder]
    open_ones = [path for path in private if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    yield Finding(
        N_("Closed to others"),
        not open_ones,
        N_("%(files)s can be read by others") if open_ones else N_("secrets and data are closed to others"),
        N_("Close them: chmod go= %(files)s"),
        {"files": " ".join(str(path) for path in open_ones)},
    )


def _disk(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    return Finding(
        N_("Free space"),
        free >= LEAST_FREE_BYTES,
        N_("%(gigabytes)s GB free"),
        N_("Make room: a full disk stops the database. At least %(least)s GB should be free."),
        {"gigabytes": f"{free / 1024**3:.1f}", "least": f"{LEAST_FREE_BYTES / 1024**3:.0f}"},
    )


def _clock(now: dt.datetime) -> Finding:
    try:
        ZoneInfo("Asia/Shanghai")
        known = True
    except ZoneInfoNotFoundError:
        known = False
    return Finding(
        N_("Clock"),
        known and now.date() >= EARLIEST_BELIEVABLE,
        N_("%(now)s UTC") if known else N_("the time zone Asia/Shanghai is unknown here"),
        N_("Set the clock (NTP) and install the time zones (package tzdata)."),
        {"now": now.strftime("%Y-%m-%d %H:%M")},
    )


def _assets() -> Finding:
    package = Path(liuke.__file__).parent
    missing = [name for name in ASSETS if not (package / name).exists()]
    return Finding(
        N_("Styles and scripts"),
        not missing,
        N_("not built: %(missing)s") if missing else N_("built"),
        N_("In a checkout: python hatch_build.py. Otherwise install the package again."),
        {"missing": ", ".join(missing)},
    )
