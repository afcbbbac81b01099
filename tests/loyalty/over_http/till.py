"""Programs at desks, each with a key of its own and a connection it keeps open."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from uuid import UUID

_numbers = itertools.count(1)


def fresh(what: str = "n") -> str:
    """A number nobody has used in this run."""
    return f"{what}{next(_numbers)}"


@dataclass(frozen=True)
class Answer:
    """``code`` names a refusal."""

    status: int
    body: bytes
    repeated: bool

    @property
    def code(self) -> str:
        return str(self.told.get("code", ""))

    @property
    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told


class Till:
    """Raises OSError or HTTPException where the server breaks off; the next call connects again."""

    def __init__(self, port: int, token: str) -> None:
        self.token = token
        self.line = HTTPConnection("127.0.0.1", port, timeout=60)

    def post(self, path: str, body: dict[str, Any], key: str = "") -> Answer:
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key or fresh("key"),
        }
        try:
            self.line.request("POST", f"/api/v1{path}", json.dumps(body), headers)
            answer = self.line.getresponse()
            return Answer(answer.status, answer.read(), "Idempotent-Replayed" in answer.headers)
        except Exception:
            self.line.close()
            raise


@dataclass(frozen=True)
class Shop:
    """A store, the programs that post there, and what they post."""

    store: UUID
    tills: Sequence[Till]

    def owner(self) -> UUID:
        from tests.owners.conftest import make_person

        owner: UUID = make_person("林晓", home_store_id=self.store).pk
        return owner

    def topped_up(self, till: Till, owner: UUID, fen: int, key: str = "") -> Answer:
        """``key`` names the payment too."""
        key = key or fresh("key")
        paid = {"method": "wechat", "amount_fen": fen, "reference": key}
        return till.post(f"/owners/{owner}/top-ups", {"store_id": str(self.store), "paid": paid}, key)

    def settled(self, till: Till, owner: UUID, fen: int, **tenders: Any) -> Answer:
        lines = [{"item": "精洗", "amount_fen": fen}]
        bill = {"store_id": str(self.store), "number": fresh("B"), "lines": lines, **tenders}
        return till.post(f"/owners/{owner}/bills", bill)

    def held(self, owner: UUID, kind: str) -> int:
        from liuke.loyalty.balances import balances_of

        return sum(one.amount for one in balances_of([owner]) if one.kind == kind)


def all_at_once(tills: Sequence[Till], call: Callable[[Till], Answer]) -> list[Answer]:
    """Every till calls in the same moment."""
    start = threading.Barrier(len(tills))

    def one(till: Till) -> Answer:
        start.wait()
        return call(till)

    with ThreadPoolExecutor(len(tills)) as threads:
        return list(threads.map(one, tills))
