"""R-24 Every call of the API × everybody who may try it: the expected answer, and nothing has changed.

The real is written by hand, not derived from the code: it is what programs are promised.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from tests.web.api import value
from tests.web.api.people import people_of

CALLS = {
    ("GET", "/stores"): "stores:read",
    ("GET", "/stores/{store_id}"): "stores:read",
    ("GET", "/owners"): "owners:read",
    ("POST", "/owners"): "owners:write",
    ("GET", "/owners/{owner_id}"): "owners:read",
    ("PATCH", "/owners/{owner_id}"): "owners:write",
    ("GET", "/owners/{owner_id}/phones"): "owners:read",
    ("POST", "/owners/{owner_id}/phones"): "owners:write",
    ("GET", "/owners/{owner_id}/phones/{phone_id}"): "owners:read",
    ("PATCH", "/owners/{owner_id}/phones/{phone_id}"): "owners:write",
    ("DELETE", "/owners/{owner_id}/phones/{phone_id}"): "owners:write",
    ("GET", "/owners/{owner_id}/wechat-ids"): "owners:read",
    ("POST", "/owners/{owner_id}/wechat-ids"): "owners:write",
    ("GET", "/owners/{owner_id}/wechat-ids/{wechat_id}"): "owners:read",
    ("DELETE", "/owners/{owner_id}/wechat-ids/{wechat_id}"): "owners:write",
    ("GET", "/owners/{owner_id}/contacts"): "owners:read",
    ("POST", "/owners/{owner_id}/contacts"): "owners:write",
    ("GET", "/owners/{owner_id}/contacts/{contact_id}"): "owners:read",
    ("DELETE", "/owners/{owner_id}/contacts/{contact_id}"): "owners:write",
    ("GET", "/owners/{owner_id}/consents"): "consents:read",
    ("POST", "/owners/{owner_id}/consents"): "consents:write",
    ("GET", "/owners/{owner_id}/tags"): "tags:read",
    ("PUT", "/owners/{owner_id}/tags/{tag_id}"): "tags:write",
    ("DELETE", "/owners/{owner_id}/tags/{tag_id}"): "tags:write",
    ("GET", "/tags"): "tags:read",
    ("GET", "/segments"): "segments:read",
    ("GET", "/segments/{segment_id}"): "segments:read",
    ("GET", "/segments/{segment_id}/count"): "segments:read",
    ("GET", "/segments/{segment_id}/members"): "segments:read",
    ("GET", "/vehicles"): "vehicles:read",
    ("GET", "/vehicles/{vehicle_id}"): "vehicles:read",
    ("GET", "/vehicles/by-vin/{vin}"): "vehicles:read",
    ("PATCH", "/vehicles/{vehicle_id}"): "vehicles:write",
    ("PUT", "/vehicles/{vehicle_id}/plate"): "vehicles:write",
    ("GET", "/vehicles/{vehicle_id}/roles"): "vehicles:read",
    ("POST", "/vehicles/{vehicle_id}/roles"): "vehicles:write",
    ("GET", "/vehicles/{vehicle_id}/roles/{role_id}"): "vehicles:read",
    ("PATCH", "/vehicles/{vehicle_id}/roles/{role_id}"): "vehicles:write",
    ("GET", "/vehicles/{vehicle_id}/plates"): "vehicles:read",
    ("GET", "/vehicles/{vehicle_id}/policies"): "vehicles:read",
    ("POST", "/vehicles/{vehicle_id}/policies"): "vehicles:write",
    ("GET", "/vehicles/{vehicle_id}/policies/{policy_id}"): "vehicles:read",
    ("PATCH", "/vehicles/{vehicle_id}/policies/{policy_id}"): "vehicles:write",
    ("GET", "/vehicles/{vehicle_id}/declined-work"): "vehicles:read",
    ("POST", "/vehicles/{vehicle_id}/declined-work"): "vehicles:write",
    ("GET", "/vehicles/{vehicle_id}/declined-work/{work_id}"): "vehicles:read",
    ("PATCH", "/vehicles/{vehicle_id}/declined-work/{work_id}"): "vehicles:write",
    ("GET", "/vehicles/{vehicle_id}/calendar"): "vehicles:read",
    ("GET", "/vehicles/{vehicle_id}/readings"): "vehicles:read",
    ("POST", "/vehicles/{vehicle_id}/readings"): "readings:write",
    ("POST", "/vehicles/{vehicle_id}/telematics"): "telematics:write",
    ("POST", "/telematics"): "telematics:write",
    ("GET", "/vehicles/{vehicle_id}/visits"): "history:read",
    ("GET", "/visits/{visit_id}/orders"): "history:read",
    ("GET", "/orders"): "history:read",
    ("GET", "/orders/{order_id}"): "history:read",
    ("GET", "/imports"): "imports:read",
    ("POST", "/imports"): "imports:write",
    ("GET", "/imports/{import_id}"): "imports:read",
    ("POST", "/imports/{import_id}/answers"): "imports:write",
    ("POST", "/imports/{import_id}/confirm"): "imports:write",
    ("POST", "/imports/{import_id}/discard"): "imports:write",
    ("GET", "/changes"): "changes:read",
    **value.CALLS,
}
FOR_ALL = {"/tags", "/segments", "/segments/{segment_id}", "/segments/{segment_id}/count",
           "/segments/{segment_id}/members", "/stores", "/owners", "/vehicles", "/orders", "/imports",
           "/changes", "/telematics", "/programme"}  # fmt: skip
"""Of these everybody gets an answer, with nothing foreign in it."""
OF_THE_GROUP = {path for _, path in CALLS if path.startswith("/imports/")}
"""An import of somebody else is the group's to see."""
DONE_ALREADY = {"/imports/{import_id}/confirm", "/imports/{import_id}/discard"}
REFUSED = ("no key", "nonsense", "expired", "revoked", "a session", "a session of the group")
EAST = (
    "138****1111",
    "13800001111",
    "LSVAA41870000001X",
    "沪A12345",
    "东湖司机",
    "东湖店",
    "R1",
    "东湖车队",
    "钱会计",
    "oEast0001",
    "东湖财险",
    "东湖刹车片",
)
NUMBERS = itertools.count(1)


def bodies(real):
    """What each writing call is sent; it does something each time."""
    number, today = next(NUMBERS), timezone.localdate()
    day = str(today - dt.timedelta(days=number % 5))
    person = {"name": f"人{number}", "phone": f"1371000{number:04}", "from_day": str(today)}
    message = {"external_id": f"m{number}", "at": f"2025-12-01T00:00:{number % 60:02}Z", "range_km": number}
    return {
        ("POST", "/owners"): {"name": "新人", "home_store_id": str(real["store_id"])},
        ("PATCH", "/owners/{owner_id}"): {"preferences": f"喝茶{number}"},
        ("POST", "/owners/{owner_id}/phones"): {"number": f"1360000{number:04}"},
        ("PATCH", "/owners/{owner_id}/phones/{phone_id}"): {"label": ("work", "family")[number % 2]},
        ("POST", "/owners/{owner_id}/wechat-ids"): {"application": "服务号", "open_id": f"oNew{number:05}"},
        ("POST", "/owners/{owner_id}/contacts"): {"name": f"联系人{number}", "number": f"1350000{number:04}"},
        ("POST", "/owners/{owner_id}/consents"): {
            "purposes": ["service"], "channels": ["sms"], "given": True, "how": "web",
        },
        ("PUT", "/owners/{owner_id}/tags/{tag_id}"): {"reason": f"第{number}次"},
        ("PATCH", "/vehicles/{vehicle_id}"): {"use": ("goods", "private")[number % 2]},
        ("PUT", "/vehicles/{vehicle_id}/plate"): {"plate": f"沪B{number:05}", "from_day": str(today)},
        ("POST", "/vehicles/{vehicle_id}/roles"): {"role": "payer", **person},
        ("PATCH", "/vehicles/{vehicle_id}/roles/{role_id}"): {"to_day": day},
        ("POST", "/vehicles/{vehicle_id}/policies"): {
            "kind": "commercial", "from_day": str(today + dt.timedelta(number)),
            "to_day": str(today + dt.timedelta(number + 365)),
        },
        ("PATCH", "/vehicles/{vehicle_id}/policies/{policy_id}"): {"premium_fen": 100_000 + number},
        ("POST", "/vehicles/{vehicle_id}/declined-work"): {
            "item": f"雨刮{number}", "day": day, "remind_day": str(today + dt.timedelta(30)),
        },
        ("PATCH", "/vehicles/{vehicle_id}/declined-work/{work_id}"): {"note": f"第{number}次问"},
        ("POST", "/vehicles/{vehicle_id}/readings"): {"day": day, "km": 10_000 + number, "sure": True},
        ("POST", "/vehicles/{vehicle_id}/telematics"): message,
        ("POST", "/telematics"): {"messages": [{"vin": real["vin"], **message}]},
        ("POST", "/imports/{import_id}/answers"): {"answers": []},
        **value.bodies(real),
    }  # fmt: skip


def put_back(method, path, real):
    """Puts back what a call takes away, so that everybody finds the same."""
    from liuke.org.scope import system_scope
    from liuke.owners.actions.save_phone import add_phone
    from liuke.owners.drafts import PhoneDraft
    from liuke.owners.models import Phone
    from liuke.segments.actions.set_tag import set_tag_on_owner

    scope, at, owner = system_scope(), timezone.now(), real["owner_id"]
    if not Phone.objects.filter(pk=real["phone_id"]).exists():
        draft = PhoneDraft("13877770000")
        real["phone_id"] = add_phone(scope=scope, owner_id=owner, draft=draft, at=at).pk
    if (method, path) in value.CALLS:
        value.ready(real, path)
    people_of(real)
    if path.endswith("{tag_id}"):
        set_tag_on_owner(scope=scope, owner_id=owner, tag_id=real["tag_id"], reason="又喝", at=at)


def address(path, real):
    """Only a firm has contact persons."""
    if "/contacts" in path:
        real = {**real, "owner_id": real["fleet_id"]}
    where = re.sub(r"{(\w+)}", lambda found: str(real[found[1]]), path)
    return f"{where}?origin={real['origin']}" if path.endswith("refund-calculation") else where


def ask(asking, method, path, real, *, reader=None):
    """A call that would work for somebody who may: with a body, and the ETag as it stands."""
    where = address(path, real)
    if (method, path) == ("POST", "/imports"):
        file = SimpleUploadedFile("工单.csv", f"门店,工单号\n东湖店,N{next(NUMBERS)}\n".encode())
        headers = {"Authorization": f"Bearer {asking.token}", "Idempotency-Key": f"k{next(NUMBERS)}"}
        return asking.client.post("/api/v1/imports", {"files": file}, headers=headers)
    if method == "GET":
        return asking.get(where)
    of_the_car = path in ("/vehicles/{vehicle_id}/roles", "/vehicles/{vehicle_id}/plate")
    seen = (reader or asking).get(where.rpartition("/")[0] if of_the_car else where)
    tag = seen.headers.get("ETag", '"x"')
    body = bodies(real).get((method, path))
    return asking.ask(method, where, json.dumps(body) if body else "", If_Match=tag)


def state():
    """Everything a call could change, besides the trail of looks and the counts of calls."""
    from django.apps import apps
    from procrastinate.contrib.django.models import ProcrastinateJob

    named = ("owners", "vehicles", "segments", "dms", "webhooks", "outbox", "org", "loyalty")
    models = [one for name in named for one in apps.get_app_config(name).get_models() if one._meta.managed]
    kept = {
        one.__name__: sorted(map(str, one.objects.values_list()))
        for one in models
        if one.__name__ not in ("ApiKey", "ApiKeyUse", "Staff", "StaffSession")
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT id::text FROM ledger.journal ORDER BY id")
        journals = cursor.fetchall()
    return {**kept, "jobs": ProcrastinateJob.objects.count(), "journals": journals}


@pytest.fixture(scope="module")
def principals(program, world):
    from liuke.org.actions.revoke_api_key import revoke_api_key
    from liuke.org.queries import scope_of

    gone = program()
    revoke_api_key(scope=scope_of(world.people["group"]), key_id=gone.key.pk, at=timezone.now())
    return {
        "expired": program(expires_at=timezone.now() - dt.timedelta(seconds=1)),
        "revoked": gone,
        "group": program(),
        "sandbox": program(sandbox=True),
        "east": program(store="east"),
        "region": program(region="east"),
        "west": program(store="west"),
        "western region": program(region="west"),
        "western sandbox": program(store="west", sandbox=True),
    }


def test_every_call_is_in_the_table(tables):
    from liuke.web.api.documentation import described

    told = {
        (method.upper(), address.removeprefix("/api/v1")): call["x-scope"]
        for address, methods in described()["paths"].items()
        for method, call in methods.items()
    }
    assert told == CALLS


def test_every_address_for_programs_is_a_call_of_the_api(tables):
    from django.urls import URLResolver, get_resolver

    from liuke.web.api.documentation import described
    from liuke.web.shell.access import access_of

    def walk(resolver):
        for one in resolver.url_patterns:
            yield from walk(one) if isinstance(one, URLResolver) else [one]

    by_key = [one for one in walk(get_resolver()) if access_of(one.callback).by_key]
    assert len({str(one.pattern) for one in by_key}) == len(described()["paths"])


@pytest.mark.parametrize("who", REFUSED)
def test_who_has_no_good_key_is_told_nothing(principals, real, as_, program, who):
    asking = program()
    asking.token = {"no key": "", "nonsense": "lk_0_0"}.get(who, "")
    if who in principals:
        asking = principals[who]
    if who.startswith("a session"):
        asking.client = as_("group" if "group" in who else "store_manager")
    before = state()
    answers = {call: ask(asking, *call, real) for call in CALLS}
    assert {call: one.status_code for call, one in answers.items() if one.status_code != 401} == {}
    assert {one.json()["code"] for one in answers.values()} == {"key_refused"}
    assert state() == before


@pytest.mark.parametrize(
    ("call", "scope"), CALLS.items(), ids=lambda one: " ".join(one) if isinstance(one, tuple) else one
)
def test_all_the_other_scopes_do_not_open_a_call(program, real, call, scope):
    from liuke.org.rules.key_scopes import KeyScope

    before = state()
    refused = ask(program(*(one.value for one in KeyScope if one != scope)), *call, real)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert state() == before


@pytest.mark.parametrize(
    ("call", "scope"), CALLS.items(), ids=lambda one: " ".join(one) if isinstance(one, tuple) else one
)
def test_one_scope_opens_a_call(program, real, call, scope):
    put_back(*call, real)
    reader = program("owners:read", "vehicles:read")
    opened = ask(program(scope), *call, real, reader=reader)
    assert opened.status_code in ({409} if call[1] in DONE_ALREADY else {200, 201, 202}), opened.content


@pytest.mark.parametrize("who", ["west", "western region", "western sandbox"])
def test_what_is_foreign_is_not_there_and_stays_as_it_is(principals, real, who):
    before, wrong = state(), {}
    for call in CALLS:
        path = call[1]
        if call == ("POST", "/imports"):
            continue
        answer = ask(principals[who], *call, real)
        expected = 404
        if call == ("POST", "/owners"):
            expected = 403
        elif path in FOR_ALL:
            expected = 200
        elif path in OF_THE_GROUP and call[0] == "POST" and "sandbox" in who:
            expected = 409
        if answer.status_code != expected:
            wrong[call] = (answer.status_code, answer.content.decode()[:200])
        seen = [word for word in (*EAST, str(real["owner_id"])) if word in answer.content.decode()]
        if seen and path != "/imports":
            wrong[call] = seen
    assert wrong == {}
    assert state() == before


def test_what_is_foreign_cannot_be_named_in_a_query_or_a_body(principals, real):
    west = principals["west"]
    [mei] = west.get("/owners?name=梅雪").json()["items"]
    east, before = str(real["store_id"]), state()
    for query in (f"owners?store_id={east}", "owners?phone=13800001111", f"vehicles?store_id={east}",
                  f"vehicles?owner_id={real['owner_id']}", f"orders?vin={real['vin']}",
                  "vehicles?plate=沪A12345", f"orders?store_id={east}", "owners?name=林晓"):  # fmt: skip
        assert west.get(f"/{query}").json()["items"] == [], query
    mine = f"/owners/{mei['id']}"
    for field in ("home_store_id", "preferred_store_id"):
        moved = west.write("PATCH", mine, {field: east}, seen=mine)
        assert (moved.status_code, moved.json()["code"]) == (404, "not_found")
    tagged = west.write("PUT", f"{mine}/tags/{real['phone_id']}0000", {"reason": "试试"})
    assert tagged.status_code == 404
    crossed = west.write("DELETE", f"{mine}/phones/{real['phone_id']}", None, If_Match='"x"')
    assert crossed.status_code == 404
    sent = west.write("POST", "/telematics", bodies(real)[("POST", "/telematics")])
    assert [(one["fate"], one["code"]) for one in sent.json()["items"]] == [("refused", "not_found")]
    assert state() == before


@pytest.mark.parametrize("who", ["east", "region", "group"])
def test_who_may_gets_an_answer(principals, real, who):
    wrong = {}
    for call in CALLS:
        put_back(*call, real)
        answer = ask(principals[who], *call, real)
        expected = {200, 201, 202}
        if call[1] in OF_THE_GROUP and who != "group":
            expected = {404}
        elif call[1] in DONE_ALREADY:
            expected = {409}
        if answer.status_code not in expected:
            wrong[call] = (answer.status_code, answer.content.decode()[:300])
    assert wrong == {}


@pytest.mark.parametrize("held", [False, True])
def test_a_sandbox_gets_the_same_answers_and_changes_nothing(principals, real, held):
    """What is on hold is released; with nothing on hold all else is done."""
    for call in CALLS:
        put_back(*call, real)
    value.ready(real, "/release" if held else "")
    before, wrong = state(), {}
    for call in CALLS:
        method, path = call
        if path.endswith("/release") != held:
            continue
        answer = ask(principals["sandbox"], *call, real)
        imports = method == "POST" and path.startswith("/imports")
        if answer.status_code not in ({409} if imports else {200, 201, 202}):
            wrong[call] = (answer.status_code, answer.content.decode()[:300])
        if imports and answer.json()["code"] != "not_in_sandbox":
            wrong[call] = answer.json()
        if method != "GET" and not imports and "Liuke-Sandbox" not in answer.headers:
            wrong[call] = "does not say that nothing was saved"
        if "13800001111" in answer.content.decode():
            wrong[call] = "shows a whole number"
    assert wrong == {}
    assert state() == before


def test_a_key_opens_no_screen(program):
    asking = program()
    for path in ("/", "/owners", "/stores", "/audit"):
        answer = asking.client.get(path, headers={"Authorization": f"Bearer {asking.token}"})
        assert answer.status_code in (302, 404)


@pytest.mark.parametrize("role", ["store_manager", "operations_manager", "auditor", "administrator"])
def test_nobody_makes_a_key_that_can_do_more_than_they(world, role):
    from liuke.org.actions.make_api_key import KeyDraft, make_api_key
    from liuke.org.models import ApiKey
    from liuke.org.queries import scope_of
    from liuke.org.rules.key_scopes import KeyScope
    from liuke.values.refusal import Refusal

    before, draft = ApiKey.objects.count(), KeyDraft("多拿权限", frozenset({KeyScope.OWNERS_PERSONAL}))
    with pytest.raises(Refusal) as refused:
        make_api_key(scope=scope_of(world.people[role]), draft=draft, at=timezone.now())
    assert refused.value.code == ("key_beyond_yourself" if role == "administrator" else "not_allowed")
    assert ApiKey.objects.count() == before
