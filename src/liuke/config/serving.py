"""Django behind an ASGI server, one thread for each request from start to end.

Django's own handler changes threads for every middleware and opens a new thread, with a new connection
wrapper, for every request. Here what comes and goes slowly, a request's body and the answer, is waited for
without a thread, and all between runs in one of a few that stay.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, cast

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.db import close_old_connections
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

THREADS = 32
"""More than there are database connections: what needs none, such as a picture, is not kept waiting."""


class OneThread(ASGIHandler):
    """Everything above the server is synchronous code."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(THREADS, "request")

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[Mapping[str, Any]], Awaitable[None]],
    ) -> None:
        """Raises ValueError for what is not HTTP."""
        if scope["type"] != "http":
            raise ValueError(f"HTTP only, not {scope['type']}")
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        answer = await self._in_thread(self._answer, scope, body)
        try:
            await self.send_response(answer, send)
        finally:
            if answer.streaming:
                await self._in_thread(answer.close)

    def _answer(self, scope: dict[str, Any], body: IO[bytes]) -> HttpResponseBase:
        """An answer that is whole is closed at once; either way its database connection is given back."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refused = self.create_request(scope, body)
        if refused:
            body.close()
        answer = refused or self.get_response(cast(HttpRequest, request))
        if isinstance(answer, FileResponse):
            answer.block_size = self.chunk_size
        if isinstance(answer, StreamingHttpResponse):
            answer.streaming_content = self._pieces(iter(answer))
            close_old_connections()
        else:
            answer.close()
        return answer

    async def _pieces(self, parts: Iterator[bytes]) -> AsyncIterator[bytes]:
        """A file, piece by piece. They are not all read in the same thread, so none may ask a database."""
        while piece := await self._in_thread(next, parts, b""):
            yield piece

    async def _in_thread(self, work: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)
