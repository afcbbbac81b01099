"""Keeps what is sold and given: service items, cards, offers, coupons, the worth of points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.loyalty.models import CardLine, CardProduct, CouponSeries, ServiceItem, Terms, TopUpOffer
from liuke.org.editing import assign, locked, stamp, told, unique
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal

Product = TypeVar("Product", ServiceItem, CardProduct, TopUpOffer, CouponSeries)
NAMES = {ServiceItem: "item", CardProduct: "card", TopUpOffer: "offer", CouponSeries: "series"}


class CardIsEmpty(Refusal):
    code = "card_is_empty"
    sentence = "A card has at least one service. Write how many uses of which."


class CardCostsMore(Refusal):
    code = "card_costs_more"
    sentence = (
        "The card costs more than its services at list price. Lower the price, or correct the services."
    )


@transaction.atomic
def create_product(
    *,
    scope: Scope,
    kind: type[Product],
    values: Mapping[str, Any],
    lines: Sequence[tuple[UUID, int]] = (),
    at: dt.datetime,
) -> Product:
    """``lines`` are a card's items and uses. Raises NotAllowed, Taken, CardIsEmpty, CardCostsMore."""
    scope.need(Permission.CHANGE_PROGRAMME)
    row = kind(**values)
    _save(row, scope, at)
    _put_lines(row, lines)
    subject = Subject(f"loyalty.{NAMES[kind]}", row.pk, row.name)
    record(actor=scope.actor, verb="programme.created", subject=subject, after=_told(row))
    return row


@transaction.atomic
def change_product(
    *,
    scope: Scope,
    kind: type[Product],
    product_id: UUID,
    version: int,
    values: Mapping[str, Any],
    lines: Sequence[tuple[UUID, int]] = (),
    at: dt.datetime,
) -> Product:
    """A code stays; what was sold stays as it was sold. Raises NotAllowed, NotFound, ChangedMeanwhile, Taken,
    CardIsEmpty, CardCostsMore."""
    scope.need(Permission.CHANGE_PROGRAMME)
    row = locked(kind.objects.all(), product_id, version=version)
    before = _told(row)
    assign(row, {name: value for name, value in values.items() if name != "code"})
    _save(row, scope, at)
    _put_lines(row, lines)
    subject = Subject(f"loyalty.{NAMES[kind]}", row.pk, row.name)
    record(actor=scope.actor, verb="programme.changed", subject=subject, before=before, after=_told(row))
    saved: Product = row
    return saved


@transaction.atomic
def change_terms(*, scope: Scope, version: int, values: Mapping[str, Any], at: dt.datetime) -> Terms:
    """Raises NotAllowed, ChangedMeanwhile."""
    scope.need(Permission.CHANGE_PROGRAMME)
    there = Terms.objects.first()
    row = locked(Terms.objects.all(), there.pk, version=version) if there else Terms()
    before = told(row)
    assign(row, values)
    stamp(row, scope=scope, at=at)
    row.save()
    subject = Subject("loyalty.terms", row.pk)
    record(actor=scope.actor, verb="programme.changed", subject=subject, before=before, after=told(row))
    return row


def _save(row: ServiceItem | CardProduct | TopUpOffer | CouponSeries, scope: Scope, at: dt.datetime) -> None:
    stamp(row, scope=scope, at=at)
    with unique(name=row.name, code=getattr(row, "code", "")):
        row.save()


def _put_lines(row: object, lines: Sequence[tuple[UUID, int]]) -> None:
    if not isinstance(row, CardProduct):
        return
    if not lines:
        raise CardIsEmpty
    CardLine.objects.filter(card=row).delete()
    CardLine.objects.bulk_create(CardLine(card=row, item_id=item, uses=uses) for item, uses in lines)
    listed = dict(
        ServiceItem.objects.filter(pk__in=[item for item, _ in lines]).values_list("pk", "list_fen")
    )
    if row.price_fen > sum(listed[item] * uses for item, uses in lines):
        raise CardCostsMore


def _told(row: ServiceItem | CardProduct | TopUpOffer | CouponSeries) -> dict[str, Any]:
    if not isinstance(row, CardProduct):
        return told(row)
    uses = {line.item.name: line.uses for line in row.lines.select_related("item")}
    return {**told(row), "uses": str(uses)}
