"""Why a car is likely to stay away: a label for counting, a sentence for the call list."""

from __future__ import annotations

from collections.abc import Mapping

from liuke.insight.reports.figures import Figures
from liuke.insight.reports.language import N_, Language

LABELS: Mapping[str, str] = {
    "overdue": N_("Maintenance overdue"),
    "never_came": N_("Never came after delivery"),
    "interval_stretched": N_("Interval much longer than usual"),
    "rare_visits": N_("Has hardly built a habit"),
    "low_satisfaction": N_("Unhappy with the last visit"),
    "complaint": N_("Has complained"),
    "open_complaint": N_("Complaint still open"),
    "long_wait": N_("Waited long last time"),
    "price_rise": N_("Paying more than before"),
    "warranty_end": N_("Warranty ends or has ended"),
    "ageing": N_("Car is getting old"),
    "came_for_accident": N_("Last came after an accident"),
    "little_driven": N_("Drives little"),
    "resold": N_("Car changed hands"),
    "adviser_loses_owners": N_("Adviser keeps few owners"),
    "store_loses_owners": N_("Store keeps few owners"),
    "district_loses_owners": N_("Owners of this district leave"),
    "series_loses_owners": N_("Owners of this series leave"),
}

SENTENCES: Mapping[str, str] = {
    "overdue": N_("maintenance overdue by %(days)s days"),
    "never_came": N_("not come once in %(days)s days since delivery"),
    "interval_stretched": N_("the last interval was %(times)s times the usual one"),
    "rare_visits": N_("only %(visits)s visits in two years"),
    "low_satisfaction": N_("gave %(score)s of 5 last time"),
    "complaint": N_("has complained before"),
    "open_complaint": N_("has a complaint that is still open"),
    "long_wait": N_("waited %(minutes)s minutes last time"),
    "price_rise": N_("the last bill was %(times)s times the usual one"),
    "warranty_end": N_("%(years)s years old, the warranty ends or has ended"),
    "ageing": N_("the car is %(years)s years old"),
    "came_for_accident": N_("the last visit was for an accident, not for maintenance"),
    "little_driven": N_("drives about %(km_per_month)s km a month"),
    "resold": N_("changed hands %(months)s months ago"),
    "adviser_loses_owners": N_("of the adviser's owners only %(return_share)s come back"),
    "store_loses_owners": N_("of the store's owners only %(return_share)s come back"),
    "district_loses_owners": N_(
        "of the owners of this district only %(return_share)s come back to this store"
    ),
    "series_loses_owners": N_("of the owners of this series only %(return_share)s come back"),
}


def label(code: str, language: Language) -> str:
    return language(LABELS.get(code, code.replace("_", " ")))


def sentence(code: str, figures: Mapping[str, float | str | None], language: Language) -> str:
    """A reason with its figures; without them when the model gave none."""
    if code not in SENTENCES:
        return label(code, language)
    if "%(" in SENTENCES[code] and not figures:
        return label(code, language)
    return language(SENTENCES[code], **Figures(language).named(figures))


WHY_NOT: Mapping[str, str] = {
    "no_visits": N_("There are no settled visits in the files. Export the work orders."),
    "history_too_short": N_(
        "The files cover too little time to prove the forecast on the past. Export at least three years of"
        " work orders."
    ),
    "too_few_cars": N_("There are too few cars with visits to prove a forecast on."),
    "one_outcome": N_("In the test year all cars came back, or none did: there is nothing to tell apart."),
}
