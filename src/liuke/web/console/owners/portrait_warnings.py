"""What to mind before one speaks to an owner, in a line each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from liuke.org.scope import Scope
from liuke.owners.models import Owner, Phone
from liuke.owners.queries import candidates_within
from liuke.portrait.reading import Known, OwnCar, Voice, marketing_of
from liuke.portrait.rules.say_next import (
    LAPSED_FOR_AT_MOST,
    POOR_NPS,
    POOR_SATISFACTION,
    ROUND,
    UNHAPPY_FOR,
    Marketing,
)
from liuke.web.shell.templating import day
from liuke.web.shell.wording import N_, t


@dataclass(frozen=True)
class Warned:
    """Something to mind before one speaks: how grave, its picture, its words, where it leads."""

    look: str
    picture: str
    sentence: str
    address: str = ""


def warnings(
    scope: Scope, person: Owner, known: Known, rights: dict[str, bool], today: dt.date
) -> Iterator[Warned]:
    """The gravest first."""
    yield from _of_voice(known.voice, today)
    for one in known.cars:
        yield from _of_car(one, today)
    if not any(phone.state != Phone.State.WRONG for phone in known.phones):
        yield Warned("warn", "phone-off", t("No number that works"))
    if marketing_of(known.said) == Marketing.REFUSED:
        yield Warned("warn", "bell-off", t("Wants no advertising"))
    if rights["may_merge"]:
        pairs = candidates_within(scope).filter(Q(first=person.pk) | Q(second=person.pk))
        if pairs.exists():
            yield Warned("info", "users", t("May be on file twice"), reverse("duplicates"))


def _of_voice(voice: Voice, today: dt.date) -> Iterator[Warned]:
    for one in voice.open[:2]:
        late = one.due is not None and one.due < timezone.now()
        days = (today - one.day).days
        sentence = t("Complaint open for %(days)s days", days=days)
        what = f"{sentence}{t(': ')}{one.what}" if one.what else sentence
        yield Warned("bad", "message-exclamation", f"{what} · {t('late')}" if late else what)
    if voice.answer and today - voice.answer[0] <= UNHAPPY_FOR:
        _, satisfaction, nps = voice.answer
        if satisfaction is not None and satisfaction <= POOR_SATISFACTION:
            yield Warned(
                "bad", "mood-sad", t("Last answer: %(score)s of %(most)s", score=satisfaction, most=5)
            )
        elif nps is not None and nps <= POOR_NPS:
            yield Warned("bad", "mood-sad", t("Last answer: %(score)s of %(most)s", score=nps, most=10))


_OVER = {
    "compulsory": ("bad", "shield-x", N_("Compulsory insurance of %(car)s ended on %(day)s")),
    "inspection": ("bad", "clipboard-x", N_("Inspection of %(car)s overdue since %(day)s")),
    "maintenance": ("warn", "clock-exclamation", N_("%(car)s overdue for service since %(day)s")),
}


def _of_car(one: OwnCar, today: dt.date) -> Iterator[Warned]:
    by = one.calendar.maintenance_by if one.calendar else ""
    for kind, (look, picture, sentence) in _OVER.items():
        due = one.days.get(kind)
        if due and today - LAPSED_FOR_AT_MOST < due < today and (kind, by) != ("maintenance", ROUND):
            yield Warned(look, picture, t(sentence, car=one.name, day=day(due)))
