"""What each KPI is called, what is divided by what, and its definition in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from liuke.insight.metrics.findings import WhyNot
from liuke.insight.reports.language import N_


@dataclass(frozen=True)
class KpiWords:
    """``counted`` and ``of`` name numerator and denominator; both empty for a figure that is no ratio."""

    name: str
    counted: str
    of: str
    definition: str


KPIS: Mapping[str, KpiWords] = {
    "first_service_return": KpiWords(
        N_("First-service return"),
        N_("came for a first maintenance"),
        N_("cars delivered"),
        N_(
            "Cars of the latest 12 mature delivery months whose first maintenance fell within the due date"
            " plus 3 months of grace, divided by the cars delivered."
        ),
    ),
    "first_service_return_practised": KpiWords(
        N_("First-service return, as practised"),
        N_("first maintenances in the period"),
        N_("cars delivered in the period"),
        N_(
            "First maintenances in the period divided by cars delivered in the period: the figure of the"
            " usual spreadsheet, which mixes cohorts."
        ),
    ),
    "second_service_return": KpiWords(
        N_("Second-service return"),
        N_("came for a second maintenance"),
        N_("had a first maintenance"),
        N_(
            "Cars of the latest 12 mature months of first maintenance whose second one fell within the due"
            " date plus 3 months of grace, divided by the cars with a first."
        ),
    ),
    "second_service_return_practised": KpiWords(
        N_("Second-service return, as practised"),
        N_("second maintenances in the period"),
        N_("first maintenances in the period"),
        N_("Second maintenances in the period divided by first maintenances in the period."),
    ),
    "yearly_retention": KpiWords(
        N_("Yearly maintenance retention"),
        N_("owners with a maintenance this year"),
        N_("owners with one last year"),
        N_(
            "Owners with a maintenance visit in the latest 12 months divided by owners with one in the 12"
            " months before. New owners count, so it can exceed 100 %."
        ),
    ),
    "yearly_retention_cohort": KpiWords(
        N_("Yearly retention, same owners"),
        N_("of them came again this year"),
        N_("owners with a maintenance last year"),
        N_("Of last year's maintenance owners, the share who came again this year. New owners do not count."),
    ),
    "three_year_retention": KpiWords(
        N_("Three-year retention"),
        N_("came for maintenance in the latest 12 months"),
        N_("cars delivered in the fourth year back"),
        N_("Cars delivered three to four years ago with a maintenance visit in the latest 12 months."),
    ),
    "booking_punctuality": KpiWords(
        N_("Appointment punctuality"),
        N_("started within 10 minutes of the booked time"),
        N_("appointments due"),
        N_(
            "Appointments whose work started within 10 minutes of the booked time, divided by all due;"
            " no-shows count, those the store cancelled do not."
        ),
    ),
    "booking_punctuality_kept": KpiWords(
        N_("Punctuality of kept appointments"),
        N_("started within 10 minutes of the booked time"),
        N_("appointments kept"),
        N_("As appointment punctuality, but only of appointments the owner kept."),
    ),
    "no_show_rate": KpiWords(
        N_("No-show rate"),
        N_("did not come"),
        N_("appointments due"),
        N_("Appointments the owner neither kept nor cancelled, divided by appointments due."),
    ),
    "average_wait": KpiWords(
        N_("Average wait"),
        N_("minutes waited"),
        N_("visits with both times"),
        N_("Minutes from arrival to the start of work, per visit."),
    ),
    "wait_booked": KpiWords(
        N_("Wait with appointment"),
        N_("minutes waited"),
        N_("visits with appointment and both times"),
        N_("Minutes from arrival to the start of work, visits with an appointment."),
    ),
    "wait_walk_in": KpiWords(
        N_("Wait without appointment"),
        N_("minutes waited"),
        N_("visits without appointment, with both times"),
        N_("Minutes from arrival to the start of work, visits without an appointment."),
    ),
    "same_day_completion": KpiWords(
        N_("Same-day completion"),
        N_("finished the same day"),
        N_("orders received"),
        N_("Orders finished on the day they were received, divided by orders received."),
    ),
    "first_time_fix": KpiWords(
        N_("First-time fix"),
        N_("not back for the same fault within 30 days"),
        N_("repair orders"),
        N_(
            "Repair orders not followed within 30 days by a return for the same symptom or system, divided"
            " by repair orders."
        ),
    ),
    "bay_use": KpiWords(
        N_("Bay use"),
        N_("bay minutes occupied"),
        N_("bay minutes open"),
        N_("Occupied bay minutes divided by open bay minutes."),
    ),
    "booking_share": KpiWords(
        N_("Booking share"),
        N_("came by appointment"),
        N_("visits"),
        N_(
            "Visits with an appointment divided by visits. Reference: 25 % before online booking, 65 % after."
        ),
    ),
    "nps": KpiWords(
        N_("NPS"),
        N_("promoters minus detractors"),
        N_("answers"),
        N_("Percentage of answers 9–10 minus percentage of answers 0–6 on the scale of 0 to 10."),
    ),
    "satisfaction": KpiWords(
        N_("Satisfaction"),
        N_("answered 4 or 5"),
        N_("answers"),
        N_("Answers of 4 or 5 on the scale of 1 to 5, divided by answers."),
    ),
    "satisfaction_score": KpiWords(
        N_("Satisfaction score"),
        N_("points"),
        N_("answers"),
        N_("The mean answer rescaled to 0–100."),
    ),
    "complaint_rate": KpiWords(
        N_("Complaint rate"),
        N_("complaints"),
        N_("visits"),
        N_("Complaints received divided by visits."),
    ),
    "complaints_solved": KpiWords(
        N_("Complaints solved"),
        N_("solved"),
        N_("complaints received"),
        N_("Complaints solved divided by complaints received."),
    ),
    "complaints_solved_in_time": KpiWords(
        N_("Complaints solved in time"),
        N_("solved within the deadline"),
        N_("complaints with a deadline"),
        N_("Complaints solved before their deadline, divided by complaints that have one."),
    ),
    "revenue_per_visit": KpiWords(
        N_("Revenue per visit"),
        N_("yuan settled"),
        N_("visits"),
        N_("Settled amount net of discounts divided by visits; top-ups are no revenue."),
    ),
    "revenue_growth": KpiWords(
        N_("After-sales revenue growth"),
        N_("yuan more than last year"),
        N_("yuan settled last year"),
        N_("Revenue of the latest 12 months against the 12 months before."),
    ),
    "visits": KpiWords(
        N_("Visits"),
        "",
        "",
        N_("Settled visits in the latest 12 months; one car, one store, one day is one visit."),
    ),
    "yearly_visits_per_owner": KpiWords(
        N_("Visits per owner and year"),
        N_("visits"),
        N_("owners with a visit"),
        N_("Visits of the latest 12 months divided by owners with at least one."),
    ),
    "revenue_per_head": KpiWords(
        N_("Output per head"),
        N_("yuan a year"),
        N_("after-sales staff"),
        N_("Yearly revenue divided by after-sales staff."),
    ),
    "revenue_per_sqm": KpiWords(
        N_("Output per square metre"),
        N_("yuan a year"),
        N_("square metres"),
        N_("Yearly revenue divided by area."),
    ),
    "referral_share": KpiWords(
        N_("Referral share"),
        N_("came by referral"),
        N_("new owners whose source is known"),
        N_(
            "New owners whose source is a referral, divided by new owners whose source is known. Who buys"
            " another car is not new."
        ),
    ),
    "recommend_share": KpiWords(
        N_("Recommend share"),
        N_("answered 9 or 10"),
        N_("answers"),
        N_("Answers of 9 or 10 on the scale of 0 to 10, divided by answers."),
    ),
    "young_owner_share": KpiWords(
        N_("Young-owner share"),
        N_("born 1980 to 1999"),
        N_("new owners with a birthday"),
        N_(
            "New owners born from 1980 to 1999, divided by new owners whose birthday is known. Who buys"
            " another car is not new."
        ),
    ),
}

GROUPS: Mapping[str, str] = {
    "retention": N_("Retention"),
    "efficiency": N_("Efficiency"),
    "experience": N_("Experience"),
    "business": N_("Business"),
    "growth": N_("Growth"),
}

LEVELS: Mapping[str, str] = {
    "red": N_("Critical"),
    "orange": N_("Alert"),
    "yellow": N_("Caution"),
    "watch": N_("Watch"),
    "green": N_("On target"),
    "no_data": N_("No data"),
}

REFERENCE = N_("For reference")
"""Said of a figure that is held against no standard, so that nobody reads a light into it."""


def words(key: str) -> KpiWords:
    """The words of a KPI; one that is not known yet is shown by its key."""
    return KPIS.get(key) or KpiWords(key.replace("_", " "), "", "", "")


WHY_NOT: Mapping[WhyNot, str] = {
    "no_usable_rows": N_("Not one row of the files it rests on could be used."),
    "no_settled_orders": N_("No work order in the files was settled."),
    "none_before_cut_off": N_("Nothing that counts lies before the cut-off day."),
    "history_too_short": N_("The files do not reach back far enough."),
    "no_time_of_day": N_("Arrivals have a date but no time of day."),
    "nothing_due": N_("In its window there was nothing due or to be counted."),
}
"""Why a figure has no value though the files had every field it needs."""
