"""A3 Tags and what else happens to owners: an undone import, a merge, an erasure."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

pytest.importorskip("django")

from tests.integrations.dms.conftest import MEI
from tests.integrations.dms.test_owners_and_imports import OTHER, erase, merge, owner
from tests.owners.conftest import LEAD


def now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


def tagging_of(row: Any) -> list[str]:
    from liuke.segments.models import Tagging

    found = Tagging.objects.filter(owner=row).exclude(tag__origin="model")
    return list(found.order_by("tag__name").values_list("tag__name", flat=True))


@pytest.fixture
def rule(own_tables: object) -> Any:
    """A tag for everybody with a name, set by rule."""
    from liuke.segments.actions.refresh_tags import refresh_tags
    from liuke.segments.actions.save_segment import SegmentDraft, create_segment
    from liuke.segments.actions.save_tag import TagDraft, create_tag
    from liuke.segments.fields import fields
    from liuke.segments.rules.tree import read_tree

    named = {"field": "owner.name", "operator": "contains", "values": ["林"]}
    tree = read_tree({"join": "all", "members": [named]}, fields())
    made = create_segment(scope=LEAD, draft=SegmentDraft("姓林", tree, share="group"), at=now())
    create_tag(scope=LEAD, draft=TagDraft("林家", segment_id=made.pk), at=now())
    return lambda: refresh_tags(scope=LEAD, at=now())


@pytest.fixture
def by_hand(own_tables: object) -> Any:
    from liuke.segments.actions.save_tag import TagDraft, create_tag

    return create_tag(scope=LEAD, draft=TagDraft("爱喝茶"), at=now())


def test_tags_set_by_rule_go_with_an_undone_import(group_desk, stores, sales, rule):
    from liuke.owners.models import Owner
    from liuke.segments.models import Tagging

    batch = group_desk.take_in(sales({}))
    rule()
    assert tagging_of(owner()) == ["林家"]
    assert group_desk.undo(batch)
    assert (Owner.objects.count(), Tagging.objects.count()) == (0, 0)


def test_a_tag_set_by_hand_on_many_keeps_the_owner(group_desk, stores, sales, rule, by_hand):
    from liuke.segments.actions.set_tag import set_tag_on_segment
    from liuke.segments.models import Segment
    from liuke.vehicles.models import Vehicle

    batch = group_desk.take_in(sales({}))
    made = Segment.objects.get()
    set_tag_on_segment(scope=LEAD, segment=made, tag_id=by_hand.pk, reason="茶歇活动", at=now())
    lin = owner()
    assert group_desk.undo(batch)
    lin.refresh_from_db()
    assert (tagging_of(lin), lin.batch_id, Vehicle.objects.count()) == (["爱喝茶"], None, 0)


def test_tags_follow_a_merge_and_come_back(group_desk, stores, sales, rule, by_hand):
    from liuke.owners.actions.part_owners import part_owners
    from liuke.segments.actions.set_tag import set_tag_on_owner

    group_desk.take_in(sales({}, {"车架号": MEI, "手机号": OTHER, "车主": "林小"}))
    rule()
    lin, mei = owner(), owner(OTHER)
    set_tag_on_owner(scope=LEAD, owner_id=mei.pk, tag_id=by_hand.pk, reason="到店常点", at=now())
    merged = merge(lin, mei)
    assert (tagging_of(lin), tagging_of(mei)) == (["林家", "爱喝茶"], [])
    part_owners(scope=LEAD, merge_id=merged.pk, at=now())
    assert (tagging_of(lin), tagging_of(mei)) == (["林家"], ["林家", "爱喝茶"])


def test_an_erased_person_has_no_tags(group_desk, stores, sales, by_hand):
    from liuke.segments.actions.set_tag import set_tag_on_owner

    group_desk.take_in(sales({}))
    lin = owner()
    set_tag_on_owner(scope=LEAD, owner_id=lin.pk, tag_id=by_hand.pk, reason="到店常点", at=now())
    erase(lin)
    assert tagging_of(lin) == []


def test_segments_count_no_merged_and_no_erased_owners(group_desk, stores, sales, rule):
    from liuke.org.rules.roles import Permission
    from liuke.segments.finding import count_each, find
    from liuke.segments.models import Segment
    from liuke.segments.queries import conditions_of

    def counted() -> tuple[int, int]:
        made = Segment.objects.get()
        asked, see = conditions_of(made), Permission.SEE_SEGMENTS
        today = now().date()
        one = find(scope=LEAD, permissions=(see,), conditions=asked, today=today, most=5)
        each = count_each(scope=LEAD, permission=see, asked={made.pk: asked}, today=today)
        return one.count, each[made.pk]

    third = {"车架号": "LSVAA418300000020", "手机号": "13800003333", "车主": "林三"}
    group_desk.take_in(sales({}, {"车架号": MEI, "手机号": OTHER, "车主": "林小"}, third))
    assert counted() == (3, 3)
    merge(owner(), owner(OTHER))
    assert counted() == (2, 2)
    erase(owner("13800003333"))
    assert counted() == (1, 1)
