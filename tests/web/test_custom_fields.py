"""Fields a group defines without code: asked, refused, shown, merged, parted, handed out and erased."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("django")

from django.urls import reverse
from django.utils import timezone

from liuke.org.rules.custom_fields import Bearer, CustomKind


def defined(bearer: Bearer, key: str, kind: CustomKind = CustomKind.TEXT, **more: Any) -> Any:
    from liuke.org.actions.save_custom_field import FieldDraft, create_custom_field
    from liuke.org.scope import system_scope

    draft = FieldDraft(label_zh=f"{key}字段", label_en=f"Field {key}", **more)
    return create_custom_field(
        scope=system_scope(), bearer=bearer, key=key, kind=kind, draft=draft, at=timezone.now()
    )


def retire(field: Any) -> None:
    from liuke.org.models import CustomField

    CustomField.objects.filter(pk=field.pk).update(retired=True)


@pytest.fixture(autouse=True)
def no_fields(world: Any) -> Any:
    from liuke.org.models import CustomField, LabelOverride
    from liuke.owners.models import Owner

    yield
    CustomField.objects.all().delete()
    LabelOverride.objects.all().delete()
    Owner.objects.update(custom={})


def owner_form(owner: Any, **changes: Any) -> dict[str, Any]:
    from liuke.owners.models import Owner

    now = Owner.objects.get(pk=owner.pk)
    return {
        "name": now.name, "kind": now.kind, "credit_rule": now.credit_rule,
        "home_store": str(now.home_store_id or ""), "version": now.version, **changes,
    }  # fmt: skip


FIELD = {
    "bearer": "owner", "kind": "choice", "key": "club", "label_zh": "车友会", "label_en": "Club",
    "choices": "山野会\n赛道会", "rank": "1",
}  # fmt: skip


def test_a_field_is_defined_asked_shown_and_retired(world, as_):
    from liuke.org.models import CustomField
    from liuke.owners.models import Owner

    client, owner = as_("group"), world.owners["east owner"]
    assert client.post(reverse("custom_field_new"), FIELD).status_code == 302
    edit = reverse("owner_edit", args=[owner.pk])
    assert "车友会" in client.get(edit).content.decode()
    assert client.post(edit, owner_form(owner, custom_club="湖边会")).status_code == 422
    assert client.post(edit, owner_form(owner, custom_club="山野会")).status_code == 302
    assert Owner.objects.get(pk=owner.pk).custom == {"club": "山野会"}
    assert "山野会" in client.get(reverse("owner", args=[owner.pk])).content.decode()
    trail = client.get(reverse("audit")).content.decode()
    assert "新建了字段" in trail
    assert "山野会" in trail
    field = CustomField.objects.get(key="club")
    change = {
        "label_zh": "俱乐部",
        "label_en": "Club",
        "choices": "山野会\n湖边会",
        "rank": "1",
        "version": field.version,
    }
    assert client.post(reverse("custom_field", args=[field.pk]), change).status_code == 302
    assert "custom_club" not in client.get(edit).content.decode(), "a retired field is not asked"
    assert client.post(edit, owner_form(owner)).status_code == 302
    assert Owner.objects.get(pk=owner.pk).custom == {"club": "山野会"}, "what it holds stays"
    page = client.get(reverse("owner", args=[owner.pk])).content.decode()
    assert "已停用" in page
    late = client.post(reverse("custom_field", args=[field.pk]), change)
    assert late.status_code == 422, "somebody was faster"


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "Club"}, {"key": "1st"}, {"key": "a" * 41}, {"key": "a'b"}, {"label_zh": ""}, {"label_en": ""},
        {"kind": "money"}, {"bearer": "bay"}, {"choices": "一个"}, {"choices": "同\n同"}, {"rank": "-1"},
        {"choices": "\n".join(map(str, range(101)))}, {"choices": "长" * 61 + "\n短"},
    ],
)  # fmt: skip
def test_a_definition_that_cannot_be_is_told(world, as_, changes):
    from liuke.org.models import CustomField

    assert as_("group").post(reverse("custom_field_new"), {**FIELD, **changes}).status_code == 422
    assert not CustomField.objects.exists()


def test_a_key_names_one_field_of_a_bearer(world, as_):
    defined(Bearer.OWNER, "club")
    assert as_("group").post(reverse("custom_field_new"), FIELD).status_code == 422
    assert as_("group").post(reverse("custom_field_new"), {**FIELD, "bearer": "store"}).status_code == 302


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (CustomKind.NUMBER, "41.50", 41.5), (CustomKind.NUMBER, "7", 7), (CustomKind.NUMBER, "viele", None),
        (CustomKind.NUMBER, "0.00001", None), (CustomKind.DATE, "2026-03-05", "2026-03-05"),
        (CustomKind.DATE, "2026-02-30", None), (CustomKind.DATE, "1492-01-01", None),
        (CustomKind.YES_NO, "no", False), (CustomKind.YES_NO, "maybe", None),
        (CustomKind.TEXT, "𬭎䶮 <b>", "𬭎䶮 <b>"), (CustomKind.TEXT, "a\x00b", None), (CustomKind.TEXT, "长" * 501, None),
    ],
)  # fmt: skip
def test_each_kind_is_kept_plainly_or_refused(world, as_, kind, typed, kept):
    from liuke.owners.models import Owner

    defined(Bearer.OWNER, "thing", kind)
    owner = world.owners["east owner"]
    answer = as_("group").post(reverse("owner_edit", args=[owner.pk]), owner_form(owner, custom_thing=typed))
    assert answer.status_code == (422 if kept is None else 302)
    assert Owner.objects.get(pk=owner.pk).custom == ({} if kept is None else {"thing": kept})
    if kept == "𬭎䶮 <b>":
        assert (
            "<b>"
            not in as_("group").get(reverse("owner", args=[owner.pk])).content.decode().split("𬭎䶮")[1][:8]
        )


def test_a_required_field_is_asked_of_cars_and_stores_too(world, as_):
    from tests.web.test_stores_and_staff import store_form

    from liuke.org.models import Store
    from liuke.vehicles.models import Vehicle

    defined(Bearer.STORE, "landlord", required=True)
    defined(Bearer.VEHICLE, "tyres", required=True)
    client, store, car = as_("group"), world.stores["east"], world.cars["east vehicle"]
    edit = reverse("store_edit", args=[store.pk])
    assert client.post(edit, store_form(world)).status_code == 422
    assert client.post(edit, store_form(world, custom_landlord="城投")).status_code == 302
    assert Store.objects.get(pk=store.pk).custom == {"landlord": "城投"}
    assert "城投" in client.get(reverse("store", args=[store.pk])).content.decode()
    edit = reverse("vehicle_edit", args=[car.pk])
    form = {"use": "private", "version": Vehicle.objects.get(pk=car.pk).version}
    assert client.post(edit, form).status_code == 422
    assert client.post(edit, {**form, "custom_tyres": "225/45"}).status_code == 302
    assert "225/45" in client.get(reverse("vehicle", args=[car.pk])).content.decode()
    Vehicle.objects.filter(pk=car.pk).update(custom={})
    Store.objects.filter(pk=store.pk).update(custom={})


def test_a_built_in_field_is_called_by_the_groups_word_until_it_is_reset(world, as_):
    client, owner = as_("group"), world.owners["east owner"]
    address = reverse("custom_label", args=["owner", "channel"])
    form = {"label_zh": "获客渠道", "label_en": "Lead source", "version": "0"}
    assert client.post(address, form).status_code == 302
    edit = reverse("owner_edit", args=[owner.pk])
    assert "获客渠道" in client.get(edit).content.decode()
    assert client.post(address, form).status_code == 422, "somebody was faster"
    assert client.post(address, {"version": "1", "reset": "1"}).status_code == 302
    assert "获客渠道" not in client.get(edit).content.decode()
    assert client.get(reverse("custom_label", args=["owner", "name"])).status_code == 404


def test_a_merge_fills_in_what_the_survivor_lacks_and_a_parting_gives_it_back(world):
    from liuke.owners.actions.merge_owners import merge_owners
    from liuke.owners.actions.part_owners import part_owners
    from liuke.owners.models import Owner

    one, two = world.owners["east owner"], world.owners["west owner"]
    Owner.objects.filter(pk=one.pk).update(custom={"club": "山野会"})
    Owner.objects.filter(pk=two.pk).update(custom={"club": "赛道会", "shoe": 41})
    versions = dict(Owner.objects.values_list("pk", "version"))
    merge = merge_owners(
        scope=system_scope_of_all(),
        survivor=(one.pk, versions[one.pk]),
        other=(two.pk, versions[two.pk]),
        at=timezone.now(),
    )
    assert Owner.objects.get(pk=one.pk).custom == {"club": "山野会", "shoe": 41}
    part_owners(scope=system_scope_of_all(), merge_id=merge.pk, at=timezone.now())
    assert Owner.objects.get(pk=one.pk).custom == {"club": "山野会"}
    assert Owner.objects.get(pk=two.pk).custom == {"club": "赛道会", "shoe": 41}


def system_scope_of_all() -> Any:
    from liuke.org.scope import system_scope

    return system_scope()


def test_a_person_is_told_their_fields_and_they_go_with_an_erasure(world, as_):
    from django.db import connection, transaction

    from liuke.owners.erasing import Person
    from liuke.owners.erasure_steps import STEPS
    from liuke.owners.models import Owner
    from liuke.owners.personal_data import SECTIONS
    from liuke.vehicles.erasure_steps import STEPS as CAR_STEPS
    from liuke.vehicles.models import Vehicle

    retire(defined(Bearer.OWNER, "club"))
    defined(Bearer.VEHICLE, "nickname")
    defined(Bearer.VEHICLE, "doors", CustomKind.NUMBER)
    owner, car = world.owners["east owner"], world.cars["east vehicle"]
    Owner.objects.filter(pk=owner.pk).update(custom={"club": "山野会"})
    Vehicle.objects.filter(pk=car.pk).update(custom={"nickname": "小林的车", "doors": 5}, owner=owner)
    section = next(one for one in SECTIONS if one.key == "custom")
    assert section.read([owner.pk]) == [{"field": "club字段", "value": "山野会"}]
    with transaction.atomic(), connection.cursor() as cursor:
        person = Person(owner.pk, (owner.pk,), (), (), timezone.now())
        for step in (*STEPS, *CAR_STEPS):
            step.erase(cursor, person)
        assert Owner.objects.get(pk=owner.pk).custom == {}
        assert Vehicle.objects.get(pk=car.pk).custom == {"doors": 5}
        transaction.set_rollback(True)
    Vehicle.objects.filter(pk=car.pk).update(custom={})
