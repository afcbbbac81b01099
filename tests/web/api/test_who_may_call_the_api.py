"""Every call of the API: the one scope that opens it, and that all the others do not."""

from __future__ import annotations

import json

import pytest

NOWHERE = "00000000-0000-7000-8000-000000000000"
CALLS = {
    ("GET", "/stores"): "stores:read",
    ("GET", "/stores/{store_id}"): "stores:read",
    ("GET", "/owners"): "owners:read",
    ("GET", "/owners/{owner_id}"): "owners:read",
    ("PATCH", "/owners/{owner_id}"): "owners:write",
    ("GET", "/vehicles"): "vehicles:read",
    ("GET", "/vehicles/{vehicle_id}"): "vehicles:read",
    ("GET", "/vehicles/by-vin/{vin}"): "vehicles:read",
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
}


def filled(path: str) -> str:
    for name in ("store_id", "owner_id", "vehicle_id", "import_id"):
        path = path.replace(f"{{{name}}}", NOWHERE)
    return path.replace("{visit_id}", "999999").replace("{order_id}", "999999").replace("{vin}", "X" * 17)


def ask(asking, method, path):
    body = json.dumps({"answers": []} if path.endswith("answers") else {"name": "梅雪"})
    return asking.ask(method, filled(path), body if method != "GET" else None, If_Match='"x"')


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


@pytest.mark.parametrize(
    ("call", "scope"), CALLS.items(), ids=lambda one: " ".join(one) if isinstance(one, tuple) else one
)
def test_one_scope_opens_a_call_and_all_the_others_do_not(program, call, scope):
    from liuke.org.rules.key_scopes import KeyScope

    opened = ask(program(scope), *call)
    assert opened.status_code in (200, 404, 422), opened.content
    others = [one.value for one in KeyScope if one != scope]
    refused = ask(program(*others), *call)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")


def test_a_session_is_no_key(as_, program):
    client = as_("group")
    for method, path in CALLS:
        assert client.generic(method, f"/api/v1{filled(path)}").status_code == 401


def test_a_key_opens_no_screen(program):
    asking = program()
    for path in ("/", "/owners", "/stores", "/audit"):
        answer = asking.client.get(path, headers={"Authorization": f"Bearer {asking.token}"})
        assert answer.status_code in (302, 404)


@pytest.mark.parametrize("role", ["store_manager", "operations_manager", "auditor", "administrator"])
def test_nobody_makes_a_key_that_can_do_more_than_they(world, role):
    from django.utils import timezone

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
