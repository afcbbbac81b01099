"""What finance is called on the screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.http import HttpRequest
from django.utils import timezone

from liuke.loyalty.models import OpeningRow
from liuke.loyalty.rules.prepaid import quarter_of
from liuke.values.money import yuan_of
from liuke.web.shell.wording import N_, t

KINDS: Mapping[str, str] = {
    "principal": N_("Principal"),
    "bonus": N_("Bonus"),
    "cards": N_("Cards and coupons sold"),
    "points": N_("Points"),
    "visits": N_("Uses left on cards"),
    "coupon": N_("Coupons"),
    "coupons": N_("Coupons"),
    "held": N_("On hold"),
}
STEPS: Mapping[str, str] = {
    "topup": N_("Top-ups"),
    "sale": N_("Cards sold"),
    "given": N_("Given and earned"),
    "opening": N_("From the old system"),
    "used": N_("Used here"),
    "used_elsewhere": N_("Used in other stores"),
    "refund": N_("Refunded"),
    "expiry": N_("Expired"),
    "breakage": N_("Given up"),
    "moved": N_("Between owners"),
}
AGES: Mapping[str, str] = {
    "0-3": N_("up to 3 months"),
    "3-6": N_("3 to 6 months"),
    "6-12": N_("6 to 12 months"),
    "12-24": N_("12 to 24 months"),
    "24+": N_("over 24 months"),
}
ISSUER_KINDS: Mapping[str, str] = {
    "scale": N_("single firm of size"),
    "group": N_("group of firms"),
    "brand": N_("brand with franchises"),
}
DOCUMENTS: Mapping[str, str] = {
    "id_card": N_("identity card"),
    "passport": N_("passport"),
    "hong_kong_macau": N_("permit of Hong Kong or Macau residents"),
    "taiwan": N_("permit of Taiwan residents"),
    "officer": N_("officer's card"),
    "business_licence": N_("business licence"),
}
LIGHTS: Mapping[str, tuple[str, str]] = {
    "green": (N_("enough"), "good"),
    "yellow": (N_("just enough"), "warn"),
    "red": (N_("too little"), "bad"),
}
FATES: Mapping[str, tuple[str, str]] = {
    "matched": (N_("owner found"), "good"),
    "standing": (N_("taken over already"), ""),
    "differs": (N_("other balance already"), "warn"),
    "unmatched": (N_("nobody found"), "warn"),
    "ambiguous": (N_("in doubt"), "warn"),
    "bad": (N_("unreadable"), "bad"),
    "skipped": (N_("nobody's row"), ""),
    "copy": (N_("exact copy"), ""),
}
ELSEWHERE: Mapping[str, str] = {
    "standing": N_("Taken over already by the list “%(file)s” of %(day)s."),
    "differs": N_("The list “%(file)s” of %(day)s brought this owner or card another balance of the kind."),
}
STATES: Mapping[str, tuple[str, str]] = {
    "preview": (N_("waits for you"), "warn"),
    "asked": (N_("waits for a second person"), "warn"),
    "posting": (N_("being posted"), "info"),
    "posted": (N_("posted"), "good"),
    "stopped": (N_("stopped"), "bad"),
    "discarded": (N_("discarded"), ""),
    "undo_asked": (N_("taking back waits for a second person"), "warn"),
    "undoing": (N_("being taken back"), "info"),
    "undone": (N_("taken back"), ""),
}
WHY: Mapping[str, str] = {
    "nobody": N_("No owner has this number, plate or VIN."),
    "several": N_("Several owners fit: write down the name as well."),
    "name_differs": N_("The name is another one than on file."),
    "card_twice": N_("This card stands further up in the list already."),
    "card_differs": N_("Row %(row)s is of the same card and says something else."),
    "copy_of": N_("To the letter row %(row)s once more: not counted."),
    "skipped_total": N_("A line of totals: not counted."),
    "skipped_header": N_("The heads of the columns once more: not counted."),
    "skipped_footer": N_("A note: not counted."),
    "skipped_note": N_("A heading or a note, nothing of a balance: not counted."),
    "item_unknown": N_("There is no service item of this name."),
    "empty": N_("Nothing is on it."),
    "no_key": N_("Neither telephone nor plate nor VIN."),
    "no_item": N_("Uses without an item."),
    "paid_without_visits": N_("Money for uses, but no uses."),
    "over": N_("The term is over."),
    "bad_name": N_("The name cannot be read."),
    "bad_phone": N_("This is no telephone number."),
    "bad_plate": N_("This is no plate."),
    "bad_vin": N_("This is no VIN."),
    "bad_card_no": N_("The card number cannot be read."),
    "bad_principal": N_("The principal is no amount."),
    "bad_bonus": N_("The bonus is no amount."),
    "bad_points": N_("The points are no whole number."),
    "bad_item": N_("The item cannot be read."),
    "bad_visits": N_("The uses are no whole number."),
    "bad_visits_paid": N_("What was paid for the uses is no amount."),
    "bad_expires_on": N_("The term is no day."),
    "below_principal": N_("The principal is below zero."),
    "below_bonus": N_("The bonus is below zero."),
    "below_points": N_("The points are below zero."),
    "below_visits": N_("The uses are below zero."),
    "below_visits_paid": N_("What was paid for the uses is below zero."),
    "beyond_principal": N_("The principal is too large."),
    "beyond_bonus": N_("The bonus is too large."),
    "beyond_points": N_("The points are too many."),
    "beyond_visits": N_("The uses are too many."),
    "beyond_visits_paid": N_("What was paid for the uses is too large."),
}
CONTROLS: Mapping[str, str] = {
    "rows": N_("Rows"),
    "principal_fen": N_("Principal (yuan)"),
    "bonus_fen": N_("Bonus (yuan)"),
    "points": N_("Points"),
    "visits": N_("Uses left"),
    "visits_paid_fen": N_("Paid for uses left (yuan)"),
}
HINDRANCES: Mapping[str, str] = {
    "closed": N_("The month is closed already."),
    "not_over": N_("The month is not over."),
    "not_next": N_("An earlier month is still open."),
    "unsealed": N_("%(count)s postings are not sealed yet; a minute is enough."),
    "holds": N_("%(count)s holds are open."),
    "tills": N_("%(count)s tills have not been counted and closed."),
    "proposals": N_("%(count)s requests wait for a second person."),
    "openings": N_("%(count)s lists of opening balances are on their way."),
}


def yuan(fen: int | None) -> str:
    """Fen as yuan.

    >>> yuan(-1234567)
    '-12,345.67'
    """
    return "—" if fen is None else yuan_of(fen)


def amount(kind: str, number: int) -> str:
    """Yuan for money, else the bare number."""
    return yuan(number) if is_money(kind) else f"{number:,}"


def told(kind: str, number: int) -> str:
    """With its unit, where money and counts stand in one column: ¥755.63, 27张."""
    if is_money(kind):
        return f"-¥{yuan(-number)}" if number < 0 else f"¥{yuan(number)}"
    unit = {"points": "%(count)s points", "visits": "%(count)s times"}.get(kind, "%(count)s coupons")
    return t(unit, count=f"{number:,}")


def is_money(kind: str) -> bool:
    """Whether a kind is counted in fen."""
    return kind in ("principal", "bonus", "cards", "held") or kind.endswith("_fen")


def number_in(source: str | None) -> str:
    """The number a bill or payment bears on paper.

    >>> number_in("bill:0199…:WO:7"), number_in("payment:W-1"), number_in(None)
    ('WO:7', 'W-1', '')
    """
    kind, _, rest = (source or "").partition(":")
    return rest.partition(":")[2] if kind == "bill" else rest


def asleep(long: bool) -> str:
    """For how long nothing has moved."""
    age = "24+" if long else "12-24"
    return t(AGES[age])


def why(code: str) -> str:
    """Why a row is not posted; what the ledger refused by its own sentence."""
    if code.startswith("ledger:"):
        from liuke.loyalty.ledger.refusals import LedgerRefusal

        wanted = code.partition(":")[2]
        found = [one for one in LedgerRefusal.__subclasses__() if one.code == wanted]
        sentence = t(found[0].sentence) if found else ""
        return sentence if "%(" not in sentence else t("The ledger refuses it (%(code)s).", code=wanted)
    about, _, row = code.partition(":")
    return t(WHY.get(about, about), row=row) if row else t(WHY.get(about, about))


def reasons(row: OpeningRow) -> list[str]:
    """Why a row of opening balances is not posted."""
    told = [why(code) for code in row.why]
    if row.elsewhere:
        day = timezone.localtime(row.elsewhere.uploaded_at)
        told.append(t(ELSEWHERE[row.fate], file=row.elsewhere.file, day=f"{day:%Y-%m-%d}"))
    return told


def day_asked(request: HttpRequest, name: str, otherwise: dt.date) -> dt.date:
    """A day of the address, ``otherwise`` where there is none; never one to come."""
    try:
        found = dt.date.fromisoformat(request.GET.get(name) or request.POST.get(name) or "")
    except ValueError:
        return otherwise
    return _within(found)


def month_asked(request: HttpRequest, otherwise: dt.date) -> dt.date:
    """A month of the address (``2026-11``), as its first day; never one to come."""
    text = request.GET.get("month") or request.POST.get("month") or ""
    try:
        found = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return otherwise
    return _within(found).replace(day=1)


def quarter_asked(request: HttpRequest, otherwise: dt.date) -> dt.date:
    """A quarter of the address, as its first day; never one to come."""
    return quarter_of(_within(quarter_read(request, otherwise)))


def quarter_read(request: HttpRequest, otherwise: dt.date) -> dt.date:
    """The same, whenever it is."""
    try:
        found = dt.date.fromisoformat(request.GET.get("quarter") or request.POST.get("quarter") or "")
    except ValueError:
        return otherwise
    return quarter_of(found)


def _within(day: dt.date) -> dt.date:
    return min(max(day, dt.date(2000, 1, 1)), timezone.localdate())


def quarter_words(quarter: dt.date) -> str:
    """2026 Q3."""
    return t("%(year)s Q%(quarter)s", year=quarter.year, quarter=(quarter.month + 2) // 3)
