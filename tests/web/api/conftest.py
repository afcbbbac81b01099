"""Two stores' history taken in, and keys to ask for it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("ninja")

from django.test import Client
from django.utils import timezone

TODAY = dt.date(2026, 1, 1)
ORDERS = (
    "门店,工单号,车架号,车牌号,车主,手机号,进厂时间,维修类型,工单状态,结算金额\n"
    "东湖店,R1,LSVAA41870000001X,沪A12345,林晓,13800001111,2025-03-01 09:00:00,定期保养,已结算,800.00\n"
    "东湖店,R2,LSVAA41870000001X,沪A12345,林晓,13800001111,2025-09-01 09:00:00,定期保养,已结算,900.00\n"
    "西岭店,R3,LSVAA418X00000015,沪A54321,梅雪,13900002222,2025-09-02 09:00:00,定期保养,已结算,700.00\n"
)
NUMBERS = itertools.count(1)


class Program:
    """A client with a key; every writing call gets an Idempotency-Key of its own unless one is given."""

    def __init__(self, token: str) -> None:
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.token = token

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        given = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"n{next(NUMBERS)}"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method, f"/api/v1{path}", body or "", content_type="application/json", headers=given
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    from django.conf import settings

    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "ENVIRONMENT", SimpleNamespace(home=folder))
        yield folder


@pytest.fixture(scope="module")
def history(world: Any) -> Any:
    """Lin's car in the east and Mei's in the west."""
    from liuke.integrations.dms.actions.answer_questions import answer_questions
    from liuke.integrations.dms.actions.commit_import import commit_import
    from liuke.integrations.dms.actions.confirm_import import confirm_import
    from liuke.integrations.dms.actions.read_import import read_import
    from liuke.integrations.dms.actions.upload_files import Upload, upload_files
    from liuke.integrations.dms.models import ImportBatch
    from liuke.integrations.dms.questions import from_json
    from liuke.org.queries import scope_of

    scope = scope_of(world.people["group"])
    made = upload_files(scope=scope, uploads=[Upload("维修工单.csv", [ORDERS.encode()])])
    read_import(batch_id=made.pk, today=TODAY)
    asked = from_json(ImportBatch.objects.get(pk=made.pk).found["questions"])
    if asked:
        answer_questions(scope=scope, batch_id=made.pk, answers={one.place: one.taken for one in asked})
    confirm_import(scope=scope, batch_id=made.pk, at=timezone.now())
    commit_import(batch_id=made.pk, at=timezone.now())
    return made


@pytest.fixture(scope="module")
def program(world: Any, history: Any) -> Callable[..., Program]:
    """A key for these scopes, all of them unless said otherwise, in a store or in the whole group."""
    from liuke.org.actions.make_api_key import KeyDraft, make_api_key
    from liuke.org.queries import scope_of
    from liuke.org.rules.key_scopes import KeyScope
    from liuke.org.rules.roles import Level

    def made(*scopes: str, store: str = "", **more: Any) -> Program:
        draft = KeyDraft(
            name=f"程序{next(NUMBERS)}",
            scopes=frozenset(KeyScope(one) for one in scopes) or frozenset(KeyScope),
            level=Level.STORE if store else Level.GROUP,
            store_id=world.stores[store].pk if store else None,
            **more,
        )
        key, token = make_api_key(scope=scope_of(world.people["group"]), draft=draft, at=timezone.now())
        asking = Program(token)
        asking.key = key  # type: ignore[attr-defined]
        return asking

    return made
