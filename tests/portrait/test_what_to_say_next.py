"""A4 What to say next: at most three things, the gravest first, and nothing that is not to be said."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from liuke.portrait.rules.say_next import Car, Declined, Facts, Marketing, say_next

TODAY = dt.date(2026, 3, 1)


def ahead(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


CASES = {
    "nothing is due": (Facts(TODAY), []),
    "due in 30 days": (Facts(TODAY, [Car("ES6", {"maintenance": ahead(30)})]), ["maintenance_due"]),
    "due in 31 days": (Facts(TODAY, [Car("ES6", {"maintenance": ahead(31)})]), []),
    "due today": (Facts(TODAY, [Car("ES6", {"maintenance": TODAY})]), ["maintenance_due"]),
    "overdue": (Facts(TODAY, [Car("ES6", {"maintenance": ahead(-1)})]), ["maintenance_over"]),
    "overdue for more than a year": (Facts(TODAY, [Car("ES6", {"maintenance": ahead(-400)})]), []),
    "probably served elsewhere": (
        Facts(TODAY, [Car("ES6", {"maintenance": ahead(-9)}, maintenance_by="round")], risk=0.9, last_seen=ahead(-500)),
        ["maintenance_round"],
    ),
    "inspection on site": (
        Facts(TODAY, [Car("ES6", {"inspection": ahead(60)}, inspection_on_site=True)]), ["inspection_on_site"]),
    "inspection online": (Facts(TODAY, [Car("ES6", {"inspection": ahead(60)})]), ["inspection_online"]),
    "inspection overdue": (Facts(TODAY, [Car("ES6", {"inspection": ahead(-1)})]), ["inspection_over"]),
    "insurance lapsed": (Facts(TODAY, [Car("ES6", {"compulsory": ahead(-1)})]), ["compulsory_over"]),
    "insurance due": (Facts(TODAY, [Car("ES6", {"commercial": ahead(60)})]), ["insurance_due"]),
    "warranty ends": (Facts(TODAY, [Car("ES6", {"warranty": ahead(10)})]), ["warranty_end"]),
    "birthday today": (Facts(TODAY, birthday=dt.date(1990, 3, 1)), ["birthday_today"]),
    "birthday in a week": (Facts(TODAY, birthday=dt.date(1990, 3, 8)), ["birthday_soon"]),
    "birthday in eight days": (Facts(TODAY, birthday=dt.date(1990, 3, 9)), []),
    "birthday past the new year": (
        Facts(dt.date(2026, 12, 29), birthday=dt.date(1990, 1, 2)), ["birthday_soon"]),
    "born on 29 February": (Facts(dt.date(2026, 2, 28), birthday=dt.date(1992, 2, 29)), ["birthday_today"]),
    "likely to leave": (Facts(TODAY, risk=0.6, last_seen=ahead(-200)), ["wake_up"]),
    "likely to leave but here lately": (Facts(TODAY, risk=0.9, last_seen=ahead(-100)), []),
    "number not checked": (Facts(TODAY, unchecked="1234"), ["number"]),
    "unhappy": (Facts(TODAY, answer=(ahead(-30), 2, 9)), ["apology"]),
    "unhappy by NPS": (Facts(TODAY, answer=(ahead(-30), None, 0)), ["apology"]),
    "unhappy long ago": (Facts(TODAY, answer=(ahead(-91), 1, None)), []),
    "a complaint without words": (Facts(TODAY, complaint=("", ahead(-3))), ["complaint_bare"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_cases(name):
    facts, codes = CASES[name]
    assert [one.code for one in say_next(facts)] == codes


EVERYTHING = Facts(
    TODAY,
    [
        Car(
            "ES6",
            {
                "compulsory": ahead(-5),
                "inspection": ahead(-5),
                "maintenance": ahead(-5),
                "commercial": ahead(9),
                "warranty": ahead(9),
            },
        )
    ],
    declined=[Declined("前刹车片", ahead(-60), 86_000)],
    complaint=("刹车异响", ahead(-4)),
    answer=(ahead(-3), 1, 0),
    birthday=dt.date(1990, 3, 1),
    last_seen=ahead(-200),
    risk=0.9,
    marketing=Marketing.AGREED,
    unchecked="1234",
)


def test_three_at_most_and_the_complaint_first():
    assert [one.code for one in say_next(EVERYTHING)] == ["complaint", "compulsory_over", "inspection_over"]


@pytest.mark.parametrize("marketing", list(Marketing))
def test_nothing_is_sold_while_a_complaint_is_open(marketing):
    from liuke.portrait.rules import say_next as rule

    said = _all(rule, replace(EVERYTHING, marketing=marketing))
    assert not [one for one in said if one.sells]
    assert "birthday_today" not in [one.code for one in said]


def test_nothing_is_sold_to_who_refused_and_greetings_are_spared_them():
    from liuke.portrait.rules import say_next as rule

    said = _all(rule, replace(EVERYTHING, complaint=None, marketing=Marketing.REFUSED))
    assert {one.code for one in said} == {
        "apology", "compulsory_over", "inspection_over", "maintenance_over", "warranty_end", "number",
    }  # fmt: skip


def test_silence_means_not_on_the_telephone():
    facts = Facts(TODAY, [Car("ES6", {"commercial": ahead(9), "maintenance": ahead(9)})])
    assert [(one.code, one.by_phone) for one in say_next(facts)] == [
        ("maintenance_due", True),
        ("insurance_due", False),
    ]
    agreed = replace(facts, marketing=Marketing.AGREED)
    assert [one.by_phone for one in say_next(agreed)] == [True, True]


def test_of_two_cars_the_one_due_first():
    facts = Facts(TODAY, [Car("DM7", {"maintenance": ahead(5)}), Car("ES6", {"maintenance": ahead(-5)})])
    assert [(one.code, one.figures["car"]) for one in say_next(facts)] == [("maintenance_over", "ES6")]


def _all(rule, facts):
    """Everything there would be to say, without the limit of three."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rule, "MOST", 99)
        return rule.say_next(facts)
