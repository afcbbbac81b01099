"""Whatever a program sends, the server does not break, and says no in the one shape."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

schemathesis = pytest.importorskip("schemathesis")
CASES = 20


def test_no_call_breaks_the_server(program):
    from django.core.handlers.wsgi import WSGIHandler

    from liuke.org.models import ApiKeyUse
    from liuke.web.api.documentation import described

    answered: set[int] = set()
    schema = schemathesis.openapi.from_dict(described())
    schema.app = WSGIHandler()
    key = {"Authorization": f"Bearer {program().token}", "Host": "127.0.0.1"}
    for found in schema.get_all_operations():
        call = found.ok()

        @given(case=call.as_strategy())
        @settings(
            max_examples=CASES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        def asked(case):
            ApiKeyUse.objects.update(calls=0)
            answer = case.call(headers=key)
            answered.add(answer.status_code)
            assert answer.status_code < 500, (case, answer.content)
            if answer.status_code >= 400:
                assert answer.headers["content-type"] == ["application/problem+json"], (case, answer.content)

        asked()
    assert {200, 404, 422} <= answered
