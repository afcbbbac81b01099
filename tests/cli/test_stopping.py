"""Ctrl-C, SIGTERM and a closed terminal end a diagnosis in order, whatever it is doing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.whole

DOING = {
    "a query": 'duckdb.connect().execute("SELECT count(*) FROM range(1000000000000) AS t (a) WHERE a % 7 = 3")',
    "nothing": "time.sleep(60)",
    "something that takes orders for errors": """
try:
    time.sleep(60)
except BaseException:
    pass""",
}
PROGRAM = """
import sys, time
import duckdb
from liuke.cli import diagnosis_run, main
def run(*, choices, scratch, out, heed):
    (scratch / "records").write_text("everybody's phone")
    print("ready", flush=True)
{doing}
    heed()
    (out / "report.html").write_text("new")
diagnosis_run.run = run
main.main()
"""


def begun(folder: Path, doing: str, *, hangups: signal.Handlers = signal.SIG_DFL) -> subprocess.Popen[str]:
    """A diagnosis that is in the middle of something; a process inherits what is done about hangups."""
    (folder / "tmp").mkdir()
    indented = "\n".join(f"    {line}" for line in doing.splitlines())
    before = signal.signal(signal.SIGHUP, hangups)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(doing=indented), "diagnose", "a.csv", "--out", "out"],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder / "tmp"), "PYTHONUTF8": "1", "LIUKE_LANG": "zh"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    signal.signal(signal.SIGHUP, before)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("order", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("doing", DOING)
def test_an_order_to_stop_is_no_fault_and_leaves_nothing(
    tmp_path: Path, doing: str, order: signal.Signals
) -> None:
    process = begun(tmp_path, DOING[doing])
    process.send_signal(order)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (128 + order, "已停止，没有写入任何文件。\n")
    assert list((tmp_path / "tmp").iterdir()) == []
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("order", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_order_after_everything_is_written_comes_too_late(tmp_path: Path, order: signal.Signals) -> None:
    process = begun(
        tmp_path, "import atexit; atexit.register(lambda: (print('gone', flush=True), time.sleep(2)))"
    )
    assert process.stdout is not None
    while process.stdout.readline() != "gone\n":
        pass
    process.send_signal(order)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")
    assert (tmp_path / "out" / "report.html").read_text() == "new"


def test_a_closed_terminal_stops_nothing_under_nohup(tmp_path: Path) -> None:
    process = begun(tmp_path, "time.sleep(1)", hangups=signal.SIG_IGN)
    process.send_signal(signal.SIGHUP)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")
    assert (tmp_path / "out" / "report.html").read_text() == "new"
