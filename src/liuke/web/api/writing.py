"""What all writing calls share: done once for each Idempotency-Key, undone for a sandbox."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.db import connection, transaction
from django.http import HttpResponse

from liuke.web.api.asking import Call
from liuke.web.api.models import Answered
from liuke.web.api.problems import KeyUnfit, Missing, OtherBody
from liuke.web.api.schema import Schema
from liuke.web.api.tags import etag_of_text
from liuke.web.shell.asking import now

LONGEST_TOKEN = 200
Out = TypeVar("Out", bound=Schema)
_KEEP = """
    INSERT INTO api_answered (id, key_id, token, request_hash, status, body, etag, at)
    VALUES (%s, %s, %s, %s, 0, '', '', %s) ON CONFLICT (key_id, token) DO NOTHING
"""
_FILL = "UPDATE api_answered SET status = %s, body = %s, etag = %s WHERE id = %s"


def once(call: Call, work: Callable[[], Out], *, status: int | Callable[[Out], int] = 200) -> HttpResponse:
    """Does ``work`` in a transaction and answers with what it returns; a repeated call gets the first answer.

    Of several calls at once the first does it and the others wait for its row. What is refused leaves no
    row: it may be tried again with the same Idempotency-Key. Raises Missing, KeyUnfit, OtherBody, and
    what ``work`` raises.
    """
    token = token_of(call)
    request_hash = _hash_of(call)
    with transaction.atomic():
        row = Answered(key=call.key, token=token, request_hash=request_hash, at=now())
        if not _first(row):
            first = Answered.objects.get(key=call.key, token=token)
            if first.request_hash != request_hash:
                raise OtherBody
            return _answer(first, repeated=True)
        shown = work()
        row.status = status(shown) if callable(status) else status
        row.body = shown.model_dump_json()
        row.etag = etag_of_text(row.body)
        with connection.cursor() as cursor:
            cursor.execute(_FILL, [row.status, row.body, row.etag, row.pk])
        if call.key.sandbox:
            transaction.set_rollback(True)
    return _answer(row, sandbox=call.key.sandbox)


def token_of(call: Call) -> str:
    """As it was sent: of a part of it two calls could be taken for one. Raises Missing, KeyUnfit."""
    token: str = call.headers.get("Idempotency-Key", "")
    if not token:
        raise Missing(header="Idempotency-Key")
    if len(token) > LONGEST_TOKEN or any(one < " " or one == "\x7f" for one in token):
        raise KeyUnfit(most=LONGEST_TOKEN, length=len(token))
    return token


def _first(row: Answered) -> bool:
    """Keeps ``row``, unless this Idempotency-Key was used before; waits where it is being used."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [row.pk, row.key_id, row.token, row.request_hash, row.at])
        return bool(cursor.rowcount)


def _answer(row: Answered, *, repeated: bool = False, sandbox: bool = False) -> HttpResponse:
    answer = HttpResponse(row.body, status=row.status, content_type="application/json")
    answer["ETag"] = row.etag
    if repeated:
        answer["Idempotent-Replayed"] = "true"
    if sandbox:
        answer["Liuke-Sandbox"] = "nothing was saved"
    return answer


def _hash_of(call: Call) -> str:
    """What was asked; of files their names and contents, because the text between them differs each time."""
    digest = hashlib.sha256(f"{call.method} {call.get_full_path()}\n".encode())
    if (call.content_type or "").startswith("multipart/"):
        for field, files in call.FILES.lists():
            for file in files:
                digest.update(f"{field}\n{file.name}\n{file.size}\n".encode())
                for block in file.chunks():
                    digest.update(block)
                file.seek(0)
    else:
        digest.update(call.body)
    return digest.hexdigest()
