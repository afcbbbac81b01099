"""What goes wrong is told in the platform's design, and asks the broken part for nothing."""

from __future__ import annotations

import pytest

pytest.importorskip("django")

from django.db import DatabaseError


def boom(*args: object, **kwargs: object) -> None:
    raise DatabaseError("gone")


def test_our_own_mistake_is_ours(world, as_, monkeypatch):
    client = as_("cashier")
    client.raise_request_exception = False
    monkeypatch.setattr("liuke.web.console.stores.views.stores_within", boom)
    answer = client.get("/stores")
    assert answer.status_code == 500
    assert "系统出错了" in answer.content.decode()
    assert "DatabaseError" not in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/nowhere", "/stores/not-a-uuid", "/jobs/99999999999999999999", "/staff/%00"]
)
def test_an_unknown_address_is_told_in_words(world, as_, address):
    answer = as_("administrator").get(address)
    assert answer.status_code == 404
    assert "返回首页" in answer.content.decode()


def test_a_part_of_a_page_gets_a_sentence_not_a_page(world, as_):
    answer = as_("cashier").get("/jobs", headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert answer.content.decode().strip() == "您的角色没有这项权限。请向上级或管理员申请。"


def test_an_ended_session_sends_the_whole_page_to_the_door(world, as_):
    answer = as_(None).get("/palette?q=x", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/sign-in")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_language_is_the_readers_choice_and_not_the_browsers(world, as_, lang):
    client = as_("cashier")
    client.post("/preferences", {"language": lang, "next": "/"})
    body = client.get("/", headers={"Accept-Language": "fr"}).content.decode()
    assert f'<html lang="{"zh-Hans" if lang == "zh" else "en"}"' in body


@pytest.mark.parametrize("typed", ["", "%", "_", "' OR 1=1", "𬭎" * 60, "\x00", "🚗", "\u202edis"])
def test_the_palette_takes_whatever_is_typed(world, as_, typed):
    assert as_("group").get("/palette", {"q": typed}).status_code == 200
