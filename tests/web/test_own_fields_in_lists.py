"""The group's own fields and words where owners and cars are listed, taken out and looked for by conditions."""

from __future__ import annotations

import io
from typing import Any

import pytest

pytest.importorskip("django")

from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from tests.web.test_custom_fields import defined, retire

from liuke.org.rules.custom_fields import Bearer, CustomKind

CLUB, TYRES = "custom.owner.club", "custom.vehicle.tyres"
EVIL = '=HYPERLINK("http://x","y")'


def asking(field: str, operator: str, value: str, **more: Any) -> dict[str, Any]:
    return {
        "name": "自有字段客群", "share": "mine", "node": ["r", "r.0"], "join:r": "all", "field:r.0": field,
        "was:r.0": field, "op:r.0": operator, "v:r.0": [value], **more,
    }  # fmt: skip


@pytest.fixture
def own(world: Any) -> Any:
    """Chen of the east with two cars; fields of every kind, one not asked any more, and words of the group's."""
    from liuke.org.models import CustomField, LabelOverride
    from liuke.owners.models import Owner
    from liuke.segments.models import Segment
    from liuke.vehicles.models import Vehicle

    fields = {
        "club": defined(Bearer.OWNER, "club"),
        "shoe": defined(Bearer.OWNER, "shoe", CustomKind.NUMBER),
        "since": defined(Bearer.OWNER, "since", CustomKind.DATE),
        "member": defined(Bearer.OWNER, "member", CustomKind.YES_NO),
        "tyres": defined(Bearer.VEHICLE, "tyres"),
        "seats": defined(Bearer.VEHICLE, "seats", CustomKind.NUMBER),
        "finish": defined(Bearer.VEHICLE, "finish"),
    }
    retire(fields["finish"])
    stamp = {"changed_at": timezone.now(), "changed_by": "test"}
    for bearer, field, zh, en in (
        ("owner", "district", "片区", "Quarter"),
        ("vehicle", "series", "车型系列", "Line"),
    ):
        LabelOverride.objects.create(bearer=bearer, field=field, label_zh=zh, label_en=en, **stamp)
    east = world.stores["east"]
    custom = {"club": EVIL, "shoe": 41.5, "since": "2026-03-05", "member": False}
    owner = Owner.objects.create(name="东湖陈立", home_store=east, district="城南", custom=custom)
    cars = [
        Vehicle.objects.create(vin=f"LSVAA41890000009{n}", owner=owner, store=east, series="ES6", custom=held)
        for n, held in enumerate(
            ({"tyres": "+1225/45", "seats": 5, "finish": "哑光"}, {"tyres": "@SUM(1)"}, {})
        )
    ]
    yield fields
    for car in cars:
        car.delete()
    owner.delete()
    for rows in (Segment, CustomField, LabelOverride):
        rows.objects.all().delete()


@pytest.fixture
def saved(own: Any, as_: Any) -> Any:
    from liuke.segments.models import Segment

    answer = as_("store_manager").post(reverse("segment_new"), asking(CLUB, "contains", "HYPER"))
    assert answer.status_code == 302
    return Segment.objects.get(name="自有字段客群")


def body(answer: Any) -> str:
    return str(answer.content.decode())


def english(client: Any) -> Any:
    client.post("/preferences", {"language": "en", "next": "/"})
    return client


def test_the_builder_offers_own_fields_with_the_readers_label_and_counts(own, as_):
    client = as_("store_manager")
    page = body(client.get(reverse("segment_new")))
    for label in ("club字段", "tyres字段", "seats字段"):
        assert label in page
    assert "finish字段" not in page, "not asked any more"
    assert "1位车主" in body(client.post(reverse("segment_build"), asking(TYRES, "contains", "sum")))
    answers = body(client.post(reverse("segment_build"), asking("custom.owner.member", "is", "false")))
    assert "1位车主" in answers
    assert '<input type="checkbox" id="v:r.0:2" name="v:r.0" value="false" checked><span>否</span>' in answers
    page = body(english(client).post(reverse("segment_build"), asking(TYRES, "contains", "sum")))
    assert "Field tyres" in page
    assert "tyres字段" not in page


def test_a_segment_with_an_own_field_is_listed_and_shown_in_words(own, as_, saved):
    client = as_("store_manager")
    assert "club字段 包含" in body(client.get(reverse("segments"))).replace("：", " ")
    assert "东湖陈立" in body(client.get(reverse("segment", args=[saved.pk])))
    english(client)
    assert "Field club contains" in body(client.get(reverse("segments")))


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "字段“club字段”已停用"), ("en", "The field “Field club” is not asked")]
)
def test_a_field_not_asked_any_more_is_refused_and_shown_to_be_taken_out(own, as_, saved, lang, said):
    client = as_("store_manager")
    client.post("/preferences", {"language": lang, "next": "/"})
    retire(own["club"])
    shown = body(client.get(reverse("segment", args=[saved.pk])))
    assert said in shown
    edit = reverse("segment_edit", args=[saved.pk])
    assert edit in shown, "the way to mend it"
    form = body(client.get(edit))
    assert f'<option value="{CLUB}" selected>' in form
    assert said in form
    assert {"zh": "已停用", "en": "not asked any more"}[lang] in form
    again = client.post(edit, asking(CLUB, "contains", "HYPER", version=saved.version))
    assert again.status_code == 422
    assert said in body(again)
    saved.refresh_from_db()
    assert saved.version == 1
    mended = asking("owner.district", "is", "城南", version=saved.version)
    assert client.post(edit, mended).status_code == 302
    assert "东湖陈立" in body(client.get(reverse("segment", args=[saved.pk])))


def test_a_new_segment_does_not_take_a_field_not_asked_any_more(own, as_):
    from liuke.segments.models import Segment

    given = asking("custom.vehicle.finish", "contains", "哑光")
    answer = as_("store_manager").post(reverse("segment_new"), given)
    assert (answer.status_code, "字段“finish字段”已停用" in body(answer)) == (422, True)
    assert not Segment.objects.exists()


@pytest.mark.parametrize(("lang", "heads"), [
    ("zh", ("片区", "club字段", "shoe字段", "since字段", "member字段", "seats字段", "tyres字段")),
    ("en", ("Quarter", "Field club", "Field shoe", "Field since", "Field member", "Field seats", "Field tyres")),
])  # fmt: skip
def test_an_exported_segment_has_own_fields_as_columns(own, as_, saved, lang, heads):
    client = as_("store_manager")
    client.post("/preferences", {"language": lang, "next": "/"})
    answer = client.post(reverse("segment_export", args=[saved.pk]), {"reason": "周一回访"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = {cell.value: sheet.cell(3, cell.column) for cell in sheet[2]}
    assert set(heads) <= set(cells)
    assert not any("finish" in str(head) for head in cells)
    quarter, club, shoe, since, member, seats, tyres = (cells[head] for head in heads)
    assert (quarter.value, shoe.value, shoe.data_type) == ("城南", 41.5, "n")
    assert (since.value.date().isoformat(), since.is_date) == ("2026-03-05", True)
    assert member.value == {"zh": "否", "en": "no"}[lang]
    assert seats.value == "5", "one of three cars has them"
    assert set(tyres.value.split("、")) == {"+1225/45", "@SUM(1)"}
    assert (club.value, club.data_type, tyres.data_type) == (EVIL, "s", "s"), "texts, not formulas"


def test_strays_and_long_texts_do_not_stop_a_workbook(own):
    from liuke.audit.watermarked_book import watermarked_book
    from liuke.web.console.custom_fields.columns import asked_fields, cells, cells_of_several, columns

    people, cars = asked_fields(Bearer.OWNER), asked_fields(Bearer.VEHICLE)
    stray = {"club": ["x"], "shoe": "viele", "since": "2026-02-30", "member": "-"}
    line = cells(people, stray) + cells_of_several(cars, [{"tyres": "长" * 500, "seats": True}] * 100)
    book = watermarked_book([*columns(people), *columns(cars)], [line], title="t", watermark="w")
    sheet = load_workbook(io.BytesIO(book)).active
    told = {head.value: cell.value for head, cell in zip(sheet[2], sheet[3], strict=True)}
    assert told["shoe字段"] == "viele"
    assert told["since字段"] == "2026-02-30"
    assert len(told["tyres字段"]) == 32_767, "as much as a cell holds"


def test_a_list_of_cars_behind_a_figure_has_columns_of_owner_and_car(own):
    from liuke.cockpit.list_workbook import list_workbook
    from liuke.cockpit.lists import rows_of
    from liuke.vehicles.models import Vehicle
    from liuke.web.console.board.lists import _own_columns
    from liuke.web.shell.wording import t

    cars = list(Vehicle.objects.filter(vin__startswith="LSVAA4189000000").order_by("vin"))
    ownerless = Vehicle(vin="LSVAA418900000099", custom={"seats": 2})
    rows = rows_of([*cars, ownerless], masked=False)
    own_columns = _own_columns([*cars, ownerless])
    book = list_workbook(rows, title="名单", watermark="水印", say=t, tiers=str, own=own_columns)
    sheet = load_workbook(io.BytesIO(book)).active
    places = {cell.value: cell.column for cell in sheet[2]}
    assert "车型系列" in places, "the group's word"

    def column(head: str) -> list[Any]:
        return [sheet.cell(line, places[head]).value for line in range(3, 7)]

    assert column("shoe字段") == [41.5, 41.5, 41.5, None]
    assert column("seats字段") == [5, None, None, 2]
    assert column("tyres字段") == ["+1225/45", "@SUM(1)", None, None]
    assert column("club字段") == [EVIL] * 3 + [None]
    assert all(sheet.cell(line, places["club字段"]).data_type == "s" for line in (3, 4, 5))


@pytest.mark.parametrize(
    ("name", "zh", "en"), [("owners", "片区", "Quarter"), ("vehicles", "车型系列", "Line")]
)
def test_lists_are_headed_by_the_groups_words(own, as_, name, zh, en):
    client = as_("store_manager")
    assert f'<th scope="col">{zh}</th>' in body(client.get(reverse(name)))
    assert f'<th scope="col">{en}</th>' in body(english(client).get(reverse(name)))
