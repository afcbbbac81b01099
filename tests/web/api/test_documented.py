"""What docs/api.md and docs/webhooks.md say is so: scopes, calls, kinds, and their examples run."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

DOCS = Path(__file__).resolve().parents[3] / "docs"
API, WEBHOOKS = ((DOCS / name).read_text(encoding="utf-8") for name in ("api.md", "webhooks.md"))


def example(page):
    [code] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    return code


def test_every_scope_and_call_is_told(tables):
    from liuke.org.rules.key_scopes import KeyScope
    from liuke.web.api.documentation import described

    rows = dict(re.findall(r"^\| `(\w+:\w+)` \| (.*) \|$", API, re.MULTILINE))
    assert set(rows) == set(KeyScope)
    told = {
        (scope, method, path)
        for scope, calls in rows.items()
        for method, path in re.findall(r"(GET|POST|PUT|PATCH|DELETE) (/[\w/{}-]+)", calls)
    }
    assert told == {
        (call["x-scope"], method.upper(), re.sub(r"{\w+}", "{id}", path.removeprefix("/api/v1")))
        for path, methods in described()["paths"].items()
        for method, call in methods.items()
    }


def test_every_code_of_a_fault_is_one(program, real):
    from liuke.insight.reports.wording.remarks import REJECTIONS, REMARKS
    from liuke.web.api.fields import SENTENCES

    [line] = [one for one in API.splitlines() if "What people type" in one]
    codes = set(re.findall(r"`(\w+)`", line))
    assert codes <= {*REMARKS, *REJECTIONS, *SENTENCES}
    assert "phone_form" in codes


def test_the_limits_are_those_of_the_code():
    from liuke.integrations.webhooks.posting import SECONDS
    from liuke.integrations.webhooks.rules.patience import LONGEST_FAILING, MOST_FAILED, WAITS
    from liuke.org.rules.key_scopes import CALLS_A_MINUTE
    from liuke.web.api.paging import LONGEST_PAGE
    from liuke.web.api.resources.telematics import MOST_MESSAGES
    from liuke.web.api.writing import LONGEST_TOKEN

    assert f"**{CALLS_A_MINUTE} calls a minute**" in API
    assert f"`limit` up to {LONGEST_PAGE}" in API
    assert f"up to {MOST_MESSAGES} messages" in API
    assert f"writing call, {LONGEST_TOKEN} characters at most" in API
    assert SECONDS == 10
    assert "within ten seconds" in WEBHOOKS
    assert [int(one.total_seconds()) for one in WAITS] == [10, 60, 300, 1800, 7200, 21600, 43200]
    assert f"failed {MOST_FAILED} times in a row over a day" in WEBHOOKS
    assert LONGEST_FAILING.days == 1


def test_every_kind_of_event_is_told():
    from liuke.integrations.webhooks.events import KINDS

    rows = re.findall(r"^\| (`[^|]*`) \| [^|]* \| [^|]* \|$", WEBHOOKS, re.MULTILINE)
    kinds = [kind for row in rows for kind in re.findall(r"`([\w.]+)`", row)]
    assert kinds == [*KINDS, "test"]


@pytest.mark.parametrize(
    ("change", "good"),
    [({}, True), ({"body": b"{}"}, False), ({"secret": "whs_other"}, False), ({"now": 1_700_000_400}, False)],
)
def test_the_receiver_s_example_knows_a_message_of_ours(change, good):
    from liuke.integrations.webhooks.rules.signature import signature

    names: dict = {}
    exec(example(WEBHOOKS), names)
    body = b'{"kind": "test"}'
    signed = signature(secrets=["whs_1"], at_seconds=1_700_000_000, body=body)
    given = {"secret": "whs_1", "signature": signed, "body": body, "now": 1_700_000_010, **change}
    assert names["is_from_liuke"](**given) is good


def test_the_program_s_example_runs(program, real):
    from django.core.handlers.wsgi import WSGIHandler
    from django.db import connections

    from liuke.owners.models import Owner

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args): ...

    def application(environ, start_response):
        environ["HTTP_HOST"] = "127.0.0.1"
        yield from handler(environ, start_response)
        connections.close_all()

    handler = WSGIHandler()
    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        code = example(API).replace("https://liuke.example.com", f"http://127.0.0.1:{server.server_port}")
        names: dict = {}
        exec(code.replace("lk_…", program().token), names)
        server.shutdown()
    made = Owner.objects.get(pk=names["made"]["id"])
    assert (made.name, made.district, made.phones.get().number) == ("林晓", "城南", "13812345678")
    assert names["page"]["next_cursor"] is None
