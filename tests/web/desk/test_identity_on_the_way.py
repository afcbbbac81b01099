"""A desk asks for a document, and goes on afterwards where it was."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

pytest.importorskip("django")

from django.utils import timezone
from tests.web.desk.conftest import at, text

from liuke.values.identity import new_id

LIN = {"kind": "id_card", "name": "林晓", "number": "11010519491231002X"}


@pytest.fixture
def card(world: Any) -> Any:
    from liuke.loyalty.models import CardLine, CardProduct, ServiceItem

    stamp = {"changed_at": timezone.now(), "changed_by": "test"}
    wash = ServiceItem.objects.create(
        code=f"wash-{new_id().hex[-6:]}", name=f"精洗{new_id().hex[-6:]}", list_fen=5_000, **stamp
    )
    made = CardProduct.objects.create(
        name=f"精洗卡{new_id().hex[-6:]}", price_fen=40_000, valid_days=365, **stamp
    )
    CardLine.objects.create(card=made, item=wash, uses=10)
    return made


def way(answer: Any) -> str:
    """Where the refused form sends one for the document."""
    assert answer.status_code == 422
    return unescape(re.findall(r'href="([^"]+)"[^>]*>(?:(?!</a>).)*身份核实</a>', text(answer))[0])


def test_one_comes_back_from_the_document_to_what_was_typed(world, as_, card):
    client, owner = as_("cashier"), world.owners["east owner"]
    document = {**LIN, "store": str(world.stores["east"].pk)}
    paid = {"key": str(new_id()), "method": "wechat", "reference": "W-77"}
    top_up, sale = at("desk_top_up", owner.pk), at("desk_card", owner.pk)
    to_top_up = way(client.post(top_up, {**paid, "amount": "1,000"}))
    to_sale = way(client.post(sale, {**paid, "key": str(new_id()), "card": str(card.pk)}))
    assert to_top_up.startswith(at("owner_identity", owner.pk))
    assert "W-77" not in to_top_up
    shown = text(client.get(to_top_up))
    assert f'href="{top_up}?typed={paid["key"]}"' in shown, "cancelling leads back as well"
    assert client.post(to_top_up, {**document, "number": "1"}).status_code == 422
    back = client.post(to_top_up, document).headers["Location"]
    assert back == f"{top_up}?typed={paid['key']}"
    again = text(client.get(back))
    for typed in ('value="1,000"', 'value="W-77"', 'value="wechat" selected', f'value="{paid["key"]}"'):
        assert typed in again
    assert 'name="sure"' in text(client.post(back, {**paid, "amount": "1,000"}))
    of_sale = text(client.get(client.post(to_sale, document).headers["Location"]))
    assert re.search(rf'value="{card.pk}"[^>]* checked', of_sale)
    assert 'value="W-77"' in of_sale
    assert "W-77" not in text(as_("store_manager").get(back)), "what was typed is of who typed it"


def test_only_what_was_typed_last_is_kept(world, as_, card):
    from liuke.loyalty.models import Identity

    Identity.objects.all().delete()
    client, sale = as_("cashier"), at("desk_card", world.owners["east owner"].pk)
    keys = [str(new_id()) for _ in range(7)]
    for key in keys:
        way(
            client.post(sale, {"key": key, "card": str(card.pk), "method": "wechat", "reference": f"W-{key}"})
        )
    shown = [f"W-{key}" in text(client.get(sale, {"typed": key})) for key in keys]
    assert shown == [False] * 2 + [True] * 5
    assert client.get(sale, {"typed": "\0nobody"}).status_code == 200


@pytest.mark.parametrize(
    "goal",
    ["https://evil.example/x", "//evil.example", "http://127.0.0.1//evil.example", "/\\evil.example", "javascript:alert(1)", ""],
)  # fmt: skip
def test_the_document_leads_nobody_to_a_foreign_place(world, as_, goal):
    from urllib.parse import urlencode

    owner = world.owners["east owner"].pk
    address = f"{at('owner_identity', owner)}?{urlencode({'next': goal})}"
    given = {**LIN, "store": str(world.stores["east"].pk)}
    assert as_("cashier").post(address, given).headers["Location"] == at("owner", owner)
