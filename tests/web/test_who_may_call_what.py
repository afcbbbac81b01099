"""R-24 Every route × method × principal: who gets an answer, who does not, and that nothing has changed then.

The table is written by hand, not derived from the rights: it is what the group agreed to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("django")

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.web.area_routes import IMPORT_ROUTES, desk_routes, segment_routes
from tests.web.finance_routes import FINANCE_ROUTES
from tests.web.targets import target

CANARIES = (
    "西岭林晓",
    "西岭店",
    "西岭路一号",
    "西岭金丝雀",
    "13911112222",
    "139****2222",
    "W-工位",
    "沪AW9876",
    "00000022",
)
"""What belongs to the western store; nobody whose reach is the east may ever see one of these."""
EAST = "东湖店"
STORE_ROLES = set("service_adviser cashier technician customer_service sales store_manager".split())
OTHERS = "marketing quality_engineer regional_manager operations_manager group administrator auditor"
EVERY_ROLE = STORE_ROLES | set(OTHERS.split())
LEADS = {"store_manager", "regional_manager", "operations_manager", "group"}
SEGMENTS = LEADS | {"marketing", "customer_service"}
HEAD = {"group", "administrator"}
SEE_STAFF = LEADS | {"administrator", "auditor", "service_adviser", "customer_service"}
JOBS = {"operations_manager", "group", "administrator", "auditor"}
ANYBODY = EVERY_ROLE | {"western_manager", "no_role"}
SEE_OWNERS = EVERY_ROLE - {"technician", "administrator"}
CHANGE_OWNERS = LEADS | {"service_adviser", "customer_service", "sales"}
PEOPLE, SEE_CARS = LEADS | {"customer_service"}, EVERY_ROLE - {"administrator"}
CATALOGUE = {"operations_manager", "group", "administrator"}
OF_A_STORE = {
    *("store", "bay", "region", "staff"),
    *(
        "owner",
        "owner_field",
        "owner_wechat",
        "owner_journal",
        "phone",
        "pair",
        "contact",
        "household",
        "privacy",
        "merge",
    ),
    *("vehicle", "order", "policy", "work", "role"),
}
SEE_VALUE = EVERY_ROLE - {"technician", "administrator", "quality_engineer"}
GROUP_WIDE = {"operations_manager", "group", "administrator", "auditor"}
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")

ROUTES: dict[str, tuple[tuple[str, ...], set[str], str]] = {
    "home": (GET, ANYBODY, ""),
    "account": (GET, ANYBODY, ""),
    "account_password": (BOTH, ANYBODY, ""),
    "account_second_factor": (BOTH, ANYBODY, ""),
    "account_recovery_codes": (POST, set(), ""),
    "account_end_session": (POST, set(), "session"),
    "palette": (GET, ANYBODY, ""),
    "prove": (BOTH, ANYBODY, ""),
    "owners": (GET, SEE_OWNERS, ""),
    "owner": (GET, SEE_OWNERS, "owner"),
    "owner_timeline": (GET, SEE_OWNERS, "owner"),
    "owner_new": (BOTH, CHANGE_OWNERS, ""),
    "owner_edit": (BOTH, CHANGE_OWNERS, "owner"),
    "owner_follow": (POST, CHANGE_OWNERS, "owner_field"),
    "owner_phone": (POST, CHANGE_OWNERS, "phone"),
    "owner_phone_new": (BOTH, CHANGE_OWNERS, "owner"),
    "owner_phone_edit": (BOTH, CHANGE_OWNERS, "phone"),
    "owner_phone_remove": (POST, CHANGE_OWNERS, "phone"),
    "owner_wechat_new": (BOTH, CHANGE_OWNERS, "owner"),
    "owner_wechat_remove": (POST, CHANGE_OWNERS, "owner_wechat"),
    "owner_consent": (BOTH, CHANGE_OWNERS, "owner"),
    "owner_stage": (BOTH, CHANGE_OWNERS, "owner"),
    "contact_new": (BOTH, CHANGE_OWNERS, "owner"),
    "contact_phone": (POST, CHANGE_OWNERS, "contact"),
    "contact_remove": (POST, CHANGE_OWNERS, "contact"),
    "household": (GET, SEE_OWNERS, "household"),
    "household_new": (BOTH, CHANGE_OWNERS, "owner"),
    "household_join": (POST, CHANGE_OWNERS, "household"),
    "household_leave": (POST, CHANGE_OWNERS, "owner"),
    "household_head": (POST, CHANGE_OWNERS, "owner"),
    "duplicates": (GET, PEOPLE, ""),
    "duplicates_find": (POST, PEOPLE, ""),
    "duplicate_dismiss": (POST, PEOPLE, "pair"),
    "owner_merge": (BOTH, PEOPLE, "owner"),
    "owner_part": (POST, PEOPLE, "merge"),
    "interests": (GET, HEAD, ""),
    "interest_new": (BOTH, HEAD, ""),
    "interest": (BOTH, HEAD, "interest"),
    "privacy": (GET, PEOPLE, ""),
    "privacy_new": (BOTH, PEOPLE, "owner"),
    "privacy_request": (GET, PEOPLE, "privacy"),
    "privacy_check": (POST, PEOPLE, "privacy"),
    "privacy_answer": (POST, PEOPLE, "privacy"),
    "privacy_erase": (POST, PEOPLE, "privacy"),
    "privacy_export": (POST, PEOPLE, "privacy"),
    **desk_routes(LEADS, SEE_VALUE),
    "vehicles": (GET, SEE_CARS, ""),
    "vehicle": (GET, SEE_CARS, "vehicle"),
    "vehicle_new": (BOTH, CHANGE_OWNERS, ""),
    "order_lines": (GET, SEE_CARS, "order"),
    "vehicle_edit": (BOTH, CHANGE_OWNERS, "vehicle"),
    "vehicle_plate": (BOTH, CHANGE_OWNERS, "vehicle"),
    "vehicle_records": (POST, CHANGE_OWNERS, "vehicle"),
    "vehicle_people": (BOTH, CHANGE_OWNERS, "vehicle"),
    "vehicle_role_end": (POST, CHANGE_OWNERS, "role"),
    "vehicle_odometer": (BOTH, CHANGE_OWNERS, "vehicle"),
    "order_odometer": (BOTH, CHANGE_OWNERS, "order"),
    "policy_new": (BOTH, CHANGE_OWNERS, "vehicle"),
    "policy_edit": (BOTH, CHANGE_OWNERS, "policy"),
    "declined_new": (BOTH, CHANGE_OWNERS, "vehicle"),
    "declined_edit": (BOTH, CHANGE_OWNERS, "work"),
    "models": (GET, CATALOGUE, ""),
    "model_new": (BOTH, CATALOGUE, ""),
    "model": (BOTH, set(), "model"),
    "model_spelling": (POST, CATALOGUE, ""),
    "models_adopt": (POST, CATALOGUE, ""),
    "energy_plan": (GET, CATALOGUE, "energy"),
    "plan_line_new": (BOTH, set(), ""),
    "plan_line": (BOTH, set(), "model"),
    "stores": (GET, EVERY_ROLE, ""),
    "store": (GET, EVERY_ROLE, "store"),
    "store_new": (BOTH, HEAD, ""),
    "store_edit": (BOTH, LEADS | {"administrator"}, "store"),
    "store_hours": (BOTH, LEADS | {"administrator"}, "store"),
    "store_service_area": (BOTH, LEADS | {"administrator"}, "store"),
    "store_headcount": (BOTH, LEADS | {"administrator"}, "store"),
    "custom_fields": (GET, HEAD, ""),
    "custom_field_new": (BOTH, HEAD, ""),
    "custom_field": (BOTH, HEAD, "own_field"),
    "custom_label": (BOTH, HEAD, "label"),
    "bay_new": (BOTH, LEADS | {"administrator"}, "store"),
    "bay_edit": (BOTH, LEADS | {"administrator"}, "bay"),
    "regions": (GET, HEAD, ""),
    "region_new": (BOTH, HEAD, ""),
    "region": (BOTH, HEAD, "region"),
    "staff": (GET, SEE_STAFF, ""),
    "staff_new": (BOTH, LEADS | {"administrator"}, ""),
    "staff_export": (POST, LEADS, ""),
    "staff_member": (GET, SEE_STAFF, "staff"),
    "staff_edit": (BOTH, LEADS | {"administrator"}, "staff"),
    "staff_phone": (POST, LEADS | {"service_adviser", "customer_service"}, "staff"),
    "staff_roles": (BOTH, LEADS | {"administrator"}, "staff"),
    "staff_password": (POST, LEADS | {"administrator"}, "staff"),
    "staff_second_factor": (POST, LEADS | {"administrator"}, "staff"),
    "audit": (GET, LEADS | {"administrator", "auditor"}, ""),
    "audit_export": (POST, LEADS | {"administrator", "auditor"}, ""),
    "jobs": (GET, JOBS, ""),
    "job": (GET, set(), "job"),
    "job_retry": (POST, {"administrator"}, "no_job"),
    "group": (BOTH, HEAD, ""),
    **FINANCE_ROUTES,
    "imports": (GET, LEADS | {"administrator"}, ""),
    "import_upload": (POST, LEADS | {"administrator"}, ""),
    "webhooks": (GET, HEAD, ""),
    "webhook_new": (BOTH, HEAD, ""),
    "webhook": (GET, HEAD, "webhook"),
    "webhook_edit": (BOTH, HEAD, "webhook"),
    "webhook_secret": (BOTH, HEAD, "webhook"),
    "webhook_message": (GET, HEAD, "webhook_message"),
    **{f"webhook_{deed}": (POST, HEAD, "webhook") for deed in "test pause resume end send_again".split()},
    "api_keys": (GET, HEAD, ""),
    "api_key_new": (BOTH, HEAD, ""),
    "api_key_revoke": (POST, HEAD, "key"),
    "board": (GET, LEADS | {"administrator", "marketing", "quality_engineer", "auditor"}, ""),
    "board_list": (GET, set(), ""),
    "board_export": (POST, LEADS | {"marketing"}, ""),
    "board_phone": (POST, set(), "car"),
    **IMPORT_ROUTES,
    **segment_routes(SEGMENTS),
    "programme": (GET, SEE_OWNERS - {"quality_engineer"}, ""),
    "programme_points": (BOTH, {"operations_manager", "group"}, ""),
    "programme_new": (BOTH, {"operations_manager", "group"}, "product_kind"),
    "programme_edit": (BOTH, set(), "product"),
}
PUBLIC = set("healthz sign_in sign_in_code sign_in_enrol set_up preferences api_docs api_openapi".split())
ENDS_THE_SESSION = {"sign_out"}
PRINCIPALS = [None, "no_role", "left", *sorted(EVERY_ROLE)]


def routes() -> Iterator[URLPattern]:
    def walk(resolver: URLResolver) -> Iterator[URLPattern]:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                yield from walk(one)
            else:
                yield one

    return walk(get_resolver())


def test_every_route_is_in_the_table():
    """Those for programs have a table of their own, in ``api/test_who_may_call_the_api.py``."""
    from liuke.web.shell.access import access_of

    people = {one.name for one in routes() if not access_of(one.callback).by_key}
    assert people - {"design", "api_unknown"} == set(ROUTES) | PUBLIC | ENDS_THE_SESSION


def test_every_route_says_who_may_call_it():
    from liuke.web.shell.access import access_of

    assert [one.name for one in routes() if access_of(one.callback) is None] == []


def state() -> list[Any]:
    """Everything of the organisation that a request could change, besides its own sign-in."""
    from django.apps import apps

    from liuke.audit.models import AuditEntry
    from liuke.org.models import Bay, Group, Region, RoleAssignment, Staff, Store

    rows = [sorted(map(str, m.objects.values_list())) for m in (Bay, Group, Region, Store, RoleAssignment)]
    rows[0] += [
        str(row)
        for app in ("owners", "vehicles", "webhooks", "loyalty")
        for m in apps.get_app_config(app).get_models()
        for row in m.objects.values_list()
    ]
    return [*rows, sorted(map(str, Staff.objects.values_list())), AuditEntry.objects.count()]


@pytest.mark.parametrize("principal", PRINCIPALS, ids=str)
def test_the_table_holds(world, as_, principal):
    wrong, before, client = [], state(), as_(principal)
    for name, (methods, allowed, kind) in ROUTES.items():
        address = reverse(name, args=target(world, kind, "east"))
        for method in methods:
            known = principal not in (None, "left")
            if known and principal in allowed and (method == "GET" or name in ("job_retry",)):
                expected = {200, 302}
            elif known and principal in allowed:
                continue
            else:
                expected = {302} if not known else {403, 404}
            if (
                principal == "western_manager"
                and not kind
                and name in ("stores", "staff", "audit", "staff_new")
            ):
                expected = {200}
            answer = client.generic(method, address)
            outward = answer.status_code == 302 and "/sign-in" in answer.headers["Location"]
            if answer.status_code not in expected or outward != (not known):
                wrong.append((name, method, answer.status_code))
    assert wrong == []
    assert state()[:6] == before[:6]


@pytest.mark.parametrize("principal", sorted(EVERY_ROLE - GROUP_WIDE - {"group"}))
def test_what_is_foreign_is_not_there(world, as_, principal):
    """A foreign id in the path is a 404 or, without the right at all, a 403; and nothing has changed."""
    client, before, wrong = as_(principal), state(), []
    for name, (methods, allowed, kind) in ROUTES.items():
        if kind not in OF_A_STORE:
            continue
        for method in methods:
            answer = client.generic(method, reverse(name, args=target(world, kind, "west")))
            expected = {404} if principal in allowed else {403, 404}
            if answer.status_code not in expected:
                wrong.append((name, method, answer.status_code, expected))
    assert wrong == []
    assert state() == before


def test_the_western_manager_finds_nothing_of_the_east(world, as_):
    client, before = as_("western_manager"), state()
    for name, (methods, allowed, kind) in ROUTES.items():
        if kind in OF_A_STORE:
            address = reverse(name, args=target(world, kind, "east"))
            codes = {client.generic(method, address).status_code for method in methods}
            assert codes == {404 if "store_manager" in allowed or name == "staff_phone" else 403}, name
    assert EAST not in client.get(reverse("stores")).content.decode()
    assert state() == before


@pytest.mark.parametrize("principal", sorted(EVERY_ROLE - GROUP_WIDE))
def test_nobody_of_the_east_sees_anything_of_the_west(world, as_, principal):
    client, seen = as_(principal), []
    pages = [reverse(n, args=target(world, k, "east")) for n, (m, _, k) in ROUTES.items() if "GET" in m]
    end = world.owners["west phone"].number[-4:]
    typed = ("西", "xi ling", "canary", "WEST", "xl", "西岭林", "林晓", end)
    asked = [f"{reverse('palette')}?q={q}" for q in typed]
    asked += [f"{reverse('staff')}?q=西岭", f"{reverse('stores')}?q=西岭", f"{reverse('audit')}?q=西岭"]
    asked += [f"{reverse('staff')}?store={world.stores['west'].pk}"]
    mine, west = world.owners["east owner"].pk, world.owners["west owner"]
    asked += [f"{reverse('owners')}?q={q}" for q in ("西岭", end)]
    asked += [f"{reverse('owners')}?store={world.stores['west'].pk}"]
    cars = ("q=W98", "q=W9876", "q=022", f"store={world.stores['west'].pk}")
    asked += [f"{reverse('vehicles')}?{one}" for one in cars]
    asked += [f"{reverse('owner_merge', args=[mine])}?other={west.pk}"]
    asked += [f"{reverse('owner_merge', args=[mine])}?number={world.owners['west phone'].number}"]
    for address in (*pages, *asked):
        body = client.get(address).content.decode()
        typed = "西岭" in address
        seen += [(address, c) for c in CANARIES if c in body and not (typed and c == "西岭")]
    assert [one for one in seen if principal not in ("marketing", "quality_engineer")] == []


def test_a_foreign_store_in_a_body_is_refused(world, as_):
    """A manager of the east cannot move anybody to the west, nor give roles there."""
    from liuke.org.models import RoleAssignment, Staff

    client, colleague = as_("store_manager"), world.people["colleague"]
    west = str(world.stores["west"].pk)
    moved = client.post(
        reverse("staff_edit", args=[colleague.pk]),
        {"name": "东同事", "login": "colleague", "home_store": west, "active": "on", "version": 1},
    )
    given = client.post(
        reverse("staff_roles", args=[colleague.pk]),
        {"role": "cashier", "place": f"store:{west}", "version": 1},
    )
    assert (moved.status_code, given.status_code) == (422, 422)
    assert Staff.objects.get(pk=colleague.pk).home_store_id == world.stores["east"].pk
    assert not RoleAssignment.objects.filter(staff=colleague, store=world.stores["west"]).exists()


@pytest.mark.parametrize("role", ["administrator", "group", "regional_manager", "store_manager", "auditor"])
def test_nobody_gives_a_role_above_their_own(world, as_, role):
    from liuke.org.models import RoleAssignment

    client, colleague = as_("store_manager"), world.people["colleague"]
    place = f"store:{world.stores['east'].pk}" if role == "store_manager" else "group"
    answer = client.post(
        reverse("staff_roles", args=[colleague.pk]), {"role": role, "place": place, "version": 1}
    )
    assert answer.status_code == 422
    assert not RoleAssignment.objects.filter(staff=colleague, role=role).exists()


def test_a_manager_cannot_take_over_an_administrator_of_the_store(world, as_):
    from liuke.org.models import Staff

    boss = world.people["administrator"]
    Staff.objects.filter(pk=boss.pk).update(home_store=world.stores["east"])
    before = Staff.objects.get(pk=boss.pk).password
    answer = as_("store_manager").post(reverse("staff_password", args=[boss.pk]))
    Staff.objects.filter(pk=boss.pk).update(home_store=None)
    assert answer.status_code == 403
    assert Staff.objects.get(pk=boss.pk).password == before


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_what_is_public_needs_no_sign_in(world, as_, name):
    answer = as_(None).get(reverse(name))
    assert answer.status_code in (200, 302, 405)
    assert not re.search(r"next=", answer.headers.get("Location", ""))


def test_a_view_that_forgets_to_say_who_may_call_it_answers_nobody(world, as_):
    from django.core.exceptions import ImproperlyConfigured
    from django.test import RequestFactory

    from liuke.web.shell.middleware import AccessMiddleware

    def forgetful(request: object) -> None: ...

    with pytest.raises(ImproperlyConfigured):
        AccessMiddleware(lambda request: None).process_view(RequestFactory().get("/"), forgetful, (), {})
