"""Whatever a program sends, the server does not break, and says no in the one shape."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

schemathesis = pytest.importorskip("schemathesis")


def ask_everything(program, *, cases, sandbox):
    """How many calls were answered, by status, each operation asked ``cases`` times."""
    from django.core.handlers.wsgi import WSGIHandler

    from liuke.org.models import ApiKeyUse
    from liuke.web.api.documentation import described

    answered: dict[int, int] = {}
    schema = schemathesis.openapi.from_dict(described())
    schema.app = WSGIHandler()
    key = {"Authorization": f"Bearer {program(sandbox=sandbox).token}", "Host": "127.0.0.1"}
    for found in schema.get_all_operations():
        call = found.ok()

        @given(case=call.as_strategy())
        @settings(
            max_examples=cases, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        def asked(case):
            ApiKeyUse.objects.update(calls=0)
            answer = case.call(headers=key)
            answered[answer.status_code] = answered.get(answer.status_code, 0) + 1
            assert answer.status_code < 500, (case, answer.content)
            if answer.status_code >= 400:
                assert answer.headers["content-type"] == ["application/problem+json"], (case, answer.content)

        asked()
    return answered


def test_no_call_breaks_the_server(program):
    assert {200, 404, 422} <= set(ask_everything(program, cases=10, sandbox=False))


@pytest.mark.slow
@pytest.mark.parametrize("sandbox", [False, True], ids=["in earnest", "sandbox"])
def test_no_call_of_thousands_breaks_the_server(program, sandbox, record_property):
    answered = ask_everything(program, cases=300, sandbox=sandbox)
    record_property("answered", answered)
    assert sum(answered.values()) > 5_000
