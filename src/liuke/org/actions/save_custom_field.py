"""Defines a field of stores, owners or vehicles, or changes what may change of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.editing import locked, stamp, told, unique
from liuke.org.models import CustomField
from liuke.org.rules.custom_fields import MOST_FIELDS, Bearer, CustomKind
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal


class TooManyFields(Refusal):
    code = "too_many_fields"
    sentence = "At most %(most)s fields are possible. Bring one back that is not asked any more."


class ChoicesMissing(Refusal):
    code = "choices_missing"
    sentence = "A field of choice needs at least two choices, each once."


@dataclass(frozen=True)
class FieldDraft:
    """What can change of a field."""

    label_zh: str
    label_en: str
    required: bool = False
    choices: tuple[str, ...] = ()
    rank: int = 0
    retired: bool = False


@transaction.atomic
def create_custom_field(
    *, scope: Scope, bearer: Bearer, key: str, kind: CustomKind, draft: FieldDraft, at: dt.datetime
) -> CustomField:
    """Raises NotAllowed, Taken, TooManyFields, ChoicesMissing."""
    scope.need(Permission.CHANGE_GROUP)
    if CustomField.objects.filter(bearer=bearer.value).count() >= MOST_FIELDS:
        raise TooManyFields(most=MOST_FIELDS)
    field = CustomField(bearer=bearer.value, key=key, kind=kind.value)
    _keep(field, draft, scope, at)
    record(actor=scope.actor, verb="custom_field.created", subject=_subject(field), after=told(field))
    return field


@transaction.atomic
def change_custom_field(
    *, scope: Scope, field_id: UUID, version: int, draft: FieldDraft, at: dt.datetime
) -> CustomField:
    """A choice that is left out stays where it was chosen. Raises NotAllowed, NotFound, ChangedMeanwhile,
    ChoicesMissing.
    """
    scope.need(Permission.CHANGE_GROUP)
    field = locked(CustomField.objects.all(), field_id, version=version)
    before = told(field)
    _keep(field, draft, scope, at)
    record(
        actor=scope.actor,
        verb="custom_field.changed",
        subject=_subject(field),
        before=before,
        after=told(field),
    )
    return field


def _keep(field: CustomField, draft: FieldDraft, scope: Scope, at: dt.datetime) -> None:
    choosing = field.kind == CustomKind.CHOICE
    if choosing and (len(draft.choices) < 2 or len(set(draft.choices)) < len(draft.choices)):
        raise ChoicesMissing
    field.label_zh, field.label_en = draft.label_zh, draft.label_en
    field.required, field.retired, field.rank = draft.required, draft.retired, draft.rank
    field.choices = list(draft.choices) if choosing else []
    stamp(field, scope=scope, at=at)
    with unique(custom_key=field.key):
        field.save()


def _subject(field: CustomField) -> Subject:
    return Subject("org.customfield", field.pk, f"{field.label_zh} ({field.bearer}.{field.key})")
