"""Webhooks in the console: made, tried, paused, sent on, ended."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("django")

from django.urls import reverse

KINDS = ["owner.changed", "import.done"]


def make(client, **more):
    given = {"name": "配件系统", "place": "group", "address": "https://parts.example.com/in", "kinds": KINDS}
    return client.post(reverse("webhook_new"), {**given, **more})


def latest():
    from liuke.integrations.webhooks.models import Subscription

    return Subscription.objects.latest("made_at")


def test_the_secret_is_shown_once(world, as_):
    client = as_("group")
    page = make(client).content.decode()
    [secret] = re.findall(r"whs_[0-9a-f]{48}", page)
    one = latest()
    assert (one.name, one.kinds, one.level) == ("配件系统", KINDS, "group")
    for address in (reverse("webhooks"), reverse("webhook", args=[one.pk])):
        assert secret not in client.get(address).content.decode()


def test_one_store_can_be_chosen(world, as_):
    make(as_("group"), place=f"store:{world.stores['west'].pk}")
    assert (latest().level, latest().store) == ("store", world.stores["west"])


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"address": "http://parts.example.com/in"}, "可从公网访问，且不含用户名"),
        ({"address": "https://192.168.1.9/in"}, "可从公网访问，且不含用户名"),
        ({"address": "https://0x7f000001/in"}, "可从公网访问，且不含用户名"),
        ({"kinds": []}, "这个字段是必填项"),
        ({"place": "store:nonsense"}, "选择一个有效的选项"),
    ],
    ids=str,
)
def test_what_cannot_be_is_told_in_the_form(world, as_, more, told):
    from liuke.integrations.webhooks.models import Subscription

    before = Subscription.objects.count()
    answer = make(as_("group"), **more)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Subscription.objects.count() == before


def test_a_test_message_leads_to_its_own_page(world, as_):
    client = as_("administrator")
    make(client)
    answer = client.post(reverse("webhook_test", args=[latest().pk]), follow=True)
    message = latest().deliveries.get()
    assert answer.redirect_chain[-1][0] == reverse("webhook_message", args=[latest().pk, message.pk])
    page = answer.content.decode()
    assert "测试消息" in page
    assert "还没发送" in page
    assert str(message.pk) in page


def test_paused_it_is_told_on_the_home_page_until_it_is_sent_on(world, as_):
    client = as_("group")
    make(client)
    one = latest()
    client.post(reverse("webhook_pause", args=[one.pk]))
    assert "1个推送已暂停" in client.get("/").content.decode()
    assert "1个推送已暂停" not in as_("store_manager").get("/").content.decode()
    client.post(reverse("webhook_resume", args=[one.pk]))
    assert "个推送已暂停" not in client.get("/").content.decode()


def test_the_log_tells_how_each_message_ended_and_sends_it_again(world, as_):
    from django.utils import timezone

    from liuke.integrations.webhooks.actions.write_messages import message

    client = as_("group")
    make(client)
    one, at = latest(), timezone.now()
    for state, status, fault in (
        ("delivered", 200, ""),
        ("failed", 302, ""),
        ("failed", None, "too_slow"),
        ("failed", None, "webhook_address_not_allowed"),
    ):
        row = message(one, "owner.changed", {}, at=at)
        row.state, row.status, row.fault, row.tries, row.tried_at = state, status, fault, 8, at
        row.save()
    page = client.get(reverse("webhook", args=[one.pk])).content.decode()
    for told in ("HTTP 200", "不跟随跳转", "超时没有回应", "指向不允许推送的网络地址", "重发全部失败的消息"):
        assert told in page
    failed = client.get(reverse("webhook", args=[one.pk]) + "?state=failed").content.decode()
    assert "HTTP 200" not in failed
    sent = client.post(reverse("webhook_send_again", args=[one.pk]), {"message": str(row.pk)}, follow=True)
    assert "正在重发1条消息" in sent.content.decode()
    sent = client.post(reverse("webhook_send_again", args=[one.pk]), follow=True)
    assert "正在重发2条消息" in sent.content.decode()
    assert client.post(reverse("webhook_send_again", args=[one.pk]), {"message": "x"}).status_code == 404


def edited(client, one, **more):
    given = {
        "name": one.name,
        "place": "group",
        "address": one.address,
        "kinds": one.kinds,
        "version": one.version,
    }
    return client.post(reverse("webhook_edit", args=[one.pk]), {**given, **more})


def test_it_is_edited_and_whoever_is_late_sees_what_stands_there(world, as_):
    client = as_("group")
    make(client)
    one = latest()
    assert edited(client, one, name="备件系统").status_code == 302
    late = edited(client, one, address="https://late.example.com/in")
    assert late.status_code == 422
    assert "备件系统" in late.content.decode()
    assert (latest().name, latest().address) == ("备件系统", "https://parts.example.com/in")
    refused = edited(client, latest(), address="https://192.168.1.9/in")
    assert "可从公网访问，且不含用户名" in refused.content.decode()


def test_another_secret_is_shown_once(world, as_):
    client = as_("group")
    make(client)
    one = latest()
    address = reverse("webhook_secret", args=[one.pk])
    assert "24小时" in client.get(address).content.decode()
    [secret] = re.findall(r"whs_[0-9a-f]{48}", client.post(address, {"version": 1}).content.decode())
    shown = client.get(reverse("webhook", args=[one.pk])).content.decode()
    assert secret not in shown
    assert "旧密钥" in shown
    assert client.post(address, {"version": 1}).status_code == 422, "somebody was faster"
    client.post(address, {"version": 2, "leaked": "on"})
    assert "旧密钥" not in client.get(reverse("webhook", args=[one.pk])).content.decode()


def test_ended_it_stays_in_the_list_and_does_nothing_more(world, as_):
    client = as_("group")
    make(client, name="旧系统")
    one = latest()
    client.post(reverse("webhook_end", args=[one.pk]))
    assert "已停止" in client.get(reverse("webhook", args=[one.pk])).content.decode()
    assert "请新建一个" in client.post(reverse("webhook_test", args=[one.pk]), follow=True).content.decode()
    assert one.deliveries.count() == 0


def test_the_trail_names_what_was_done(world, as_):
    client = as_("group")
    make(client, name="名册")
    one = latest()
    for deed in ("webhook_pause", "webhook_resume", "webhook_end"):
        client.post(reverse(deed, args=[one.pk]))
    trail = client.get(reverse("audit")).content.decode()
    assert edited(client, one, name="名单").status_code == 422, "it has ended"
    for words in ("新建了推送", "暂停了推送", "恢复了推送", "停止了推送"):
        assert words in trail
