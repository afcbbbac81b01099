"""What the API refuses of WeChat accounts, contact persons, policies and work put off, and what it says."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

NEW_POLICY = {"kind": "commercial", "from_day": "2020-01-01", "to_day": "2020-12-31"}
NEW_WORK = {"item": "刹车油", "day": "2026-01-05", "remind_day": "2026-03-05"}


def refused(answer, status, code):
    """The sentence of a refusal that has this status and code."""
    told = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code), answer.content
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    return told["detail"]


def faults(answer):
    refused(answer, 422, "unreadable")
    return [(one["place"].rpartition(".")[2], one["code"]) for one in answer.json()["errors"]]


@pytest.fixture
def kept():
    """How many rows there are; the same after a refusal."""
    from liuke.owners.models import FleetContact, WechatId
    from liuke.vehicles.models import DeclinedWork, Policy

    def count():
        return [model.objects.count() for model in (WechatId, FleetContact, Policy, DeclinedWork)]

    before = count()
    yield count
    assert count() == before


@pytest.fixture
def lists(real):
    """The four lists by name, each with one of its things."""
    owner, firm, car = (
        f"/owners/{real['owner_id']}",
        f"/owners/{real['fleet_id']}",
        f"/vehicles/{real['vehicle_id']}",
    )
    return {
        "wechat": (f"{owner}/wechat-ids", real["wechat_id"]),
        "contact": (f"{firm}/contacts", real["contact_id"]),
        "policy": (f"{car}/policies", real["policy_id"]),
        "work": (f"{car}/declined-work", real["work_id"]),
    }


GIVEN = {
    "wechat": {"application": "服务号", "open_id": "oRefused01"},
    "contact": {"name": "孙司机", "number": "13877772222"},
    "policy": NEW_POLICY,
    "work": NEW_WORK,
}
SCOPES = {"wechat": "owners", "contact": "owners", "policy": "vehicles", "work": "vehicles"}
TAKES_AWAY = ("wechat", "contact")


@pytest.mark.parametrize("name", GIVEN)
def test_a_key_that_may_only_read_is_told_which_scope_it_lacks(program, lists, kept, name):
    where, one = lists[name]
    method, scope = "DELETE" if name in TAKES_AWAY else "PATCH", SCOPES[name]
    asking = program(f"{scope}:read")
    assert asking.get(f"{where}/{one}").status_code == 200
    for answer in (asking.write("POST", where, GIVEN[name]), asking.write(method, f"{where}/{one}", {})):
        assert f"{scope}:write" in refused(answer, 403, "scope_missing")
    assert f"{scope}:read" in refused(program(f"{scope}:write").get(where), 403, "scope_missing")


@pytest.mark.parametrize("name", GIVEN)
def test_of_an_unknown_or_foreign_owner_or_car_nothing_is_told(program, lists, kept, real, name):
    from liuke.vehicles.models import Vehicle

    where, one = lists[name]
    known = str(real["vehicle_id"] if "vehicles" in where else where.split("/")[2])
    nobody = where.replace(known, str(uuid4()))
    said = {
        refused(program().get(nobody), 404, "not_found"),
        refused(program().write("POST", nobody, GIVEN[name]), 404, "not_found"),
        refused(program(store="west").get(f"{where}/{one}"), 404, "not_found"),
        refused(program(store="west").write("POST", where, GIVEN[name]), 404, "not_found"),
    }
    assert len(said) == 1, "no difference between what is foreign and what is not there"
    if "vehicles" in where:
        other = Vehicle.objects.exclude(pk=real["vehicle_id"]).latest("pk").pk
    else:
        other = real["fleet_id"] if name == "wechat" else real["owner_id"]
    another_s = where.replace(known, str(other))
    refused(program().get(f"{another_s}/{one}"), 404, "not_found")
    method = "DELETE" if name in TAKES_AWAY else "PATCH"
    refused(program().write(method, f"{another_s}/{one}", {}, If_Match='"x"'), 404, "not_found")


@pytest.mark.parametrize("name", GIVEN)
def test_a_change_without_what_it_needs_says_what_to_send(program, lists, kept, name):
    where, one = lists[name]
    method, asking = "DELETE" if name in TAKES_AWAY else "PATCH", program()
    assert "Idempotency-Key" in refused(
        asking.write("POST", where, GIVEN[name], Idempotency_Key=""), 428, "header_missing"
    )
    said = refused(asking.write(method, f"{where}/{one}", {}), 428, "header_missing")
    assert "If-Match" in said
    assert "ETag" in said
    refused(asking.write(method, f"{where}/{one}", {}, If_Match='"older"'), 412, "changed_since")
    assert asking.get(f"{where}/{one}").status_code == 200


@pytest.mark.parametrize("name", GIVEN)
def test_an_idempotency_key_is_good_for_one_body(program, lists, name):
    where, asking = lists[name][0], program()
    made = asking.write("POST", where, GIVEN[name], Idempotency_Key="once")
    assert made.status_code == 201, made.content
    count = len(asking.get(where).json()["items"])
    other = {**GIVEN[name], next(iter(GIVEN[name])): "compulsory" if name == "policy" else "别的"}
    refused(asking.write("POST", where, other, Idempotency_Key="once"), 422, "idempotency_key_reused")
    again = asking.write("POST", where, GIVEN[name], Idempotency_Key="once")
    assert (again.status_code, again.json()) == (201, made.json())
    assert len(asking.get(where).json()["items"]) == count


def test_an_account_is_one_owner_s(program, lists, kept, real):
    """Also a second time of the same owner: the call that made it is repeated by its Idempotency-Key."""
    where = lists["wechat"][0]
    taken = {"application": "东湖服务号", "open_id": "oEast0001"}
    asking = program()
    for owner in (real["friend_id"], real["owner_id"]):
        answer = asking.write("POST", f"/owners/{owner}/wechat-ids", taken)
        assert "合并" in refused(answer, 409, "wechat_taken")
        assert "林晓" not in answer.content.decode(), "whose it is, is not said"
    assert asking.get(where).json()["items"][0]["owner_id"] == str(real["owner_id"])


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"application": "", "open_id": "oEast0009"}, ("application", "empty")),
        ({"application": "服" * 41, "open_id": "oEast0009"}, ("application", "string_too_long")),
        ({"application": "服务号", "open_id": "o1"}, ("open_id", "string_pattern_mismatch")),
        ({"application": "服务号", "open_id": "o East 0009"}, ("open_id", "string_pattern_mismatch")),
        ({"application": "服务号"}, ("open_id", "missing")),
        ({"application": "服务号", "open_id": "oEast0009", "phone": "1"}, ("phone", "extra_forbidden")),
    ],
)
def test_an_account_that_cannot_be_one_names_its_place(program, lists, kept, given, fault):
    assert faults(program().write("POST", lists["wechat"][0], given)) == [fault]


def test_a_private_person_has_no_contact_persons(program, kept, real):
    where = f"/owners/{real['owner_id']}/contacts"
    assert "类型" in refused(program().write("POST", where, GIVEN["contact"]), 409, "not_a_fleet")
    assert program().get(where).json() == {"items": []}


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"name": " "}, ("name", "empty")),
        ({"name": "孙" * 41}, ("name", "string_too_long")),
        ({"name": "孙司机", "number": "12345"}, ("number", "phone_form")),
        ({"name": "孙司机", "number": "138****2222"}, ("number", "phone_masked")),
        ({"name": "孙司机", "position": "队\u0000长"}, ("position", "nul_character")),
    ],
)
def test_a_contact_person_that_cannot_be_one_names_its_place(program, lists, kept, given, fault):
    assert faults(program().write("POST", lists["contact"][0], given)) == [fault]


def test_a_second_policy_of_a_kind_from_a_day_is_refused_until_the_first_is_cancelled(program, lists):
    where, asking = lists["policy"][0], program()
    year = {"kind": "commercial", "from_day": "2020-02-01", "to_day": "2021-01-31"}
    one = f"{where}/{asking.write('POST', where, year).json()['id']}"
    assert "退保" in refused(asking.write("POST", where, {**year, "insurer": "别家"}), 409, "policy_there")
    other = f"{where}/{asking.write('POST', where, {**year, 'from_day': '2020-02-02'}).json()['id']}"
    moved = asking.write("PATCH", other, {"from_day": "2020-02-01"}, seen=other)
    refused(moved, 409, "policy_there")
    assert asking.get(other).json()["from_day"] == "2020-02-02"
    asking.write("PATCH", one, {"cancelled": True}, seen=one)
    assert asking.write("PATCH", other, {"from_day": "2020-02-01"}, seen=other).status_code == 200


def test_a_policy_does_not_end_before_it_starts(program, lists, kept):
    (where, one), asking = lists["policy"], program()
    turned = {**NEW_POLICY, "from_day": "2020-12-31", "to_day": "2020-01-01"}
    assert "开始日期" in refused(asking.write("POST", where, turned), 422, "ends_before_it_starts")
    seen = f"{where}/{one}"
    before = asking.get(seen).json()
    refused(asking.write("PATCH", seen, {"to_day": "1999-01-01"}, seen=seen), 422, "ends_before_it_starts")
    assert asking.get(seen).json() == before


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"kind": "life"}, ("kind", "literal_error")),
        ({"from_day": "2020-02-30"}, ("from_day", "date_from_datetime_parsing")),
        ({"from_day": "1801-01-01"}, ("from_day", "day_before_1900")),
        ({"premium_fen": -1}, ("premium_fen", "greater_than_equal")),
        ({"premium_fen": 10_000_000_000}, ("premium_fen", "less_than_equal")),
        ({"number": "保" * 61}, ("number", "string_too_long")),
    ],
)
def test_a_policy_that_cannot_be_one_names_its_place(program, lists, kept, more, fault):
    (where, one), asking = lists["policy"], program()
    assert faults(asking.write("POST", where, {**NEW_POLICY, **more})) == [fault]
    seen = f"{where}/{one}"
    assert faults(asking.write("PATCH", seen, more, seen=seen)) == [fault]


@pytest.mark.parametrize("name", ["kind", "from_day", "to_day", "cancelled"])
def test_null_is_no_value_of_what_a_policy_must_have(program, lists, kept, name):
    (where, one), asking = lists["policy"], program()
    seen = f"{where}/{one}"
    answer = asking.write("PATCH", seen, {name: None}, seen=seen)
    assert [place for place, _ in faults(answer)] == [name]


def test_an_earlier_owner_s_policy_shows_its_days_only_and_stays_as_it_is(program, real):
    """Whoever could move its days would read whom the earlier owner was insured with."""
    from liuke.vehicles.models import Ownership, Policy, Vehicle

    car = Vehicle.objects.get(pk=real["vehicle_id"])
    held = Ownership.objects.get(vehicle=car, to_day=None)
    asking, where = program(), f"/vehicles/{car.pk}/policies"
    given = {**NEW_POLICY, "from_day": "2019-01-01", "to_day": "2019-12-31", "insurer": "西山财险"}
    made = asking.write("POST", where, {**given, "number": "XS9", "premium_fen": 77_700}).json()
    one, before = f"{where}/{made['id']}", held.from_day
    Ownership.objects.filter(pk=held.pk).update(from_day=dt.date(2020, 1, 1))
    try:
        for told in (
            asking.get(one).json(),
            *(p for p in asking.get(where).json()["items"] if p["id"] == made["id"]),
        ):
            assert (told["insurer"], told["number"], told["premium_fen"]) == ("", "", None)
            assert (told["from_day"], told["to_day"]) == ("2019-01-01", "2019-12-31")
        for change in ({"to_day": "2027-12-31"}, {"cancelled": True}, {"insurer": "我家"}):
            answer = asking.write("PATCH", one, change, seen=one)
            assert "重新录入" in refused(answer, 409, "earlier_owners_policy")
            assert "西山财险" not in answer.content.decode()
    finally:
        Ownership.objects.filter(pk=held.pk).update(from_day=before)
    found = Policy.objects.get(pk=UUID(made["id"]))
    assert (found.insurer, found.to_day, found.version) == ("西山财险", dt.date(2019, 12, 31), 1)


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"item": ""}, ("item", "empty")),
        ({"item": "刹\n车"}, ("item", "control_character")),
        ({"item": "刹" * 101}, ("item", "string_too_long")),
        ({"day": str(timezone.localdate() + dt.timedelta(2))}, ("day", "day_to_come")),
        ({"remind_day": "soon"}, ("remind_day", "date_from_datetime_parsing")),
        ({"price_fen": 1.5}, ("price_fen", "int_from_float")),
        ({"note": "话" * 301}, ("note", "string_too_long")),
    ],
)
def test_work_put_off_that_cannot_be_names_its_place(program, lists, kept, more, fault):
    (where, one), asking = lists["work"], program()
    assert faults(asking.write("POST", where, {**NEW_WORK, **more})) == [fault]
    seen = f"{where}/{one}"
    assert faults(asking.write("PATCH", seen, more, seen=seen)) == [fault]


def test_work_put_off_is_in_a_known_state(program, lists, kept):
    (where, one), asking = lists["work"], program()
    seen = f"{where}/{one}"
    assert faults(asking.write("PATCH", seen, {"state": "later"}, seen=seen)) == [("state", "literal_error")]
    assert faults(asking.write("PATCH", seen, {"state": None}, seen=seen)) == [("state", "literal_error")]


def test_a_day_that_would_break_the_calendar_is_refused(program, lists, kept):
    """With an end of 9999 the reminders of the car would lie behind the last day there is."""
    asking, (policies, _), (work, _) = program(), lists["policy"], lists["work"]
    year = {"kind": "compulsory", "from_day": "2026-01-01", "to_day": "9999-12-31"}
    assert faults(asking.write("POST", policies, year)) == [("to_day", "day_after_2100")]
    late = {**NEW_WORK, "remind_day": "2101-01-01"}
    assert faults(asking.write("POST", work, late)) == [("remind_day", "day_after_2100")]


def test_the_last_day_that_may_be_breaks_no_calendar(program, lists):
    asking, (policies, _), (work, _) = program(), lists["policy"], lists["work"]
    year = {"kind": "compulsory", "from_day": "2099-01-01", "to_day": "2100-12-31"}
    assert asking.write("POST", policies, year).status_code == 201
    assert asking.write("POST", work, {**NEW_WORK, "remind_day": "2100-12-31"}).status_code == 201
    assert asking.get(f"{policies.rpartition('/')[0]}/calendar").status_code == 200
