"""O The audit trail: kept with the deed, never changed by anybody."""

from __future__ import annotations

import psycopg
import pytest

pytest.importorskip("django")

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.audit.actor import SYSTEM
from liuke.audit.models import AuditEntry

STORE = Subject("org.store", "1", "东店")


def test_only_what_differs_is_kept(tx):
    record(actor=SYSTEM, verb="changed", subject=STORE, before={"a": 1, "b": 2}, after={"a": 1, "b": 3})
    kept = AuditEntry.objects.get()
    assert (kept.before, kept.after, kept.actor_name) == ({"b": 2}, {"b": 3}, "system")
    assert kept.at is not None


def test_a_deed_outside_a_transaction_is_an_error(tables):
    with pytest.raises(transaction.TransactionManagementError):
        record(actor=SYSTEM, verb="changed", subject=STORE)


def test_what_is_rolled_back_leaves_no_trace(tables):
    with transaction.atomic():
        record(actor=SYSTEM, verb="changed", subject=STORE)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditentry SET actor_name = 'x'",
        "DELETE FROM audit_auditentry",
        "TRUNCATE audit_auditentry",
        "ALTER TABLE audit_auditentry DISABLE TRIGGER audit_is_append_only",
        "DROP TRIGGER audit_is_append_only ON audit_auditentry",
    ],
)
@pytest.mark.parametrize("role", ["app", "owner"])
def test_nobody_changes_the_trail(tables, role, statement):
    url = tables.app_url if role == "app" else tables.admin_url
    with transaction.atomic():
        record(actor=SYSTEM, verb="changed", subject=STORE)
    before = AuditEntry.objects.count()
    with psycopg.connect(url) as connection:
        if role == "owner" and "TRIGGER" in statement:
            pytest.skip("the owner of a table can; the application never is the owner")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
    assert AuditEntry.objects.count() == before
