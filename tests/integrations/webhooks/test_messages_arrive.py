"""N An event becomes a signed message, tried until it arrives, and nothing is lost meanwhile."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json

import pytest

from .conftest import NOON, change, work

DAY = dt.timedelta(days=1)


def deliver(message, at):
    from liuke.integrations.webhooks.actions.deliver import deliver as deliver_now

    deliver_now(delivery_id=message.pk, at=at)
    message.refresh_from_db()
    return message


def messages(one):
    return list(one.deliveries.order_by("made_at", "id"))


def proof_holds(secret, headers, body):
    """As docs/webhooks.md tells a receiver to check it."""
    told = dict(part.split("=", 1) for part in headers["Liuke-Signature"].split(","))
    expected = hmac.new(secret.encode(), told["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, told["v1"])


def test_a_change_at_the_desk_arrives_signed_and_without_personal_data(receiver, told, stores):
    one, secret = told(receiver)
    change(stores["east owner"])
    work()
    [(path, headers, body)] = receiver.heard
    assert (path, headers["Content-Type"], headers["Liuke-Event"]) == (
        "/hook",
        "application/json",
        "owner.changed",
    )
    assert proof_holds(secret, headers, body)
    assert not proof_holds(secret, headers, body + b" ")
    assert not proof_holds("whs_other", headers, body)
    message = json.loads(body)
    assert message["kind"] == "owner.changed"
    assert message["data"] == {"owner_id": str(stores["east owner"].pk)}
    assert message["id"] == headers["Liuke-Delivery"] == str(messages(one)[0].pk)
    assert "林晓" not in body.decode()
    assert [(m.state, m.tries, m.status) for m in messages(one)] == [("delivered", 1, 200)]


def test_a_store_is_told_of_its_own_owners_only(receiver, told, stores):
    one, _ = told(receiver, side="east")
    change(stores["west owner"])
    change(stores["east owner"])
    work()
    assert [json.loads(m.body)["data"]["owner_id"] for m in messages(one)] == [str(stores["east owner"].pk)]


def test_only_the_kinds_asked_for_are_told(receiver, told, stores):
    told(receiver, kinds=("import.done",))
    change(stores["east owner"])
    work()
    assert receiver.heard == []


def test_merging_and_erasing_are_told(receiver, told, stores):
    from liuke.org.scope import system_scope
    from liuke.owners.actions.merge_owners import merge_owners

    told(receiver, kinds=("owner.merged",))
    west, east = stores["west owner"], stores["east owner"]
    for owner in (west, east):
        owner.refresh_from_db()
    merge_owners(
        scope=system_scope(), survivor=(east.pk, east.version), other=(west.pk, west.version), at=NOON
    )
    work()
    [(_, _, body)] = receiver.heard
    assert json.loads(body)["data"] == {"owner_id": str(west.pk), "into_owner_id": str(east.pk)}


def test_what_failed_is_tried_again_later_and_then_arrives(receiver, told, stores):
    receiver.answers = [500, 200]
    one, _ = told(receiver)
    change(stores["east owner"])
    work()
    [message] = messages(one)
    assert (message.state, message.tries, message.status) == ("waiting", 1, 500)
    assert message.next_at - message.tried_at == dt.timedelta(seconds=10)
    one.refresh_from_db()
    assert (one.failed, one.failing_since) == (1, message.tried_at)
    work()
    assert len(receiver.heard) == 1, "not before its time"
    deliver(message, message.next_at)
    one.refresh_from_db()
    assert (message.state, message.tries, one.failed, one.failing_since) == ("delivered", 2, 0, None)
    assert [a.status for a in message.attempts.order_by("id")] == [500, 200]
    first, second = receiver.heard
    assert (first[2], first[1]["Liuke-Delivery"]) == (second[2], second[1]["Liuke-Delivery"])


def test_the_next_try_waits_in_the_queue(receiver, told, stores):
    from procrastinate.contrib.django.models import ProcrastinateJob

    receiver.answers = [503]
    one, _ = told(receiver)
    change(stores["east owner"])
    work()
    [job] = ProcrastinateJob.objects.filter(task_name="webhooks.deliver", status="todo")
    [message] = messages(one)
    assert (job.scheduled_at, job.priority) == (message.next_at, -10)
    assert job.args == {"delivery_id": str(message.pk)}


def test_after_the_eighth_try_it_has_failed_and_can_be_sent_again(receiver, told, stores):
    from liuke.integrations.webhooks.actions.send_again import send_again
    from liuke.integrations.webhooks.models import Delivery
    from liuke.integrations.webhooks.rules.patience import WAITS
    from liuke.org.scope import system_scope

    receiver.answers = [500]
    one, _ = told(receiver)
    change(stores["east owner"])
    work()
    [message] = messages(one)
    Delivery.objects.update(tries=0)
    at = NOON
    for wait in WAITS:
        deliver(message, at)
        assert (message.state, message.next_at) == ("waiting", at + wait)
        at = message.next_at
    deliver(message, at)
    assert (message.state, message.next_at, at - NOON < DAY) == ("failed", None, True)
    heard, receiver.answers = len(receiver.heard), [200]
    deliver(message, at)
    assert len(receiver.heard) == heard, "a failed one rests"
    assert send_again(scope=system_scope(), subscription_id=one.pk, delivery_ids=None, at=at) == 1
    work()
    message.refresh_from_db()
    assert (message.state, message.tries) == ("delivered", 1)
    assert receiver.heard[-1][2] == receiver.heard[0][2]
    assert send_again(scope=system_scope(), subscription_id=one.pk, delivery_ids=None, at=at) == 0


def test_an_address_that_fails_for_a_day_is_paused_loses_nothing_and_is_sent_on(receiver, told, stores):
    from liuke.audit.models import AuditEntry
    from liuke.integrations.webhooks.actions.pause import resume
    from liuke.integrations.webhooks.queries import paused_addresses
    from liuke.integrations.webhooks.rules.patience import MOST_FAILED
    from liuke.org.scope import system_scope

    receiver.answers = [500]
    one, _ = told(receiver)
    change(stores["east owner"])
    work()
    [message] = messages(one)
    for number in range(MOST_FAILED):
        type(message).objects.filter(pk=message.pk).update(state="waiting", tries=0)
        deliver(message, NOON + dt.timedelta(minutes=number))
    one.refresh_from_db()
    assert (one.failed > MOST_FAILED, one.paused_at) == (True, None), "many, but within an hour"
    one.failing_since = NOON
    one.save()
    deliver(message, NOON + DAY)
    one.refresh_from_db()
    assert one.paused_at == NOON + DAY
    assert paused_addresses(system_scope()) == 1
    entry = AuditEntry.objects.get(verb="webhook.paused")
    assert (entry.actor_name, entry.object_name, entry.after["tries"]) == ("system", "集团CRM", one.failed)
    heard, receiver.answers = len(receiver.heard), [200]
    change(stores["west owner"])
    work()
    assert len(receiver.heard) == heard
    assert [m.state for m in messages(one)] == ["waiting", "waiting"]
    resume(scope=system_scope(), subscription_id=one.pk, at=NOON + DAY)
    work()
    assert [m.state for m in messages(one)] == ["delivered", "delivered"]
    one.refresh_from_db()
    assert (one.paused_at, one.failed, paused_addresses(system_scope())) == (None, 0, 0)


def test_who_answers_410_is_paused_at_once(receiver, told, stores):
    receiver.answers = [410]
    one, _ = told(receiver)
    change(stores["east owner"])
    work()
    one.refresh_from_db()
    assert one.paused_at is not None


def test_a_test_goes_out_also_while_paused_and_is_tried_once(receiver, told):
    from liuke.integrations.webhooks.actions.pause import pause
    from liuke.integrations.webhooks.actions.send_again import send_test
    from liuke.org.scope import system_scope

    receiver.answers = [500]
    one, secret = told(receiver)
    pause(scope=system_scope(), subscription_id=one.pk, at=NOON)
    message = send_test(scope=system_scope(), subscription_id=one.pk, at=NOON)
    work()
    message.refresh_from_db()
    one.refresh_from_db()
    assert (message.kind, message.state, message.tries, one.failed) == ("test", "failed", 1, 0)
    [(_, headers, body)] = receiver.heard
    assert proof_holds(secret, headers, body)


def test_who_was_ended_hears_no_more(receiver, told, stores):
    from liuke.integrations.webhooks.actions.send_again import WebhookEnded, send_test
    from liuke.integrations.webhooks.actions.unsubscribe import unsubscribe
    from liuke.org.scope import system_scope

    receiver.answers = [500]
    one, _ = told(receiver)
    change(stores["east owner"])
    work()
    unsubscribe(scope=system_scope(), subscription_id=one.pk, at=NOON)
    change(stores["east owner"], "城北")
    work()
    deliver(messages(one)[0], NOON + DAY)
    assert (len(receiver.heard), len(messages(one))) == (1, 1)
    with pytest.raises(WebhookEnded):
        send_test(scope=system_scope(), subscription_id=one.pk, at=NOON)


def test_the_secret_lies_sealed(receiver, told):
    from liuke.audit.models import AuditEntry
    from liuke.integrations.webhooks.models import Subscription

    _, secret = told(receiver)
    kept = str(list(Subscription.objects.values())) + str(list(AuditEntry.objects.values()))
    assert secret.startswith("whs_")
    assert secret not in kept


def test_the_log_reaches_back_a_month(receiver, told, stores):
    from liuke.integrations.webhooks.jobs import forget_old
    from liuke.integrations.webhooks.models import Delivery

    one, _ = told(receiver)
    change(stores["east owner"])
    change(stores["west owner"])
    work()
    old, young = messages(one)
    Delivery.objects.filter(pk=old.pk).update(made_at=old.made_at - dt.timedelta(days=31))
    forget_old(timestamp=0)
    assert messages(one) == [young]


def test_a_mistake_of_the_receiver_keeps_no_other_listener_from_the_event(receiver, told, stores):
    from liuke.outbox.queries import jobs_by_state

    receiver.answers = [0]
    receiver.silent.set()
    told(receiver)
    change(stores["east owner"])
    work()
    assert jobs_by_state()["failed"] == 0
