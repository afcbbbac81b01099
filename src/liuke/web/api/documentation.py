"""The API described: for programs as OpenAPI, for people as a page made from the same."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from liuke.org.rules.key_scopes import CALLS_A_MINUTE
from liuke.web.api.api import api
from liuke.web.api.asking import ByKey
from liuke.web.api.problems import unknown_address
from liuke.web.api.writing import LONGEST_TOKEN
from liuke.web.shell.access import public
from liuke.web.shell.pages import page


@lru_cache
def described() -> dict[str, Any]:
    """The OpenAPI document, with the scope each call needs and the headers of the writing ones."""
    document: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1"))
    scopes = _scopes()
    for methods in document["paths"].values():
        for method, call in methods.items():
            call["x-scope"] = scopes[call["operationId"]]
            _add_headers(method, call)
            call["responses"] = {str(status): answer for status, answer in call["responses"].items()}
            for status in ("401", "403", "429"):
                call["responses"].setdefault(status, {"description": "Problem", "content": _PROBLEM})
            for status, answer in call["responses"].items():
                if int(status) >= 400:
                    answer["content"], answer["description"] = _PROBLEM, "Problem"
    document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    return document


_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}

_TOKEN = {
    "type": "string",
    "minLength": 1,
    "maxLength": LONGEST_TOKEN,
    "pattern": r"^[^\x00-\x1f\x7f]+$",
}


def _scopes() -> dict[str, str]:
    found = {}
    for _, router in api._routers:
        for view in router.path_operations.values():
            for call in view.operations:
                [asked] = call.auth_callbacks
                assert isinstance(asked, ByKey)
                found[call.operation_id or api.get_openapi_operation_id(call)] = asked.scope.value
    return found


def _add_headers(method: str, call: dict[str, Any]) -> None:
    call["security"] = [{"key": []}]
    needed = ["Idempotency-Key"] if method != "get" else []
    needed += ["If-Match"] if 412 in call["responses"] else []
    for name in needed:
        schema = _TOKEN if name == "Idempotency-Key" else {"type": "string"}
        described_header = {"name": name, "in": "header", "required": True, "schema": schema}
        call.setdefault("parameters", []).append(described_header)


def kind(schema: dict[str, Any]) -> str:
    """What a field holds, in a word.

    >>> kind({"anyOf": [{"type": "array", "items": {"$ref": "#/LineOut"}}, {"type": "null"}]})
    'LineOut[] | null'
    """
    if "anyOf" in schema:
        return " | ".join(map(kind, schema["anyOf"]))
    if schema.get("type") == "array":
        return f"{kind(schema['items'])}[]"
    named = str(schema.get("$ref", "")).rpartition("/")[2]
    return named or str(schema.get("format") or schema.get("type") or "object")


@public
@require_safe
def api_openapi(request: HttpRequest) -> JsonResponse:
    """For programs."""
    del request
    return JsonResponse(described())


@public
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """For people."""
    document = described()
    calls = [
        {"parameters": [], "address": address, "method": method.upper(), **call}
        for address, methods in document["paths"].items()
        for method, call in methods.items()
    ]
    groups: dict[str, list[dict[str, Any]]] = {}
    for call in calls:
        groups.setdefault(call["tags"][0], []).append(call)
    context = {
        "groups": groups,
        "schemas": document["components"]["schemas"],
        "base": request.build_absolute_uri("/api/v1"),
        "openapi": reverse("api_openapi"),
        "kind": kind,
        "most_calls": CALLS_A_MINUTE,
        "longest_token": LONGEST_TOKEN,
    }
    return page(request, "api/docs.html.j2", context)


@public
@csrf_exempt
def api_unknown(request: HttpRequest) -> HttpResponse:
    """Every address below ``/api/`` that is none."""
    del request
    return unknown_address()
