"""The outbox: nothing is told before it is committed, nothing twice, and a failed job says why."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

pytest.importorskip("django")

from django.db import connection, transaction
from django.utils import timezone

from liuke.outbox.events import Event, listens


@dataclass(frozen=True)
class CarArrived(Event):
    kind: ClassVar[str] = "test.car_arrived"
    plate: str


@dataclass(frozen=True)
class CarLeft(Event):
    kind: ClassVar[str] = "test.car_left"
    plate: str


heard: list[str] = []
broken: list[str] = []
curious: set[str] = set()


@listens(CarArrived)
def remember(event: CarArrived) -> None:
    heard.append(event.plate)


@listens(CarArrived)
def stumble(event: CarArrived) -> None:
    if event.plate in broken:
        raise RuntimeError("抬杆坏了")


@listens(CarLeft, wanted=lambda kind: kind in curious)
def wave(event: CarLeft) -> None:
    heard.append(event.plate)


@pytest.fixture(autouse=True)
def _clean(tables: object) -> Iterator[None]:
    heard.clear()
    broken.clear()
    curious.clear()
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def work() -> None:
    """A worker that does what waits and then goes home."""
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as running:
        running.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def publish(plate: str) -> None:
    from liuke.outbox.actions.publish import publish as into_the_outbox

    with transaction.atomic():
        into_the_outbox(CarArrived(plate))


def test_everybody_who_listens_hears_it(tables):
    publish("苏A·12345")
    assert heard == []
    work()
    assert heard == ["苏A·12345"]


def test_what_is_rolled_back_is_never_told(tables):
    from liuke.outbox.actions.publish import publish as into_the_outbox

    with transaction.atomic():
        into_the_outbox(CarArrived("苏A·00000"))
        transaction.set_rollback(True)
    work()
    assert heard == []


def test_publishing_outside_a_transaction_is_an_error(tables):
    from liuke.outbox.actions.publish import publish as into_the_outbox

    with pytest.raises(transaction.TransactionManagementError):
        into_the_outbox(CarArrived("苏A·00000"))


def test_told_ten_times_at_once_it_is_heard_once(tables):
    from liuke.outbox.actions.deliver import deliver
    from liuke.outbox.models import PublishedEvent

    event = PublishedEvent.objects.create(kind=CarArrived.kind, payload={"plate": "苏B·1"})
    listener = f"{remember.__module__}.remember"

    def tell() -> None:
        deliver(event_id=event.pk, listener=listener)
        connection.close()

    threads = [threading.Thread(target=tell) for _ in range(10)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert heard == ["苏B·1"]


def test_one_that_fails_keeps_nobody_waiting_and_says_why(tables):
    from liuke.outbox.models import JobFailure
    from liuke.outbox.queries import jobs_by_state

    broken.append("苏C·1")
    publish("苏C·1")
    work()
    assert heard == ["苏C·1"]
    assert JobFailure.objects.latest("at").error == "RuntimeError: 抬杆坏了"
    assert jobs_by_state()["todo"] == 1, "it is tried again by itself"


def test_a_failed_job_is_tried_again_by_hand(tables):
    from liuke.org.actions.try_job_again import try_job_again
    from liuke.org.scope import NotAllowed, Scope, system_scope
    from liuke.outbox.queries import jobs_by_state, jobs_in

    broken.append("苏D·1")
    publish("苏D·1")
    work()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE status = 'todo'")
    job: Any = jobs_in("failed")[0]
    assert job.error == "RuntimeError: 抬杆坏了"
    nobody = Scope(system_scope().actor, ())
    with pytest.raises(NotAllowed):
        try_job_again(scope=nobody, job_id=job.pk, at=timezone.now())
    broken.clear()
    try_job_again(scope=system_scope(), job_id=job.pk, at=timezone.now())
    work()
    assert jobs_by_state()["failed"] == 0
    assert heard == ["苏D·1"]


STALLED = """
    INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, status)
    VALUES ('default', 'outbox.relay', %s, %s, %s, %s)
"""


def test_jobs_of_a_killed_worker_are_done_even_where_a_twin_waits(tables):
    """Two stalled jobs; of one the same waits already, locked out by it."""
    from liuke.outbox.models import PublishedEvent
    from liuke.outbox.queries import jobs_by_state

    first, second = (
        PublishedEvent.objects.create(kind=CarArrived.kind, payload={"plate": plate}) for plate in "AB"
    )
    with connection.cursor() as cursor:
        for name, event, status in (
            ("twin", first, "doing"),
            ("twin", first, "todo"),
            ("other", second, "doing"),
        ):
            cursor.execute(STALLED, [name, name, json.dumps({"event_id": str(event.pk)}), status])
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
            " VALUES ('default', 'outbox.rescue_stalled', '{\"timestamp\": 0}')"
        )
    work()
    assert sorted(heard) == ["A", "B"]
    assert {state: jobs for state, jobs in jobs_by_state().items() if jobs} == {"succeeded": 7}


def test_an_event_nobody_wants_is_kept_and_costs_the_worker_nothing(tables):
    from procrastinate.contrib.django.models import ProcrastinateJob

    from liuke.outbox.actions.publish import publish as into_the_outbox
    from liuke.outbox.models import PublishedEvent

    def leave(plate: str) -> None:
        with transaction.atomic():
            into_the_outbox(CarLeft(plate=plate))

    leave("苏A00001")
    assert not ProcrastinateJob.objects.exists()
    curious.add(CarLeft.kind)
    leave("苏A00002")
    work()
    assert heard == ["苏A00002"]
    plates = (
        PublishedEvent.objects.filter(kind=CarLeft.kind)
        .order_by("at")
        .values_list("payload__plate", flat=True)
    )
    assert list(plates) == ["苏A00001", "苏A00002"]
