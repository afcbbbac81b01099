"""What stands between the web server and Django: who waits for whom."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

pytest.importorskip("django")

from django.utils import timezone

from liuke.config.serving import THREADS, OneThread

PATIENCE_SECONDS = 60


class Call:
    """One request as a server hands it over; ``sent`` is what came back."""

    def __init__(self, path: str, *, method: str = "GET") -> None:
        self.scope: dict[str, Any] = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [(b"host", b"127.0.0.1")],
        }
        self.parts: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sent: list[Mapping[str, Any]] = []

    def comes(self, body: bytes = b"", *, more: bool = False) -> None:
        self.parts.put_nowait({"type": "http.request", "body": body, "more_body": more})

    def breaks_off(self) -> None:
        self.parts.put_nowait({"type": "http.disconnect"})

    async def answered_by(self, application: OneThread) -> None:
        async def send(message: Mapping[str, Any]) -> None:
            self.sent.append(message)

        await asyncio.wait_for(application(self.scope, self.parts.get, send), PATIENCE_SECONDS)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(part["body"] for part in self.sent[1:] if "body" in part)


@pytest.fixture(scope="module")
def application(tables: object) -> OneThread:
    from liuke.org.models import Group

    Group.objects.create(name="云程汽车集团", changed_at=timezone.now(), changed_by="test")
    return OneThread()


def test_those_who_send_slowly_keep_nobody_waiting(application: OneThread) -> None:
    async def served() -> None:
        slow = [Call("/sign-in", method="POST") for _ in range(THREADS * 2)]
        for call in slow:
            call.comes(b"login=", more=True)
        waiting = [asyncio.create_task(call.answered_by(application)) for call in slow]
        await asyncio.sleep(0)
        quick = Call("/healthz")
        quick.comes()
        await quick.answered_by(application)
        assert quick.status == 200
        assert not any(task.done() for task in waiting)
        for call in slow:
            call.breaks_off()
        await asyncio.gather(*waiting)
        assert [call.sent for call in slow] == [[]] * len(slow), "who broke off is sent nothing"

    asyncio.run(served())


def test_a_file_comes_whole(application: OneThread) -> None:
    from django.conf import settings

    largest = max(settings.STATIC_ROOT.glob("*.js"), key=lambda file: file.stat().st_size)

    async def served() -> Call:
        call = Call(f"/{settings.STATIC_URL.strip('/')}/{largest.name}")
        call.comes()
        await call.answered_by(application)
        return call

    call = asyncio.run(served())
    assert call.status == 200
    assert call.body == largest.read_bytes()
    assert len(call.sent) > 2, "piece by piece"


def test_a_body_in_pieces_is_one(application: OneThread) -> None:
    from django.conf import settings

    async def served() -> Call:
        call = Call("/sign-in", method="POST")
        same = b"a" * 32
        call.scope["headers"] += [
            (b"content-type", b"application/x-www-form-urlencoded"),
            (b"cookie", settings.CSRF_COOKIE_NAME.encode() + b"=" + same),
            (b"x-csrftoken", same),
        ]
        for piece in (b"login=in-th", b"ree-parts&pass"):
            call.comes(piece, more=True)
        call.comes(b"word=wrong")
        await call.answered_by(application)
        return call

    call = asyncio.run(served())
    assert call.status == 422
    assert b'value="in-three-parts"' in call.body


def test_only_http_is_spoken(application: OneThread) -> None:
    call = Call("/healthz")
    call.scope["type"] = "websocket"
    with pytest.raises(ValueError, match="websocket"):
        asyncio.run(call.answered_by(application))
