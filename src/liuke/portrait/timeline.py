"""Everything that happened with an owner 客户时间线, the latest first, a page at a time."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.models import Owner
from liuke.owners.personal_data import ids_of
from liuke.portrait.reading import HELD, LOCAL, WITHIN, places

PAGE = 20


@dataclass(frozen=True)
class Source:
    """One kind of event: the SELECT of its moment, its key and what is told of it. ``of`` is the filter."""

    kind: str
    of: str
    sql: str


@dataclass(frozen=True)
class Happening:
    """One event. ``told`` is what its source tells, by name."""

    at: dt.datetime
    key: str
    kind: str
    told: Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """Events, and the mark behind which the next page begins; empty where this is the last."""

    rows: Sequence[Happening]
    next: str = ""


_CAR = (
    "'plate', CASE WHEN h.until = 'infinity' THEN v.plate END, 'series', v.series,"
    " 'vin', right(v.vin, 6), 'car', v.id"
)
"""A car that was handed on is told without its plate: that is somebody else's now."""
_NO_CAR = "'plate', NULL, 'series', NULL, 'vin', NULL, 'car', NULL"
_HELD_CARS = "FROM held AS h JOIN vehicles_vehicle AS v ON v.vin = h.vin"


def _of_cars(kind: str, of: str, table: str, moment: str, told: str, *, where: str = "") -> Source:
    """Rows of a car's history in the time in which it was the owner's."""
    day = LOCAL.format(column=moment)
    return Source(
        kind,
        of,
        f"SELECT {moment} AS at, '{kind}' || lpad(t.id::text, 12, '0') AS key, jsonb_build_object({told},"
        f" 'store', s.name, {_CAR}) AS told {_HELD_CARS} JOIN {table} AS t ON t.vin = h.vin"
        " JOIN org_store AS s ON s.id = t.store_id"
        f" WHERE {WITHIN.format(column='t.store_id')} AND {moment} IS NOT NULL AND {day} >= h.since"
        f" AND {day} < h.until{where}",
    )


def _by_phone(kind: str, of: str, table: str, moment: str, told: str) -> Source:
    """Rows that name no car, by the number they were written down with."""
    return Source(
        kind,
        of,
        f"SELECT {moment} AS at, '{kind}' || lpad(t.id::text, 12, '0') AS key, jsonb_build_object({told},"
        f" 'store', s.name, {_NO_CAR}) AS told FROM owners_sourcekey AS k"
        f" JOIN {table} AS t ON t.phone = k.value AND t.vin IS NULL JOIN org_store AS s ON s.id = t.store_id"
        f" WHERE k.owner_id = %(owner)s AND {WITHIN.format(column='t.store_id')} AND {moment} IS NOT NULL",
    )


def _voices(kind: str, table: str, moment: str, told: str) -> tuple[Source, Source]:
    return _of_cars(kind, "voice", table, moment, told), _by_phone(kind, "voice", table, moment, told)


_MIDNIGHT = "({day}::timestamp AT TIME ZONE 'Asia/Shanghai')"
_SEEN_CAR = (
    f"({WITHIN.format(column='v.store_id')} OR EXISTS (SELECT FROM vehicles_visit AS c WHERE c.vin = v.vin"
    f" AND {WITHIN.format(column='c.store_id')}))"
)
SOURCES = (
    _of_cars(
        "order",
        "service",
        "vehicles_workorder",
        f"coalesce(t.arrived_at, t.opened_at, t.settled_at, {_MIDNIGHT.format(day='t.day')})",
        "'id', t.id, 'number', t.order_no, 'status', t.status, 'kinds', t.kinds, 'items', t.items,"
        " 'fen', t.total_fen, 'adviser', t.adviser, 'km', t.odometer_km, 'symptom', t.symptom,"
        " 'store_id', t.store_id",
    ),
    _of_cars(
        "appointment",
        "service",
        "vehicles_appointment",
        "t.booked_at",
        "'status', t.status, 'service', t.service, 'channel', t.channel",
    ),
    Source(
        "declined",
        "service",
        f"SELECT {_MIDNIGHT.format(day='t.day')} AS at, 'declined' || t.id AS key, jsonb_build_object("
        f"'item', t.item, 'fen', t.price_fen, 'state', t.state, 'note', t.note, {_CAR}) AS told {_HELD_CARS}"
        " JOIN vehicles_declinedwork AS t ON t.vehicle_id = v.id"
        f" WHERE t.day >= h.since AND t.day < h.until AND {_SEEN_CAR}"
        f" AND (t.store_id IS NULL OR {WITHIN.format(column='t.store_id')})",
    ),
    *_voices(
        "survey",
        "vehicles_survey",
        "t.answered_at",
        "'satisfaction', t.satisfaction, 'nps', t.nps, 'comment', t.comment, 'adviser', t.adviser",
    ),
    *_voices(
        "complaint",
        "vehicles_complaint",
        "t.received_at",
        "'symptom', t.symptom, 'content', t.content, 'solved', coalesce(t.solved_at IS NOT NULL"
        " OR t.status = 'solved', false), 'solved_at', t.solved_at, 'due_at', t.due_at",
    ),
    _of_cars(
        "delivery",
        "cars",
        "vehicles_sale",
        _MIDNIGHT.format(day="t.delivery_day"),
        "'seller', t.seller, 'model', t.model",
    ),
    Source(
        "taken_over",
        "cars",
        f"SELECT {_MIDNIGHT.format(day='h.since')} AS at, 'taken_over' || v.id AS key,"
        f" jsonb_build_object({_CAR}) AS told {_HELD_CARS} WHERE h.since > '-infinity'"
        " AND NOT EXISTS (SELECT FROM vehicles_sale AS t WHERE t.vin = h.vin AND t.delivery_day = h.since)"
        f" AND {_SEEN_CAR}",
    ),
    Source(
        "handed_on",
        "cars",
        f"SELECT {_MIDNIGHT.format(day='h.until')} AS at, 'handed_on' || v.id AS key,"
        f" jsonb_build_object({_CAR}) AS told {_HELD_CARS} WHERE h.until < 'infinity' AND {_SEEN_CAR}",
    ),
    Source(
        "consent",
        "person",
        "SELECT t.at, 'consent' || lpad(t.id::text, 12, '0') AS key, jsonb_build_object('purpose', t.purpose,"
        " 'channel', t.channel, 'given', t.given, 'how', t.how, 'by', t.by) AS told"
        " FROM owners_consent AS t WHERE t.owner_id = %(owner)s",
    ),
    Source(
        "tag",
        "person",
        "SELECT t.set_at AS at, 'tag' || lpad(t.id::text, 12, '0') AS key, jsonb_build_object('name', g.name,"
        " 'reason', t.reason, 'by', t.set_by, 'origin', g.origin) AS told FROM segments_tagging AS t"
        " JOIN segments_tag AS g ON g.id = t.tag_id WHERE t.owner_id = %(owner)s AND g.active",
    ),
    Source(
        "change",
        "changes",
        "SELECT t.at, 'change' || t.id AS key, jsonb_build_object('verb', t.verb, 'by', t.actor_name,"
        " 'before', t.before, 'after', t.after, 'reason', t.reason) AS told FROM audit_auditentry AS t"
        " WHERE t.object_kind = 'owners.owner' AND t.object_id = ANY(%(subjects)s)"
        " AND (%(audit_all)s OR t.store_id = ANY(%(audit_stores)s::uuid[])) AND t.verb NOT LIKE 'personal.%%'"
        " AND t.verb NOT IN ('owner.consent_given', 'owner.consent_withdrawn', 'tag.set')",
    ),
)
FILTERS = ("service", "desk", "voice", "cars", "person", "changes")
_MARK = re.compile(r"([0-9]{1,17})~([a-z_]{2,12}[0-9a-f-]{1,36})")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def timeline(
    scope: Scope, owner: Owner, *, of: str = "", behind: str = "", also: Sequence[Source] = ()
) -> Page:
    """A page of what happened; ``of`` is one of ``FILTERS``; a mark nobody gave out means the start.
    ``also`` are sources of domains that stand above this one."""
    asked = [one for one in (*SOURCES, *also) if of in ("", one.of)]
    mark = _read(behind)
    earlier = " WHERE (at, key) < (%(at)s, %(key)s)" if mark else ""
    parts = " UNION ALL ".join(
        f"(SELECT at, key, '{one.kind}' AS kind, told FROM ({one.sql}) AS t{earlier}"
        f" ORDER BY at DESC, key DESC LIMIT {PAGE + 1})"
        for one in asked
    )
    audit, desk = scope.reach(Permission.SEE_AUDIT), scope.reach(Permission.SEE_BALANCES)
    values = {
        "owner": owner.pk,
        "subjects": [str(one) for one in ids_of(owner)],
        **places(scope.reach(Permission.SEE_OWNERS)),
        "desk_all": desk.everywhere,
        "desk_stores": sorted(desk.stores),
        "audit_all": audit.everywhere,
        "audit_stores": sorted(audit.stores),
        "at": mark[0] if mark else None,
        "key": mark[1] if mark else "",
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {HELD}, page AS MATERIALIZED (SELECT * FROM ({parts}) AS every"
            f" ORDER BY at DESC, key DESC LIMIT {PAGE + 1})"
            f" SELECT at, key, kind, told, {_LINES} FROM page ORDER BY at DESC, key DESC",
            values,
        )
        rows = cursor.fetchall()
    found = [
        Happening(at, key, kind, {**json.loads(told), "lines": lines or ""})
        for at, key, kind, told, lines in rows
    ]
    return Page(found[:PAGE], _write(found[PAGE - 1]) if len(found) > PAGE else "")


_LINES = (
    "CASE WHEN kind = 'order' AND told ->> 'items' IS NULL THEN (SELECT string_agg(i.item, '、') FROM ("
    "SELECT l.item FROM vehicles_orderline AS l WHERE l.store_id = (told ->> 'store_id')::uuid"
    " AND l.order_no = told ->> 'number' AND l.item IS NOT NULL GROUP BY l.item"
    " ORDER BY max(l.amount_fen) DESC NULLS LAST LIMIT 5) AS i) END AS lines"
)
"""What was done, for orders that do not say it themselves."""


def _write(last: Happening) -> str:
    return f"{(last.at - _EPOCH) // _MICROSECOND}~{last.key}"


def _read(mark: str) -> tuple[dt.datetime, str] | None:
    found = _MARK.fullmatch(mark)
    if not found:
        return None
    try:
        return _EPOCH + int(found[1]) * _MICROSECOND, found[2]
    except OverflowError:
        return None
