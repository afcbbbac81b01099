"""Customer 360 in words: what to say next and why, what to mind, what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate

from liuke.insight.reports.masking import masked_text
from liuke.insight.reports.wording import reasons
from liuke.portrait.rules.say_next import Saying
from liuke.values.visit_kind import BITS
from liuke.web.console.audit.words import actor_words, field_words, value_words, verb_words
from liuke.web.console.board.words import pen
from liuke.web.console.owners import words
from liuke.web.console.owners.receipt_words import opening, receipt
from liuke.web.shell.templating import day as told_day
from liuke.web.shell.templating import when
from liuke.web.shell.wording import N_, chinese, t

DATED: Mapping[str, str] = {
    "maintenance": N_("Maintenance"),
    "inspection": N_("Inspection"),
    "compulsory": N_("Compulsory insurance"),
    "commercial": N_("Commercial insurance"),
    "guarantee": N_("Three-guarantees period"),
    "warranty": N_("Warranty"),
    "battery": N_("Battery warranty"),
    "declined": N_("Work put off"),
}
LAPSES = frozenset({"maintenance", "inspection", "compulsory", "commercial"})
"""What can be made good after its day."""
SAYINGS: Mapping[str, tuple[str, str]] = {
    "complaint": (
        N_("About the %(what)s you told us of: let me first tell you where we are with it."),
        N_("Complaint open for %(days)s days"),
    ),
    "complaint_bare": (
        N_("About your complaint: let me first tell you where we are with it."),
        N_("Complaint open for %(days)s days"),
    ),
    "apology": (
        N_("You gave us %(score)s of %(most)s last time. What went wrong? I would like to hear it from you."),
        N_("Answer of %(day)s"),
    ),
    "compulsory_over": (
        N_("The compulsory insurance of your %(car)s ended on %(day)s. Has it been renewed?"),
        N_("No insurance, no driving: fine and detention"),
    ),
    "inspection_over": (
        N_("The inspection of your %(car)s was due on %(day)s. Shall we see to it for you?"),
        N_("Inspection overdue since %(day)s"),
    ),
    "inspection_on_site": (
        N_("Your %(car)s has to be inspected by %(day)s, on site this time. We can do it with the service."),
        N_("Inspection by %(day)s"),
    ),
    "inspection_online": (
        N_("The inspection mark of your %(car)s is due by %(day)s; online will do this time."),
        N_("Inspection by %(day)s"),
    ),
    "maintenance_over": (
        N_("Your %(car)s is %(days)s days past its service. Which day this week suits you?"),
        N_("Service was due on %(day)s"),
    ),
    "maintenance_due": (
        N_("Your %(car)s is due for service around %(day)s. Shall I book a time without waiting?"),
        N_("Service due on %(day)s"),
    ),
    "maintenance_round": (
        N_("By its age your %(car)s is due for service again. If it was done elsewhere, tell me: I note it."),
        N_("Service due on %(day)s, perhaps done elsewhere"),
    ),
    "declined": (
        N_("Last time you wanted to think about this: %(item)s. Shall we look at it again?"),
        N_("Put off on %(day)s"),
    ),
    "declined_price": (
        N_("Last time you wanted to think about this: %(item)s. Shall we look again? About %(yuan)s yuan."),
        N_("Put off on %(day)s"),
    ),
    "insurance_due": (
        N_("The insurance of your %(car)s (%(kind)s) ends on %(day)s. Shall I ask for a quote?"),
        N_("%(kind)s ends on %(day)s"),
    ),
    "birthday_today": (N_("Happy birthday! All the best to you and your family."), N_("Birthday today")),
    "birthday_soon": (N_("Your birthday is coming up: all the best in advance."), N_("Birthday on %(day)s")),
    "warranty_end": (
        N_("The warranty of your %(car)s ends on %(day)s. Let us check it before, free of charge."),
        N_("%(kind)s ends on %(day)s"),
    ),
    "wake_up": (
        N_("We have not seen you for %(months)s months. Do you drive less, or was the car served elsewhere?"),
        N_("Will stay away: %(risk)s"),
    ),
    "number": (
        N_("May I check your telephone number: is the one ending in %(end)s still right?"),
        N_("Number not checked yet"),
    ),
}
HAPPENINGS: Mapping[str, tuple[str, str]] = {
    "order": ("tool", N_("Work order")),
    "appointment": ("calendar-event", N_("Appointment")),
    "declined": ("clock-pause", N_("Work put off")),
    "survey": ("star", N_("Survey")),
    "complaint": ("message-exclamation", N_("Complaint")),
    "delivery": ("key", N_("Car delivered")),
    "taken_over": ("car", N_("Car taken over")),
    "handed_on": ("transfer-out", N_("Car handed on")),
    "receipt": ("receipt", N_("Desk")),
    "opening": ("transfer-in", N_("Opening balance")),
    "consent": ("shield-check", N_("Consent")),
    "tag": ("tag", N_("Tag")),
    "change": ("pencil", N_("Change")),
}
FILTERS: Mapping[str, str] = {
    "": N_("Everything"),
    "service": N_("Visits and bookings"),
    "desk": N_("Desk"),
    "voice": N_("Complaints and answers"),
    "cars": N_("Cars"),
    "person": N_("Consent and tags"),
    "changes": N_("Changes"),
}
VISIT_KINDS: Mapping[str, str] = {
    "maintenance": N_("maintenance"),
    "repair": N_("repair"),
    "accident": N_("accident repair"),
    "warranty": N_("warranty work"),
    "inspection": N_("inspection"),
    "accessory": N_("accessories"),
}
ORDER_STATES: Mapping[str, tuple[str, str]] = {
    "open": (N_("in work"), "info"),
    "cancelled": (N_("was cancelled"), ""),
    "kept": (N_("kept"), "good"),
    "no_show": (N_("did not come"), "bad"),
}
WORK_STATES: Mapping[str, tuple[str, str]] = {
    "open": (N_("still open"), "warn"),
    "done": (N_("done since"), "good"),
    "dropped": (N_("not wanted any more"), ""),
}


NEAR_DAYS = 270


@dataclass(frozen=True)
class Said:
    """A sentence an adviser would say, and why."""

    sentence: str
    why: str
    by_phone: bool


def said(one: Saying) -> Said:
    sentence, why = SAYINGS[one.code]
    filled = {name: _figure(name, value) for name, value in one.figures.items()}
    return Said(t(sentence, **filled), t(why, **filled), one.by_phone)


def _figure(name: str, value: Any) -> str:
    if isinstance(value, dt.date):
        return short_day(value)
    if name == "kind":
        return t(DATED[value])
    if name == "risk":
        return f"{value:.0%}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def short_day(date: dt.date) -> str:
    """A day as people say it: without the year where it goes without saying."""
    if not chinese() or abs((date - localdate()).days) > NEAR_DAYS:
        return told_day(date)
    return f"{date.month}月{date.day}日"


def risk_words(found: list[Any]) -> list[str]:
    """Why a car is likely to stay away."""
    return [reasons.sentence(code, figures, pen().t) for code, figures in found]


@dataclass(frozen=True)
class Event:
    """An event of the timeline as it is shown."""

    kind: str
    picture: str
    title: str
    at: str
    moment: dt.datetime
    car: str = ""
    body: str = ""
    note: str = ""
    tag: tuple[str, str] | None = None
    yuan: str = ""
    address: str = ""
    bad: bool = False


def event(at: dt.datetime, kind: str, told: Mapping[str, Any]) -> Event:
    """What happened, in the reader's words; numbers in free text are masked."""
    picture, title = HAPPENINGS[kind]
    more = _TELLERS[kind](told)
    shown = (
        when(at)
        if kind in ("appointment", "change", "consent", "opening", "receipt", "tag")
        else told_day(localdate(at))
    )
    return Event(kind, picture, more.pop("title", t(title)), shown, at, car=_car(told), **more)


def _car(told: Mapping[str, Any]) -> str:
    if not told.get("vin"):
        return ""
    return " ".join(filter(None, (told["plate"] or f"…{told['vin']}", told["series"])))


def _yuan(fen: int | None) -> str:
    return f"{fen / 100:,.0f}" if fen is not None else ""


def _order(told: Mapping[str, Any]) -> dict[str, Any]:
    mask = told["kinds"] or 0
    kinds = "、".join(t(VISIT_KINDS[kind]) for kind, bit in BITS.items() if mask & bit)
    state = ORDER_STATES.get(told["status"] or "")
    km = f"{told['km']:,} km" if told["km"] is not None else ""
    return {
        "title": _start(kinds) if kinds else t("Work order"),
        "body": masked_text(told["items"] or told["lines"] or told["symptom"] or ""),
        "note": _joined(told["store"], told["number"], told["adviser"], km),
        "tag": (t(state[0]), state[1]) if state else None,
        "yuan": _yuan(told["fen"]),
    }


def _appointment(told: Mapping[str, Any]) -> dict[str, Any]:
    state = ORDER_STATES.get(told["status"] or "")
    return {
        "body": masked_text(told["service"] or ""),
        "note": _joined(told["store"], told["channel"]),
        "tag": (t(state[0]), state[1]) if state else None,
    }


def _declined(told: Mapping[str, Any]) -> dict[str, Any]:
    word, look = WORK_STATES[told["state"]]
    return {
        "body": told["item"],
        "note": masked_text(told["note"] or ""),
        "tag": (t(word), look),
        "yuan": _yuan(told["fen"]),
    }


def _survey(told: Mapping[str, Any]) -> dict[str, Any]:
    scores = []
    if told["satisfaction"] is not None:
        scores.append(t("satisfaction %(score)s of 5", score=told["satisfaction"]))
    if told["nps"] is not None:
        scores.append(t("would recommend: %(score)s of 10", score=told["nps"]))
    poor = (told["satisfaction"] or 9) <= 2 or (9 if told["nps"] is None else told["nps"]) <= 6
    return {
        "title": f"{t('Survey')} · {'，'.join(scores) if chinese() else ', '.join(scores)}" if scores else "",
        "body": masked_text(told["comment"] or ""),
        "note": _joined(told["store"], told["adviser"]),
        "bad": poor,
    }


def _complaint(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "body": masked_text(told["content"] or told["symptom"] or ""),
        "note": told["store"],
        "tag": (t("solved"), "good") if told["solved"] else (t("not solved"), "bad"),
        "bad": not told["solved"],
    }


def _delivery(told: Mapping[str, Any]) -> dict[str, Any]:
    return {"body": told["model"] or "", "note": _joined(told["store"], told["seller"])}


def _nothing(told: Mapping[str, Any]) -> dict[str, Any]:
    del told
    return {}


def _consent(told: Mapping[str, Any]) -> dict[str, Any]:
    said, way = told["purpose"], told["channel"]
    return {
        "title": t("Agreed") if told["given"] else t("Refused"),
        "body": f"{t(words.PURPOSES[said])} · {t(words.CHANNELS[way])}",
        "note": _joined(words.code_words("how", told["how"]), actor_words(told["by"])),
        "bad": not told["given"],
    }


def _tag(told: Mapping[str, Any]) -> dict[str, Any]:
    by = actor_words(told["by"]) if told["by"] else ""
    return {"body": told["name"], "note": _joined(masked_text(told["reason"]), by)}


def _change(told: Mapping[str, Any]) -> dict[str, Any]:
    before, after = told["before"] or {}, told["after"] or {}
    lines = []
    for field in list({**before, **after})[:6]:
        old, new = (value_words(side.get(field), field) for side in (before, after))
        if (old, new) != ("—", "—"):
            lines.append(f"{field_words(field)}{t(': ')}" + (f"{old} → {new}" if field in before else new))
    title = f"{actor_words(told['by'])} {verb_words(told['verb'])}"
    return {
        "title": title.rstrip(":：") if chinese() else title.rstrip(": "),
        "body": "；".join(lines) if chinese() else "; ".join(lines),
        "note": masked_text(told["reason"] or ""),
    }


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]


_TELLERS = {
    "order": _order,
    "appointment": _appointment,
    "declined": _declined,
    "survey": _survey,
    "complaint": _complaint,
    "delivery": _delivery,
    "taken_over": _nothing,
    "handed_on": _nothing,
    "receipt": receipt,
    "opening": opening,
    "consent": _consent,
    "tag": _tag,
    "change": _change,
}
