"""A1 The stage conditions ask for is the stage the owner's page tells, for whoever has lived whatever life."""

from __future__ import annotations

import datetime as dt
import random

import pytest

pytest.importorskip("django")

TODAY = dt.date(2026, 3, 10)
AT = dt.datetime(2026, 3, 10, 4, tzinfo=dt.UTC)
PEOPLE = 400


def some_day(draw, *, until=0):
    """Days that often fall together, and on the borders of a year and of thirty days."""
    ago = draw.choice((0, 1, 29, 30, 31, 364, 365, 366, 367, draw.randrange(2000)))
    return TODAY - dt.timedelta(days=ago + until)


def live(draw, number, store):
    """One owner with what may have happened."""
    from liuke.owners.models import Owner, StageMark
    from liuke.owners.rules.life_stage import Stage
    from liuke.vehicles.models import Ownership, Vehicle, Visit

    owner = Owner.objects.create(name=f"{number}", home_store=store)
    for place in range(draw.choice((0, 1, 1, 1, 2))):
        vin = f"S{number:08}{place:08}"
        sold = draw.random() < 0.2
        delivered = draw.choice((None, some_day(draw), some_day(draw)))
        Vehicle.objects.create(vin=vin, owner=None if sold else owner, delivery_day=delivered)
        since = draw.choice((None, delivered, some_day(draw)))
        Ownership.objects.create(
            vehicle_id=vin, owner=owner, from_day=since, to_day=some_day(draw) if sold else None
        )
        days = {some_day(draw) for _ in range(draw.choice((0, 0, 1, 2, 5)))}
        Visit.objects.bulk_create(
            Visit(vehicle_id=vin, store=store, day=day, orders=1, revenue_fen=1) for day in days
        )
    for _ in range(draw.choice((0, 0, 0, 1, 2, 4))):
        at = AT - dt.timedelta(days=draw.randrange(3))
        stage = draw.choice(list(Stage))
        StageMark.objects.create(owner=owner, stage=stage, day=some_day(draw), at=at, by="梅")
    return owner


def told(owner):
    """What the owner's page tells."""
    from liuke.owners.rules.life_stage import Stage, Step, steps_of
    from liuke.vehicles.owner_facts import history_of

    marks = [Step(Stage(m.stage), m.day, m.by) for m in owner.stage_marks.order_by("at", "pk")]
    steps = steps_of(history_of(owner).facts, marks, as_of=TODAY)
    return steps[-1].stage if steps else None


def test_of_many_owners_each_is_in_the_stage_the_rule_says(tx):
    from django.db import connection

    from liuke.org.models import Store
    from liuke.vehicles.owner_stages import STAGES_NOW

    store = Store(code="E", name="东湖店", pinyin="d", initials="d", changed_at=AT, changed_by="test")
    store.save()
    draw = random.Random(4)
    people = [live(draw, number, store) for number in range(PEOPLE)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT owner_id, stage FROM {STAGES_NOW}", {"today": TODAY})
        found = dict(cursor.fetchall())
    expected = {one.pk: told(one) for one in people}
    assert {pk: found.get(pk) for pk in expected} == expected
    assert set(expected.values()) == {None, "aware", "visited", "bought", "using", "service", "lost"}


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (dt.date(2026, 3, 9), "service"),
        (dt.date(2025, 3, 11), "service"),
        (dt.date(2025, 3, 10), "service"),
        (dt.date(2025, 3, 9), "lost"),
    ],
)
def test_an_owner_is_found_by_stage_and_a_mark_by_hand_counts(tx, day, stage):
    from liuke.org.models import Store
    from liuke.org.rules.roles import Permission
    from liuke.org.scope import system_scope
    from liuke.owners.models import Owner, StageMark
    from liuke.segments.fields import fields
    from liuke.segments.finding import find
    from liuke.segments.rules.tree import read_tree
    from liuke.vehicles.models import Ownership, Vehicle, Visit

    store = Store.objects.create(
        code="E", name="东湖店", pinyin="d", initials="d", changed_at=AT, changed_by="t"
    )
    lin = Owner.objects.create(name="林晓", home_store=store)
    Vehicle.objects.create(vin="LIN1", owner=lin)
    Ownership.objects.create(vehicle_id="LIN1", owner=lin)
    Visit.objects.create(vehicle_id="LIN1", store=store, day=day, orders=1, revenue_fen=1)

    def found(*stages, operator="is"):
        leaf = {"field": "owner.stage", "operator": operator, "values": list(stages)}
        tree = read_tree({"join": "all", "members": [leaf]}, fields())
        rights = {"scope": system_scope(), "permissions": (Permission.SEE_SEGMENTS,)}
        return find(**rights, conditions=tree, today=TODAY, most=9).ids == (lin.pk,)

    assert found(stage)
    assert not found(stage, operator="is_not")
    StageMark.objects.create(owner=lin, stage="lost", day=TODAY, lost_reason="换车", at=AT, by="梅")
    assert found("lost")
    assert not found("service", "using")
