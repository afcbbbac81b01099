"""Erases a person: what they drove and paid stays, who they are goes."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import connection, transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.queries import NotFound
from liuke.org.scope import Scope
from liuke.org.sealing import digest
from liuke.outbox.actions.publish import publish
from liuke.owners.actions.answer_request import close, must_be_checked, open_request
from liuke.owners.discovery import contributed
from liuke.owners.erasing import ErasureStep, Person
from liuke.owners.events import OwnerErased
from liuke.owners.models import Owner, Phone, PrivacyRequest, SourceKey, Suppressed
from liuke.owners.owners_lock import lock_owners_or_refuse
from liuke.owners.personal_data import ids_of
from liuke.owners.rules.privacy_deadline import Kind


@transaction.atomic
def erase_person(
    *, scope: Scope, request_id: UUID, version: int, answer: str, today: dt.date, at: dt.datetime
) -> PrivacyRequest:
    """Answers a request to erase by doing it; there is no way back.

    Raises NotFound, ChangedMeanwhile, RequestIsClosed, IdentityNotChecked, OwnersAreWritten, and an
    ErasureHindered of the domain that still needs the person.
    """
    request = open_request(scope, request_id, version)
    if request.kind != Kind.ERASE or request.owner.erased_at is not None:
        raise NotFound
    must_be_checked(request)
    with connection.cursor() as cursor:
        lock_owners_or_refuse(cursor)
        person = person_of(Owner.objects.select_for_update().get(pk=request.owner_id), at=at)
        steps: tuple[ErasureStep, ...] = contributed("erasure_steps", "STEPS")
        for step in steps:
            step.hinder(cursor, person, today)
        forgotten = {text for step in steps for text in step.forget(cursor, person)}
        Suppressed.objects.bulk_create(
            (Suppressed(digest=digest(text), owner_id=person.owner_id, at=at) for text in sorted(forgotten)),
            ignore_conflicts=True,
        )
        rows = sum(step.erase(cursor, person) for step in reversed(steps))
    request.refresh_from_db()
    close(request, scope=scope, done=True, answer=answer, at=at)
    subject = Subject("owners.owner", person.owner_id, "", request.store_id)
    record(actor=scope.actor, verb="owner.erased", subject=subject, after={"rows": rows}, reason=answer)
    store = str(request.store_id) if request.store_id else None
    for one in person.ids:
        publish(OwnerErased(owner_id=str(one), store_id=store))
    return request


def person_of(owner: Owner, *, at: dt.datetime) -> Person:
    """Everything an owner is called and known by."""
    ids = ids_of(owner)
    numbers = set(Phone.objects.filter(owner__in=ids).values_list("number", flat=True))
    keys = SourceKey.objects.filter(owner__in=ids).values_list("value", flat=True)
    numbers |= {value for value in keys if value.isdecimal()}
    names = {name for name in Owner.objects.filter(pk__in=ids).values_list("name", flat=True) if name}
    said = owner.records_say.get("name")
    return Person(
        owner_id=owner.pk,
        ids=tuple(ids),
        numbers=tuple(sorted(numbers)),
        names=tuple(sorted(names | ({said} if said else set()))),
        at=at,
    )
