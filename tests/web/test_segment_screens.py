"""The screens of segments and tags, through their addresses."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest

pytest.importorskip("django")

from django.urls import reverse
from openpyxl import load_workbook

TODAY = dt.date(2026, 6, 1)
FORM = {
    "name": "老客户",
    "share": "mine",
    "node": ["r", "r.0"],
    "join:r": "all",
    "field:r.0": "owner.channel",
    "was:r.0": "owner.channel",
    "op:r.0": "is",
    "v:r.0": ["转介绍"],
}


@pytest.fixture(scope="module")
def owners(world: Any) -> dict[str, Any]:
    from liuke.owners.models import Owner, Phone, Standing

    made = {}
    for name, side, phone in (("林晓晴", "east", "13800001111"), ("西岭金丝雀", "west", "13911112222")):
        owner = Owner.objects.create(name=name, channel="转介绍", home_store=world.stores[side])
        Phone.objects.create(owner=owner, number=phone)
        Standing.objects.create(
            owner=owner, as_of=TODAY, tier="vip", score=9, visits_12=2, spend_12_fen=120_000, profit_12_fen=1
        )
        made[side] = owner
    return made


@pytest.fixture
def saved(world: Any, owners: Any, as_: Any) -> Any:
    """A segment of the eastern manager's."""
    from liuke.segments.models import Segment, Tag

    as_("store_manager").post(reverse("segment_new"), FORM)
    yield Segment.objects.get(name="老客户")
    Tag.objects.all().delete()
    Segment.objects.all().delete()


def test_building_counts_and_previews_with_everything_masked(world, owners, as_):
    page = as_("store_manager").post(reverse("segment_build"), FORM).content.decode()
    assert "1位车主" in page
    assert "林*" in page
    for hidden in ("林晓晴", "13800001111", "西岭"):
        assert hidden not in page
    assert "2位车主" in as_("group").post(reverse("segment_build"), FORM).content.decode()


def test_buttons_add_conditions_and_groups_and_remove_them(world, as_):
    client = as_("store_manager")

    def nodes(do: str) -> list[str]:
        page = client.post(reverse("segment_build"), {**FORM, "do": do}).content.decode()
        return [f"r.{n}" for n in range(4) if f'name="node" value="r.{n}"' in page]

    assert nodes("add:r") == ["r.0", "r.1"]
    assert nodes("group:r") == ["r.0", "r.1"]
    assert nodes("drop:r.0") == []
    assert nodes("drop:r") == nodes("explode:r.9") == ["r.0"], "the whole cannot be removed"


def test_another_field_forgets_the_value_and_says_what_is_missing(world, as_):
    given = {**FORM, "field:r.0": "owner.score", "op:r.0": "is"}
    page = as_("store_manager").post(reverse("segment_build"), given).content.decode()
    assert "转介绍" not in page
    assert "填好“RFM得分”后即可统计" in page


def test_an_incomplete_segment_is_not_kept(world, as_):
    from liuke.segments.models import Segment

    client = as_("store_manager")
    answer = client.post(reverse("segment_new"), {**FORM, "v:r.0": []})
    assert (answer.status_code, Segment.objects.count()) == (422, 0)
    pressed = client.post(reverse("segment_new"), {**FORM, "do": "add:r"})
    assert (pressed.status_code, Segment.objects.count()) == (200, 0)


def test_members_are_shown_masked_and_the_look_is_kept(world, as_, saved):
    from liuke.audit.models import AuditEntry

    page = as_("store_manager").get(reverse("segment", args=[saved.pk])).content.decode()
    assert "林晓晴" in page
    assert "138****1111" in page
    assert "13800001111" not in page
    looked = AuditEntry.objects.filter(verb="personal.listed", object_id=str(saved.pk)).latest("at")
    assert looked.after == {"owners": 1}
    counts = as_("store_manager").get(reverse("segment_counts")).content.decode()
    assert '<td class="num" data-label="车主">1</td>' in counts


def test_what_is_mine_is_not_there_for_others(world, as_, saved):
    for name, methods in {
        "segment": ("get",),
        "segment_edit": ("get", "post"),
        "segment_delete": ("post",),
        "segment_export": ("post",),
        "segment_tag": ("post",),
    }.items():
        for method in methods:
            answer = getattr(as_("western_manager"), method)(reverse(name, args=[saved.pk]))
            assert answer.status_code == 404, name
    saved.refresh_from_db()
    assert saved.version == 1


def test_an_export_takes_a_reason_and_a_fresh_proof_and_carries_a_number(world, as_, saved):
    from liuke.audit.models import AuditEntry

    address = reverse("segment_export", args=[saved.pk])
    stale = as_("store_manager", proved_before=dt.timedelta(hours=1)).post(address, {"reason": "回访"})
    assert "/prove" in stale.headers["Location"]
    without = as_("store_manager").post(address, {"reason": " "}, follow=True).content.decode()
    assert "请写明名单用途" in without
    assert not AuditEntry.objects.filter(verb="export.made", object_id=str(saved.pk)).exists()
    answer = as_("store_manager").post(address, {"reason": "周一回访"})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    kept = AuditEntry.objects.get(verb="export.made", object_id=str(saved.pk))
    assert kept.after["number"] in rows[0][0]
    assert (kept.reason, kept.rows) == ("周一回访", 1)
    assert rows[2][:2] == ("林晓晴", "13800001111")
    assert as_("customer_service").post(address, {"reason": "回访"}).status_code == 403


def test_who_saves_second_is_told_and_overwrites_nothing(world, as_, saved):
    client, address = as_("store_manager"), reverse("segment_edit", args=[saved.pk])
    first = client.post(address, {**FORM, "name": "老客户一", "version": 1})
    second = client.post(address, {**FORM, "name": "老客户二", "version": 1})
    saved.refresh_from_db()
    assert (first.status_code, second.status_code, saved.name) == (302, 422, "老客户一")
    assert "老客户一" in second.content.decode()
    client.post(reverse("segment_delete", args=[saved.pk]), {"version": 1})
    saved.refresh_from_db()
    saved.name = "老客户"
    saved.save()


def test_a_tag_is_made_set_shown_and_taken_off(world, owners, as_, saved):
    from liuke.segments.models import Tag

    as_("group").post(reverse("tag_new"), {"name": "茶友", "note": "喜欢喝茶", "valid_days": "30"})
    tag = Tag.objects.get(name="茶友")
    east, west = (reverse("tag_owner", args=[owners[side].pk]) for side in ("east", "west"))
    client = as_("service_adviser")
    page = client.post(east, {"tag": tag.pk, "reason": "接待时聊到", "next": "/"}, follow=True)
    assert "已打上标签“茶友”" in page.content.decode()
    assert client.post(west, {"tag": tag.pk, "reason": "够不着", "next": "/"}).status_code == 404
    assert client.post(east, {"tag": "x", "reason": "没有"}).status_code == 404
    shown = as_("store_manager").get(reverse("tag", args=[tag.pk])).content.decode()
    for text in ("林晓晴", "接待时聊到", "东service_adviser"):
        assert text in shown
    assert "林晓晴" not in as_("western_manager").get(reverse("tag", args=[tag.pk])).content.decode()
    client.post(reverse("tag_off", args=[owners["east"].pk]), {"tag": tag.pk, "next": "/"})
    assert not tag.taggings.exists()


def test_a_store_manager_makes_no_tags_for_the_group(world, as_):
    from liuke.segments.models import Tag

    answer = as_("store_manager").post(reverse("tag_new"), {"name": "自建"})
    assert (answer.status_code, Tag.objects.count()) == (403, 0)


def test_the_list_offers_segments_to_begin_with_and_counts_them(world, owners, as_):
    client = as_("store_manager")
    assert "常用客群" in client.get(reverse("segments")).content.decode()
    counted = client.get(reverse("segment_counts")).content.decode()
    assert "本月生日" in counted
    assert "…</span>" not in counted
    begun = client.get(reverse("segment_new") + "?from=overdue").content.decode()
    assert 'value="保养已逾期"' in begun or 'value="保养逾期"' in begun
    assert client.get(reverse("segment_new") + "?from=nothing").status_code == 200
    assert "常用客群" not in as_("auditor").get(reverse("segments")).content.decode()
