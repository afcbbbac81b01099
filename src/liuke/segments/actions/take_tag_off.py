"""Takes a tag set by hand off one owner."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.queries import owner_within
from liuke.segments.models import Origin, Tagging
from liuke.values.refusal import Refusal


class TagFollowsARule(Refusal):
    code = "tag_follows_a_rule"
    sentence = "This tag follows a rule and would be back tomorrow. Change the rule instead."


@transaction.atomic
def take_tag_off(*, scope: Scope, owner_id: UUID, tag_id: UUID) -> None:
    """Raises NotFound, TagFollowsARule."""
    owner = owner_within(scope, owner_id, Permission.SET_TAGS)
    row = Tagging.objects.select_for_update(of=("self",)).select_related("tag")
    tagging = row.filter(owner=owner, tag=tag_id).first()
    if tagging is None:
        raise NotFound
    if tagging.tag.origin != Origin.HAND:
        raise TagFollowsARule
    subject = Subject("owners.owner", owner.pk, owner.name, owner.home_store_id)
    record(actor=scope.actor, verb="tag.taken_off", subject=subject, before={"tag": tagging.tag.name})
    tagging.delete()
