"""What one thing looked like when it was read, in a few letters: ETag, If-None-Match, If-Match."""

from __future__ import annotations

import hashlib

from django.http import HttpResponse, HttpResponseNotModified

from liuke.web.api.asking import Call
from liuke.web.api.problems import ChangedSince, Missing
from liuke.web.api.schema import Schema


def etag_of(shown: Schema) -> str:
    """The same as long as the caller would read the same."""
    return etag_of_text(shown.model_dump_json())


def etag_of_text(body: str) -> str:
    """Of what is shown, as it is sent."""
    return f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'


def answer(call: Call, shown: Schema) -> HttpResponse:
    """One thing with its ETag; 304 for a caller who has it already."""
    body = shown.model_dump_json()
    tag = etag_of_text(body)
    if tag in _named(call.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers={"ETag": tag})
    return HttpResponse(body, content_type="application/json", headers={"ETag": tag})


def need_unchanged(call: Call, shown: Schema) -> None:
    """Raises Missing, ChangedSince."""
    given = call.headers.get("If-Match")
    if given is None:
        raise Missing(header="If-Match")
    if etag_of(shown) not in _named(given):
        raise ChangedSince


def _named(header: str) -> set[str]:
    return {one.strip().removeprefix("W/") for one in header.split(",")}
