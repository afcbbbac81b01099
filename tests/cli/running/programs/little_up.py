"""``liuke up`` with little programs in place of the platform's own. Arguments: what the first step does."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from liuke.cli.running.process import Plan, Process
from liuke.cli.running.run import run
from liuke.cli.wording import speak
from liuke.config.environment import read_environment
from liuke.values.refusal import Refusal

HERE = Path(__file__).parent


def little(name: str, *arguments: str) -> Process:
    command = (sys.executable, "-S", str(HERE / f"{name}.py"), *arguments)
    return Process(name, command, dict(os.environ), stop_seconds=5)


def main() -> None:
    speak("en")
    environment = read_environment()
    pids = environment.home.parent
    first = tuple(
        Process("first", ("/bin/sh", "-c", argument), dict(os.environ)) for argument in sys.argv[1:]
    )
    lasting = (
        little("little_web", environment.host, str(environment.port), str(pids / "web.pid")),
        little("little_worker", str(pids / "worker.pid")),
    )
    try:
        run(Plan(first=first, lasting=lasting), environment, tell=click.echo)
    except Refusal as refusal:
        click.echo(refusal, err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
