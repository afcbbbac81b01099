"""A3 Tags come from people, rules and models, each with a reason, and go when their time is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

pytest.importorskip("django")

AT = dt.datetime(2026, 6, 1, 4, tzinfo=dt.UTC)
TODAY = dt.date(2026, 6, 1)
MALE = {"field": "owner.gender", "operator": "is", "values": ["男"]}


@pytest.fixture(autouse=True)
def _clean(cast: Any) -> Iterator[None]:
    from liuke.segments.models import Segment, Tag

    yield
    Tag.objects.all().delete()
    Segment.objects.all().delete()


def group(*members: dict[str, Any]) -> Any:
    from liuke.segments.fields import fields
    from liuke.segments.rules.tree import read_tree

    return read_tree({"join": "all", "members": list(members)}, fields())


def segment(cast: Any, *members: dict[str, Any], name: str = "男士", share: str = "group") -> Any:
    from liuke.segments.actions.save_segment import SegmentDraft, create_segment

    draft = SegmentDraft(name, group(*members), share=share)
    return create_segment(scope=cast.scope(None, "group"), draft=draft, at=AT)


def tag(cast: Any, name: str = "常客", **more: Any) -> Any:
    from liuke.segments.actions.save_tag import TagDraft, create_tag

    return create_tag(scope=cast.scope(None, "group"), draft=TagDraft(name, **more), at=AT)


def holders(cast: Any, one: Any) -> set[str]:
    return cast.names(one.taggings.values_list("owner_id", flat=True))


def refresh(cast: Any, at: dt.datetime = AT) -> None:
    from liuke.segments.actions.refresh_tags import refresh_tags

    refresh_tags(scope=cast.scope(None, "group"), at=at)


def test_a_tag_set_by_hand_keeps_its_reason_and_its_term(cast):
    from liuke.audit.models import AuditEntry
    from liuke.segments.actions.set_tag import TagReasonMissing, set_tag_on_owner

    one = tag(cast, valid_days=30)
    given = {"scope": cast.scope("east"), "owner_id": cast.owners["lin"].pk, "tag_id": one.pk, "at": AT}
    with pytest.raises(TagReasonMissing):
        set_tag_on_owner(**given, reason=" ")
    set_tag_on_owner(**given, reason="电话里说常跑长途")
    set_tag_on_owner(**given, reason="又说了一次")
    [kept] = one.taggings.all()
    assert (kept.reason, kept.set_by, kept.expires_on) == ("又说了一次", "郭经理", dt.date(2026, 7, 1))
    assert AuditEntry.objects.filter(verb="tag.set", object_id=str(cast.owners["lin"].pk)).count() == 2
    refresh(cast, AT + dt.timedelta(days=30))
    assert holders(cast, one) == {"lin"}
    refresh(cast, AT + dt.timedelta(days=31))
    assert holders(cast, one) == set()


def test_nobody_tags_an_owner_out_of_reach(cast):
    from liuke.org.queries import NotFound
    from liuke.segments.actions.set_tag import set_tag_on_owner
    from liuke.segments.actions.take_tag_off import take_tag_off

    one = tag(cast)
    owner = cast.owners["lin"].pk
    with pytest.raises(NotFound):
        set_tag_on_owner(scope=cast.scope("west"), owner_id=owner, tag_id=one.pk, reason="外人", at=AT)
    set_tag_on_owner(scope=cast.scope("east"), owner_id=owner, tag_id=one.pk, reason="自己人", at=AT)
    with pytest.raises(NotFound):
        take_tag_off(scope=cast.scope("west"), owner_id=owner, tag_id=one.pk)
    assert holders(cast, one) == {"lin"}
    take_tag_off(scope=cast.scope("east"), owner_id=owner, tag_id=one.pk)
    assert holders(cast, one) == set()


def test_members_of_a_segment_get_a_tag_as_far_as_one_reaches(cast):
    from liuke.segments.actions.set_tag import set_tag_on_segment

    men, one = segment(cast, MALE), tag(cast)
    given = {"segment": men, "tag_id": one.pk, "reason": "父亲节", "at": AT}
    assert set_tag_on_segment(scope=cast.scope("west"), **given) == 1
    assert holders(cast, one) == {"guo"}
    assert set_tag_on_segment(scope=cast.scope(None, "group"), **given) == 1, "Guo has it already"
    assert holders(cast, one) == {"guo", "mei"}


def test_a_rule_sets_and_takes_its_tag(cast):
    from liuke.owners.models import Owner
    from liuke.segments.actions.take_tag_off import TagFollowsARule, take_tag_off

    one = tag(cast, segment_id=segment(cast, MALE).pk)
    refresh(cast)
    assert holders(cast, one) == {"mei", "guo"}
    assert {row.reason for row in one.taggings.all()} == {"男士"}
    with pytest.raises(TagFollowsARule):
        take_tag_off(scope=cast.scope("east"), owner_id=cast.owners["mei"].pk, tag_id=one.pk)
    Owner.objects.filter(pk=cast.owners["mei"].pk).update(gender=None)
    refresh(cast)
    assert holders(cast, one) == {"guo"}
    Owner.objects.filter(pk=cast.owners["mei"].pk).update(gender="男")


def test_with_a_term_a_tag_outlives_the_rule_until_it_ends(cast):
    from liuke.owners.models import Owner

    one = tag(cast, segment_id=segment(cast, MALE).pk, valid_days=10)
    refresh(cast)
    Owner.objects.filter(pk=cast.owners["mei"].pk).update(gender=None)
    refresh(cast, AT + dt.timedelta(days=10))
    assert holders(cast, one) == {"mei", "guo"}
    refresh(cast, AT + dt.timedelta(days=11))
    assert holders(cast, one) == {"guo"}, "whose term each refresh began anew"
    Owner.objects.filter(pk=cast.owners["mei"].pk).update(gender="男")


def test_a_refresh_that_changes_nothing_leaves_no_trace(cast):
    from liuke.audit.models import AuditEntry

    tag(cast, segment_id=segment(cast, MALE).pk)
    refresh(cast)
    before = AuditEntry.objects.count()
    refresh(cast)
    assert AuditEntry.objects.count() == before


MODEL_CASES = {
    "high_net_worth": {"lin": {"car_price", "spend_12"}},
    "road_trips": {},
    "new_energy": {"lin": {"energy"}, "guo": {"energy"}},
    "modification": {},
    "detailing": {},
    "air_conditioning": {"lin": {"item"}},
    "accidents": {"guo": {"accidents"}},
}


def test_models_set_their_tags_with_the_evidence(cast):
    from liuke.segments.models import Tag

    refresh(cast)
    found = {
        one.model: {
            name: {code for code, _ in row.facts}
            for row in one.taggings.all()
            for name in cast.names([row.owner_id])
        }
        for one in Tag.objects.filter(origin="model")
    }
    assert found == MODEL_CASES
    air = Tag.objects.get(model="air_conditioning").taggings.get()
    assert air.facts == [["item", {"item": "空调清洗", "times": 2}]]


def test_a_tag_follows_only_a_segment_of_the_group_without_tags(cast):
    from liuke.segments.actions.delete_segment import SegmentInUse, delete_segment
    from liuke.segments.actions.save_segment import SegmentDraft, SegmentOfATag, change_segment
    from liuke.segments.actions.save_tag import SegmentNotForATag

    hand = tag(cast, "手工")
    asks = {"field": "tag.has", "operator": "is", "values": [str(hand.pk)]}
    with pytest.raises(SegmentNotForATag):
        tag(cast, "转圈", segment_id=segment(cast, asks, name="有标签").pk)
    men = segment(cast, MALE)
    tag(cast, "男", segment_id=men.pk)
    for draft in (SegmentDraft("男士", group(asks), share="group"), SegmentDraft("男士", group(MALE))):
        with pytest.raises(SegmentOfATag):
            change_segment(scope=cast.scope(None, "group"), segment_id=men.pk, version=1, draft=draft, at=AT)
    with pytest.raises(SegmentInUse):
        delete_segment(scope=cast.scope(None, "group"), segment_id=men.pk, version=1)


def test_owners_are_found_by_their_tags(cast):
    from liuke.org.rules.roles import Permission
    from liuke.segments.actions.set_tag import set_tag_on_owner
    from liuke.segments.finding import find

    one = tag(cast, valid_days=1)
    scope = cast.scope(None, "group")
    set_tag_on_owner(scope=scope, owner_id=cast.owners["xu"].pk, tag_id=one.pk, reason="试驾过", at=AT)
    asks = group({"field": "tag.has", "operator": "is", "values": [str(one.pk), str(uuid4())]})
    given = {"scope": scope, "permissions": [Permission.SEE_SEGMENTS], "conditions": asks, "most": 9}
    assert cast.names(find(**given, today=TODAY).ids) == {"xu"}
    assert find(**given, today=TODAY + dt.timedelta(days=2)).count == 0


def test_a_segment_is_seen_by_whom_it_is_shared_with(cast):
    from liuke.org.rules.roles import Permission
    from liuke.segments.actions.save_segment import SegmentDraft, create_segment
    from liuke.segments.queries import segments_within

    segment(cast, MALE, name="集团的")
    east = SegmentDraft("东店的", group(MALE), share="store", store_id=cast.stores["east"].pk)
    create_segment(scope=cast.scope("east"), draft=east, at=AT)
    seen = {side: {s.name for s in segments_within(cast.scope(side))} for side in ("east", "west")}
    assert seen == {"east": {"集团的", "东店的"}, "west": {"集团的"}}
    changeable = segments_within(cast.scope("east"), Permission.CHANGE_SEGMENTS)
    assert {one.name for one in changeable} == {"东店的"}
    assert not segments_within(cast.scope("east", "cashier")).exists()


def test_a_store_manager_shares_with_the_own_store_only(cast):
    from liuke.org.queries import NotFound
    from liuke.org.scope import NotAllowed
    from liuke.segments.actions.save_segment import SegmentDraft, create_segment
    from liuke.segments.models import Segment

    west = cast.stores["west"].pk
    with pytest.raises(NotAllowed):
        create_segment(
            scope=cast.scope("east"), draft=SegmentDraft("全集团", group(MALE), share="group"), at=AT
        )
    draft = SegmentDraft("西店", group(MALE), share="store", store_id=west)
    with pytest.raises(NotFound):
        create_segment(scope=cast.scope("east"), draft=draft, at=AT)
    assert not Segment.objects.exists()
