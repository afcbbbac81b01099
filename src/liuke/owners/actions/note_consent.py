"""Writes down what an owner agreed to, or took back."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.org.scope import Scope
from liuke.owners.drafts import ConsentDraft
from liuke.owners.editing import held, keep, subject_of
from liuke.owners.models import Consent, Owner


@transaction.atomic
def note_consent(*, scope: Scope, owner_id: UUID, draft: ConsentDraft, at: dt.datetime) -> None:
    """The log grows by a row for each purpose and channel. Raises NotFound."""
    owner = held(scope, owner_id)
    write_consent(owner, draft, by=scope.actor.name, at=at)
    keep(owner, scope=scope, at=at)
    record(
        actor=scope.actor,
        verb="owner.consent_given" if draft.given else "owner.consent_withdrawn",
        subject=subject_of(owner),
        after={"purposes": list(draft.purposes), "channels": list(draft.channels)},
    )


def write_consent(owner: Owner, draft: ConsentDraft, *, by: str, at: dt.datetime) -> None:
    """The rows alone. A word for any channel overrules earlier words for single ones."""
    channels = set(draft.channels)
    if "any" in channels:
        channels |= set(owner.consents.filter(purpose__in=draft.purposes).values_list("channel", flat=True))
    Consent.objects.bulk_create(
        Consent(
            owner=owner,
            purpose=purpose,
            channel=channel,
            given=draft.given,
            at=at,
            how=draft.how,
            text_version=draft.text_version,
            note=draft.note,
            by=by,
        )
        for purpose in draft.purposes
        for channel in sorted(channels)
    )
