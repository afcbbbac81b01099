"""What a program may read, and in what shape it is told no."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

LIN, MEI = "LSVAA41870000001X", "LSVAA418X00000015"


def codes(answer):
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content
    told = answer.json()
    assert set(told) == {"status", "code", "detail", "errors"}
    assert told["status"] == answer.status_code
    return answer.status_code, told["code"]


def test_a_key_of_a_store_sees_that_store_and_nothing_of_the_other(program):
    east = program(store="east")
    seen = "".join(east.get(path).content.decode() for path in ("/stores", "/owners", "/vehicles", "/orders"))
    for own in ("东湖店", LIN, "林晓", "R1"):
        assert own in seen
    for foreign in ("西岭店", MEI, "梅雪", "R3", "139****2222"):
        assert foreign not in seen
    assert codes(east.get(f"/vehicles/by-vin/{MEI}")) == (404, "not_found")
    [west] = program(store="west").get("/owners?name=梅雪").json()["items"]
    assert codes(east.get(f"/owners/{west['id']}")) == (404, "not_found")
    assert east.get(f"/owners?store_id={west['home_store_id']}").json()["items"] == []


def test_phones_are_whole_only_for_a_key_for_personal_data_and_never_in_a_sandbox(program, history):
    def phones(asking):
        found = asking.get(f"/owners?import_id={history.pk}").json()["items"]
        return sorted(phone for one in found for phone in one["phones"])

    assert phones(program("owners:read")) == ["138****1111", "139****2222"]
    assert phones(program("owners:read", "owners:personal")) == ["13800001111", "13900002222"]
    assert phones(program(sandbox=True)) == ["138****1111", "139****2222"]


def test_looking_for_a_number_needs_the_scope_for_numbers(program):
    assert codes(program("owners:read").get("/owners?phone=13800001111")) == (403, "scope_missing")
    [found] = program().get("/owners?phone=13800001111").json()["items"]
    assert found["name"] == "林晓"


def test_every_look_at_owners_is_kept_in_the_trail(program):
    from liuke.audit.models import AuditEntry

    asking = program("owners:read", "owners:personal", store="east")
    [lin] = asking.get("/owners?name=林晓").json()["items"]
    asking.get(f"/owners/{lin['id']}")
    kept = AuditEntry.objects.filter(actor_id=asking.key.pk).order_by("at", "id")
    assert (
        list(kept.values_list("verb", "object_id", "rows")) == [("personal.fetched_whole", lin["id"], 1)] * 2
    )


def test_the_history_is_walked_from_car_to_lines(program):
    asking = program()
    car = asking.get(f"/vehicles/by-vin/{LIN.lower()}").json()
    visits = asking.get(f"/vehicles/{car['id']}/visits").json()["items"]
    [early, _] = sorted((one for one in visits if one["day"] < "2026"), key=lambda one: one["day"])
    assert (early["day"], early["revenue_fen"]) == ("2025-03-01", 80_000)
    [first] = asking.get(f"/visits/{early['id']}/orders").json()["items"]
    assert (first["order_no"], first["vin"], first["total_fen"]) == ("R1", LIN, 80_000)
    assert asking.get(f"/orders/{first['id']}").json() == {**first, "lines": []}


def test_pages_hold_every_row_once(program, history):
    asking, seen, cursor = program(), [], ""
    of_the_import = f"/orders?limit=1&import_id={history.pk}"
    while cursor is not None:
        page = asking.get(of_the_import + (f"&cursor={cursor}" if cursor else "")).json()
        seen += [one["order_no"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert sorted(seen) == ["R1", "R2", "R3"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/orders?cursor=nonsense", (422, "bad_cursor")),
        ("/orders?cursor=%00", (422, "bad_cursor")),
        ("/orders?limit=0", (422, "unreadable")),
        ("/orders?vin=%00", (422, "unreadable")),
        ("/orders/99999999999999999999999", (422, "unreadable")),
        ("/orders/999999", (404, "not_found")),
        ("/changes?after=nonsense", (422, "bad_cursor")),
        ("/nothing", (404, "not_found")),
    ],
)
def test_what_cannot_be_answered_is_a_problem(program, path, told):
    assert codes(program().get(path)) == told


def test_who_has_it_already_is_told_so(program):
    asking = program()
    car = asking.get(f"/vehicles/by-vin/{LIN}")
    again = asking.get(f"/vehicles/{car.json()['id']}", If_None_Match=car.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_a_key_that_is_not_good_is_refused(program, world):
    from liuke.org.actions.revoke_api_key import revoke_api_key
    from liuke.org.queries import scope_of

    good = program()
    revoked = program()
    revoke_api_key(scope=scope_of(world.people["group"]), key_id=revoked.key.pk, at=timezone.now())
    expired = program(expires_at=timezone.now() - dt.timedelta(seconds=1))
    for token in ("", "nonsense", "lk_\0_x", good.token[:-1] + "x", revoked.token, expired.token):
        refused = good.get("/stores", Authorization=f"Bearer {token}")
        assert codes(refused) == (401, "key_refused")
        assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert codes(good.get("/stores", Authorization="")) == (401, "key_refused")


def test_a_minute_has_an_end_of_calls_and_says_when(program):
    from liuke.org.models import ApiKeyUse
    from liuke.org.rules.key_scopes import CALLS_A_MINUTE

    asking = program()
    asking.get("/stores")
    later = int(timezone.now().timestamp()) // 60
    ApiKeyUse.objects.filter(key=asking.key).update(calls=CALLS_A_MINUTE, minute=later)
    refused = asking.get("/stores")
    if int(timezone.now().timestamp()) // 60 != later:
        ApiKeyUse.objects.filter(key=asking.key).update(calls=CALLS_A_MINUTE)
        refused = asking.get("/stores")
    assert codes(refused) == (429, "too_many_calls")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert program().get("/stores").status_code == 200


def test_the_secret_is_nowhere_in_the_tables(program):
    from liuke.audit.models import AuditEntry
    from liuke.org.models import ApiKey

    asking = program()
    secret = asking.token.rpartition("_")[2]
    kept = json.dumps([list(map(str, row)) for row in ApiKey.objects.values_list()])
    kept += str(list(AuditEntry.objects.values_list("before", "after", "object_name")))
    assert asking.key.prefix in kept
    assert secret not in kept


def test_the_limit_counts_the_calls_of_all_processes_together(program, tables):
    """Two processes of their own, each far below the limit."""
    from liuke.org.rules.key_scopes import CALLS_A_MINUTE

    asking, each = program(), CALLS_A_MINUTE // 2 + 50
    variables = {
        **os.environ,
        "LIUKE_DATABASE_URL": tables.app_url,
        "DJANGO_SETTINGS_MODULE": "liuke.config.settings",
    }
    command = [sys.executable, str(Path(__file__).parent / "programs" / "caller.py"), asking.token, str(each)]
    callers = [subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answered = [json.loads(one.communicate(timeout=120)[0]) for one in callers]
    assert [one.returncode for one in callers] == [0, 0]
    by_minute: dict[str, int] = {}
    for told in answered:
        for minute, taken in told.items():
            by_minute[minute] = by_minute.get(minute, 0) + taken
    assert max(by_minute.values()) <= CALLS_A_MINUTE
    if len(by_minute) == 1:
        assert sum(by_minute.values()) == CALLS_A_MINUTE
