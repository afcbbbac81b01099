"""A parameter nobody asked for is refused: a misspelt filter would else answer with everything."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from liuke.loyalty.models import Receipt
from liuke.web.api.api import api
from liuke.web.api.documentation import described
from liuke.web.api.known import query_names

LISTS = {
    "/owners/{owner_id}/statement": "cursor, limit",
    "/owners/{owner_id}/refund-calculation?origin={origin}": "origin, unit, fault, known_before",
    "/orders": "store_id, vin, order_no, import_id, cursor, limit",
    "/changes": "after, limit",
    "/owners/{owner_id}/balances": None,
    "/owners/{owner_id}/refundable": None,
    "/programme": None,
}


@pytest.mark.parametrize("path", LISTS)
def test_an_unknown_parameter_is_refused_by_name(program, real, path):
    asked, known = path.format(**real), LISTS[path]
    answer = program().get(f"{asked}{'&' if '?' in asked else '?'}limt=1&seite=2")
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "unreadable")
    assert [(one["place"], one["code"]) for one in told["errors"]] == [
        ("query.limt", "unknown_parameter"),
        ("query.seite", "unknown_parameter"),
    ]
    assert (known or "不接受任何参数") in told["errors"][0]["message"]
    assert "“limt”" in told["detail"]


def test_what_is_known_goes_through(program, real):
    assert program().get(f"/owners/{real['owner_id']}/statement?limit=1").status_code == 200


def test_a_call_that_writes_does_nothing_where_it_is_asked_more(program, real):
    before = Receipt.objects.count()
    given = {"store_id": str(real["store_id"]), "value": "points", "amount": 1, "reason": "茶"}
    answer = program().ask("POST", f"/owners/{real['owner_id']}/gifts?dry_run=1", json.dumps(given))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_parameter")
    assert Receipt.objects.count() == before


def test_without_a_key_nothing_is_told():
    client = Client(SERVER_NAME="127.0.0.1")
    assert client.get("/api/v1/programme?limt=1").status_code == 401


def test_what_is_known_is_what_is_documented():
    documented = {
        call["operationId"]: {one["name"] for one in call.get("parameters", ()) if one["in"] == "query"}
        for methods in described()["paths"].values()
        for call in methods.values()
    }
    known = {
        call.operation_id or api.get_openapi_operation_id(call): set(query_names(call.view_func))
        for _, router in api._routers
        for view in router.path_operations.values()
        for call in view.operations
    }
    assert known == documented
    assert any(known.values())
