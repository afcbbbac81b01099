"""Runs a plan on a deployment: database, first steps, lasting processes, until somebody says stop."""

from __future__ import annotations

import os
import sys
import time
import webbrowser

from liuke.cli.running.child import Child
from liuke.cli.running.children import Children, Tell
from liuke.cli.running.healthy import healthy
from liuke.cli.running.port import check_port_free
from liuke.cli.running.process import Plan, Process
from liuke.cli.stop_orders import StopOrders, Stopped
from liuke.cli.wording import say
from liuke.config.database.open_database import Database
from liuke.config.environment import Environment
from liuke.config.home.lock_home import lock_home
from liuke.config.home.prepare_home import prepare_home
from liuke.values.refusal import Refusal

AFTER_A_CRASH_SECONDS = 15.0
"""What a killed supervisor leaves behind ends within this time and gives the port back."""
READY_WITHIN_SECONDS = 120.0
LOOK_EVERY_SECONDS = 0.1
GREETING_SECONDS = 20.0


class StepFailed(Refusal):
    code = "step_failed"
    sentence = "The step “%(name)s” failed (%(code)s). The lines above say why; nothing was started."


class WebNotReady(Refusal):
    code = "web_not_ready"
    sentence = (
        "The web process did not answer on %(address)s within %(seconds)s seconds. The lines above say why; "
        "everything has been stopped. liuke doctor checks the rest."
    )


def run(plan: Plan, environment: Environment, *, tell: Tell) -> None:
    """Returns after Ctrl-C or SIGTERM with everything stopped.

    Raises HomeInUse, PortTaken, StepFailed, WebNotReady and the database's refusals, after stopping whatever
    had been started.
    """
    prepare_home(environment.home)
    with lock_home(environment.home) as lock, StopOrders() as orders:
        database = Database(environment)
        children = Children(plan.lasting, tell=tell)
        try:
            patience = AFTER_A_CRASH_SECONDS if lock.after_a_crash else 0.0
            check_port_free(environment.host, environment.port, patience_seconds=patience)
            database.open()
            if database.adopted:
                tell(say("A PostgreSQL was still running here; it is used."))
            for process in plan.first:
                _run_to_its_end(process, orders)
            _serve(plan, environment, children=children, database=database, tell=tell)
        except Stopped:
            tell(say("Stopping …"))
        finally:
            orders.wind_down()
            children.stop(hurry=orders.hurry)
            database.close()
    tell(say("Stopped."))


def _serve(
    plan: Plan, environment: Environment, *, children: Children, database: Database, tell: Tell
) -> None:
    waiting = plan.health is not None
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while True:
        children.look_after()
        if database.look_after():
            tell(say("PostgreSQL had ended; it was started again."))
        if waiting and healthy(environment.address, plan.health or "/"):
            waiting = False
            _greet(plan, environment)
            tell(say("Liuke is ready: %(address)s  (Ctrl-C stops it)", address=environment.address))
        if waiting and time.monotonic() > deadline:
            raise WebNotReady(address=environment.address, seconds=f"{READY_WITHIN_SECONDS:g}")
        time.sleep(LOOK_EVERY_SECONDS)


def _greet(plan: Plan, environment: Environment) -> None:
    if plan.greeting is not None:
        greeting = Child(plan.greeting)
        try:
            greeting.wait(GREETING_SECONDS)
        finally:
            greeting.sweep()
    if plan.browse and _has_a_screen():
        webbrowser.open(environment.address)


def _has_a_screen() -> bool:
    """Without one, a browser for terminals would take this terminal over."""
    return sys.platform in ("darwin", "win32") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def _run_to_its_end(process: Process, orders: StopOrders) -> None:
    child = Child(process)
    try:
        code = child.wait()
    except Stopped:
        child.ask_to_end()
        while child.wait(0.1) is None and not orders.hurry():
            continue
        raise
    finally:
        child.sweep()
    if code:
        raise StepFailed(name=process.name, code=code)
