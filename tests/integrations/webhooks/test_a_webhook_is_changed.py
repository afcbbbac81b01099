"""N Another address, other events, another secret: nothing is lost, nobody overwrites anybody."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import threading

import pytest

pytest.importorskip("django")

from tests.integrations.webhooks.conftest import NOON, change, receiving, work

HOUR = dt.timedelta(hours=1)


def scope():
    from liuke.org.scope import system_scope

    return system_scope()


def draft(one, **more):
    from liuke.integrations.webhooks.actions.subscribe import WebhookDraft

    given = {"name": one.name, "address": one.address, "kinds": frozenset(one.kinds)}
    return WebhookDraft(**given | more)


def edit(one, *, version=None, at=NOON, **more):
    from liuke.integrations.webhooks.actions.change import change_webhook

    return change_webhook(
        scope=scope(), subscription_id=one.pk, version=version or one.version, draft=draft(one, **more), at=at
    )


def rotate(one, *, leaked=False, at=NOON):
    from liuke.integrations.webhooks.actions.change import change_secret

    one.refresh_from_db()
    return change_secret(scope=scope(), subscription_id=one.pk, version=one.version, leaked=leaked, at=at)[1]


def proofs(headers):
    return [one[3:] for one in headers["Liuke-Signature"].split(",") if one.startswith("v1=")]


def proof(secret, headers, body):
    at = headers["Liuke-Signature"].split(",")[0][2:]
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()


def sent_at(one, at, receiver):
    """What a message posted at a moment says."""
    from liuke.integrations.webhooks.actions.deliver import deliver
    from liuke.integrations.webhooks.actions.write_messages import message

    one.refresh_from_db()
    row = message(one, "owner.changed", {}, at=at)
    row.save()
    deliver(delivery_id=row.pk, at=at)
    _, headers, body = receiver.heard[-1]
    return headers, body


def test_what_waits_goes_to_the_new_address(receiver, told, stores):
    receiver.answers = [500]
    one, _ = told(receiver)
    change(stores["east owner"])
    work()
    with receiving() as other:
        changed = edit(one, address=other.address)
        assert changed.failed == 0
        for row in one.deliveries.all():
            from liuke.integrations.webhooks.actions.deliver import deliver

            deliver(delivery_id=row.pk, at=NOON)
        assert len(other.heard) == len(receiver.heard) == 1


def test_it_tells_of_other_events_from_now_on(receiver, told, stores):
    one, _ = told(receiver)
    edit(one, kinds=frozenset({"import.done"}))
    change(stores["east owner"])
    work()
    assert receiver.heard == []


def test_for_a_day_both_secrets_sign_and_then_the_new_one_alone(receiver, told):
    one, old = told(receiver)
    new = rotate(one)
    headers, body = sent_at(one, NOON + 23 * HOUR, receiver)
    assert proofs(headers) == [proof(new, headers, body), proof(old, headers, body)]
    headers, body = sent_at(one, NOON + 24 * HOUR, receiver)
    assert proofs(headers) == [proof(new, headers, body)]


def test_a_secret_that_leaked_signs_nothing_more(receiver, told):
    one, _ = told(receiver)
    new = rotate(one, leaked=True)
    headers, body = sent_at(one, NOON, receiver)
    assert proofs(headers) == [proof(new, headers, body)]


def test_a_second_change_of_the_secret_ends_the_first_one(receiver, told):
    one, first = told(receiver)
    second, third = rotate(one), rotate(one, at=NOON + HOUR)
    headers, body = sent_at(one, NOON + 2 * HOUR, receiver)
    assert proofs(headers) == [proof(third, headers, body), proof(second, headers, body)]
    assert proof(first, headers, body) not in proofs(headers)


def test_of_two_who_edit_at_once_one_is_told(receiver, told):
    from django.db import connections

    from liuke.org.editing import ChangedMeanwhile

    one, _ = told(receiver)
    start, ended = threading.Barrier(2), []

    def try_it(name):
        start.wait()
        try:
            edit(one, name=name)
            ended.append(name)
        except ChangedMeanwhile:
            ended.append("too late")
        finally:
            connections.close_all()

    both = [threading.Thread(target=try_it, args=(name,)) for name in ("一号", "二号")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    one.refresh_from_db()
    assert sorted(ended) == sorted(["too late", one.name])
    assert one.version == 2


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"address": "http://192.168.1.9/in"}, "webhook_address_not_allowed"),
        ({"kinds": frozenset()}, "webhook_without_events"),
        ({"kinds": frozenset({"nonsense"})}, "webhook_without_events"),
        ({"version": 7}, "changed_meanwhile"),
    ],
)
def test_what_cannot_be_changes_nothing(receiver, told, more, code):
    from liuke.values.refusal import Refusal

    one, _ = told(receiver)
    with pytest.raises(Refusal) as refused:
        edit(one, **more)
    assert refused.value.code == code
    before = (one.address, one.kinds, one.version)
    one.refresh_from_db()
    assert (one.address, one.kinds, one.version) == before


def test_one_that_has_ended_is_not_changed(receiver, told):
    from liuke.integrations.webhooks.actions.send_again import WebhookEnded
    from liuke.integrations.webhooks.actions.unsubscribe import unsubscribe

    one, _ = told(receiver)
    unsubscribe(scope=scope(), subscription_id=one.pk, at=NOON)
    with pytest.raises(WebhookEnded):
        edit(one, name="别名")
    with pytest.raises(WebhookEnded):
        rotate(one)


def test_the_trail_keeps_both_sides_and_no_secret(receiver, told):
    from liuke.audit.models import AuditEntry

    one, old = told(receiver)
    edit(one, name="新CRM")
    new = rotate(one)
    trail = {row.verb: (row.before, row.after) for row in AuditEntry.objects.filter(object_id=str(one.pk))}
    before, after = trail["webhook.changed"]
    assert (before["name"], after["name"]) == ("集团CRM", "新CRM")
    assert trail["webhook.secret_changed"][1] == {"old_secret_until": (NOON + 24 * HOUR).isoformat()}
    assert not any(secret in str(trail) for secret in (old, new))
