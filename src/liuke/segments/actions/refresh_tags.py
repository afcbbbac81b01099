"""Brings tags set by rules and models in line with the tables, and lets go of what has run out."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from liuke.audit.actions.record import record
from liuke.org.scope import Scope
from liuke.segments.actions.save_tag import subject_of
from liuke.segments.fields import fields
from liuke.segments.model_tags import MODELS, ModelTag
from liuke.segments.models import Origin, Tag, Tagging
from liuke.segments.queries import conditions_of
from liuke.segments.rules.statement import Statement
from liuke.segments.rules.tree import ConditionWrong, FieldRetired
from liuke.values.condition import Field

log = logging.getLogger("liuke.segments")

_Asked = tuple[str, dict[str, Any], str]
"""The statement that finds the owners, its parameters, and the reason their tags bear."""

_CONFORM = """
    WITH asked AS ({found}),
    found AS MATERIALIZED (
        SELECT owner_id, jsonb_path_query_array(jsonb_agg(facts), '$[*][*]') AS facts FROM asked
        WHERE owner_id IS NOT NULL GROUP BY owner_id
    ),
    gone AS (
        DELETE FROM segments_tagging AS g WHERE g.tag_id = %(tag)s AND g.expires_on IS NULL
        AND NOT EXISTS (SELECT FROM found AS f WHERE f.owner_id = g.owner_id) RETURNING 1
    ),
    fresh AS (
        INSERT INTO segments_tagging AS g (tag_id, owner_id, reason, facts, set_at, set_by, expires_on)
        SELECT %(tag)s, f.owner_id, %(reason)s, f.facts, %(at)s, '', %(until)s::date FROM found AS f
        ON CONFLICT (tag_id, owner_id) DO UPDATE
        SET reason = excluded.reason, facts = excluded.facts, expires_on = excluded.expires_on
        WHERE (g.reason, g.facts, g.expires_on) IS DISTINCT FROM
            (excluded.reason, excluded.facts, excluded.expires_on)
        RETURNING (xmax = 0) AS new
    )
    SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM fresh WHERE new)
"""
"""With a term (``until``) a tag outlives the rule until the term ends; each refresh begins it anew."""


def refresh_tags(*, scope: Scope, at: dt.datetime) -> None:
    """One tag after the other, each in a transaction of its own: one that fails does not undo the rest."""
    today = timezone.localdate(at)
    Tagging.objects.filter(expires_on__lt=today).delete()
    models, known = {model.key: model for model in MODELS}, fields()
    _bring_models(scope, at)
    for tag in Tag.objects.filter(active=True).exclude(origin=Origin.HAND).select_related("segment"):
        try:
            with transaction.atomic():
                asked = _asked(tag, models, known, today)
                if asked is not None:
                    _refresh(tag, asked, scope=scope, at=at, today=today)
        except (ConditionWrong, FieldRetired):
            log.warning("the tag %s stays as it is: its segment cannot be read any more", tag.pk)


def _refresh(tag: Tag, asked: _Asked, *, scope: Scope, at: dt.datetime, today: dt.date) -> None:
    found, parameters, reason = asked
    until = today + dt.timedelta(days=tag.valid_days) if tag.valid_days else None
    given = {**parameters, "tag": tag.pk, "reason": reason, "at": at, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_CONFORM.format(found=found), given)
        gone, fresh = cursor.fetchone()
    Tag.objects.filter(pk=tag.pk).update(refreshed_at=at)
    if gone or fresh:
        after = {"tags_set": fresh, "tags_gone": gone}
        record(actor=scope.actor, verb="tag.refreshed", subject=subject_of(tag), after=after)


def _asked(
    tag: Tag, models: Mapping[str, ModelTag], known: Mapping[str, Field], today: dt.date
) -> _Asked | None:
    """None for a tag whose model there is no more. Raises ConditionWrong, FieldRetired."""
    if tag.origin == Origin.MODEL and tag.model not in models:
        return None
    if tag.segment is None:
        model = models[tag.model]
        return model.sql, {**model.parameters, "today": today}, ""
    statement = Statement(known, today=today)
    where = statement.condition(conditions_of(tag.segment, known))
    found = f"SELECT o.id AS owner_id, '[]'::jsonb AS facts FROM owners_owner AS o WHERE {where}"
    return found, statement.parameters, tag.segment.name


def _bring_models(scope: Scope, at: dt.datetime) -> None:
    """Makes the tags of models that have none yet; a name that is taken is told apart."""
    there = set(Tag.objects.exclude(model="").values_list("model", flat=True))
    taken = set(Tag.objects.values_list("name", flat=True))
    for model in (one for one in MODELS if one.key not in there):
        name = f"{model.name}（模型）" if model.name in taken else model.name
        Tag.objects.create(
            name=name,
            note=model.note,
            origin=Origin.MODEL,
            model=model.key,
            changed_at=at,
            changed_by=scope.actor.name,
        )
