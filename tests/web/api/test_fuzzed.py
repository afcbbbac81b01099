"""Whatever a program sends, the server does not break, and says no in the one shape."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings

schemathesis = pytest.importorskip("schemathesis")


def ask_everything(program, real, *, cases, sandbox):
    """How many calls were answered, by status, each operation asked ``cases`` times.

    Half of the calls name things that are there, as they have been read: those get past the door.
    """
    from django.core.handlers.wsgi import WSGIHandler

    from liuke.org.models import ApiKeyUse
    from liuke.web.api.documentation import described

    answered: dict[int, int] = {}
    schema = schemathesis.openapi.from_dict(described())
    schema.app = WSGIHandler()
    asking = program(sandbox=sandbox)
    key = {"Authorization": f"Bearer {asking.token}", "Host": "127.0.0.1"}
    for found in schema.get_all_operations():
        call = found.ok()

        @given(case=call.as_strategy())
        @settings(
            max_examples=cases, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        def asked(case):
            ApiKeyUse.objects.update(calls=0)
            number = sum(answered.values())
            if number % 2:
                there = {name: str(real[name]) for name in case.path_parameters if name in real}
                case.path_parameters.update(there)
                case.headers["Idempotency-Key"] = f"fuzz{number}"
                seen = asking.get(re.sub(r"/(plate|roles)$", "", case.formatted_path.removeprefix("/api/v1")))
                if "ETag" in seen.headers:
                    case.headers["If-Match"] = seen.headers["ETag"]
            answer = case.call(headers=key)
            answered[answer.status_code] = answered.get(answer.status_code, 0) + 1
            assert answer.status_code < 500, (case, answer.content)
            if answer.status_code >= 400:
                assert answer.headers["content-type"] == ["application/problem+json"], (case, answer.content)

        asked()
    return answered


def test_no_call_breaks_the_server(program, real):
    assert {200, 201, 404, 409, 422} <= set(ask_everything(program, real, cases=12, sandbox=False))


@pytest.mark.slow
@pytest.mark.parametrize("sandbox", [False, True], ids=["in earnest", "sandbox"])
def test_no_call_of_thousands_breaks_the_server(program, real, sandbox, record_property):
    answered = ask_everything(program, real, cases=300, sandbox=sandbox)
    record_property("answered", answered)
    assert sum(answered.values()) > 5_000
