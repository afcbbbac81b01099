"""The issue tree, the five whys and the measures, in words."""

from __future__ import annotations

from collections.abc import Mapping

from liuke.insight.reports.language import N_

BRANCHES: Mapping[str, str] = {
    "know": N_("Do we know it?"),
    "why": N_("Why do they stay away?"),
    "win_back": N_("How do we win them back?"),
}
"""The part of a leaf's code before the first dot."""

LEAVES: Mapping[str, str] = {
    "know.rate": N_("The rate: %(after)s against a standard of %(standard)s"),
    "know.data": N_("The data: %(units)s cars due in %(months)s months"),
    "know.significance": N_("Not chance: a gap like this arises by luck in %(p_share)s of cases"),
    "why.price": N_("Price: a visit here costs %(slice_yuan)s, elsewhere %(rest_yuan)s"),
    "why.price_change": N_("Price: the bill changed by %(change)s since the onset"),
    "why.service": N_("Service: satisfaction %(slice_share)s here, %(rest_share)s elsewhere"),
    "why.wait": N_("Waiting: %(slice_minutes)s minutes here, %(rest_minutes)s elsewhere"),
    "why.quality": N_("Quality: first-time fix %(slice_share)s here, %(rest_share)s elsewhere"),
    "why.complaints": N_("Complaints: %(slice_share)s of visits here, %(rest_share)s elsewhere"),
    "why.booking": N_("Appointments: punctual in %(slice_share)s of cases here, %(rest_share)s elsewhere"),
    "why.adviser": N_("Adviser: %(adviser)s served %(share)s of those who did not come"),
    "why.staff": N_("People: has an adviser or technician left?"),
    "why.distance": N_("Distance: has a road, a shop or a moved district made the way longer?"),
    "why.competitor": N_("Competitor: who near by offers the same maintenance, and at what price?"),
    "why.contact": N_("Contact: were these owners reminded before their maintenance was due?"),
    "why.product": N_("Car: did a recall, a price cut or a model change happen then?"),
    "why.season": N_("Season: the same months of last year showed %(before)s"),
    "why.mix": N_("Mix: %(mix_part)s of the change come from a changed mix of cars, not from behaviour"),
    "win_back.price": N_("Price: a maintenance package for these owners, worth it up to %(yuan)s per car"),
    "win_back.service": N_("Service: a named adviser calls each owner before and after the visit"),
    "win_back.campaign": N_("Campaign: invite %(owners)s owners, hold a fifth back to measure the effect"),
}

WHYS: Mapping[str, str] = {
    "fewer_came": N_(
        "%(kpi)s of %(slice)s went from %(before)s to %(after)s: %(owners)s owners did not come."
    ),
    "only_here": N_(
        "Elsewhere it stayed at %(rest)s: the cause lies with %(slice)s, not in the market as a whole."
    ),
    "everywhere": N_("It fell everywhere alike: the cause concerns the whole group, not one team."),
    "since": N_("It began in %(since)s. What changed then: prices, people, opening hours, a competitor?"),
    "sudden": N_("The fall came within one month, as an event does: look for what happened in %(since)s."),
    "gradual": N_("The fall came slowly over %(months)s months: habits changed, not one event."),
    "not_moved": N_("%(kpis)s did not move in that time, so the workshop's service is hardly the cause."),
    "moved": N_("%(kpis)s got worse at the same time: start there."),
    "price": N_(
        "A visit costs them %(slice_yuan)s, other owners %(rest_yuan)s. Is that more than the shop next door?"
    ),
    "contact": N_("Nobody noticed that they stayed away: no list of owners due is worked off."),
    "ask_owners": N_(
        "The files cannot say more. Ask 20 of these owners for their reason and code the answers."
    ),
    "profit_or_customer": N_(
        "Is it the profit of one visit that we want, or the customer? One point of retention is worth"
        " %(yuan)s."
    ),
}

MEASURES: Mapping[str, str] = {
    "call_lost_owners": N_("Call the %(calls)s owners on the list, the most valuable first."),
    "interview_twenty": N_("Draw 20 of them at random, ask why they stayed away, and code the answers."),
    "compare_prices": N_(
        "Ask three shops near by for the price of the same maintenance, labour and parts apart."
    ),
    "price_review": N_("Work out a package: what do 10 % off cost, what does keeping these owners bring?"),
    "check_reminders": N_("Check whether these owners were reminded before they were due, and by whom."),
    "call_before_due": N_("From now on call every owner of this group two weeks before the due date."),
    "check_handover": N_("Check the handover: app bound, adviser introduced, first maintenance booked?"),
    "check_adviser": N_("Talk with the adviser and look at ten of the orders together."),
    "new_adviser": N_("Give every owner of the adviser who left a new, named one, and have that one call."),
    "fix_wait": N_("Cut the wait: spread appointments, keep a bay for quick maintenance, show the queue."),
    "keep_appointments": N_("Keep the appointments: prepare parts the evening before, confirm by phone."),
    "quality_review": N_("Go through every rework of these months: part, procedure or diagnosis?"),
    "complaint_review": N_(
        "Lay the complaints side by side: same symptom, model or part? Then tell the manufacturer."
    ),
    "satisfaction_rescue": N_("Call everyone who answered 1 to 3 within 24 hours, the manager in person."),
    "win_back_offer": N_(
        "Make a win-back offer, hold a fifth of the owners back, and compare after two months."
    ),
    "visit_district": N_(
        "Go to the district: which shops are new, how far is the way, is there pick-up service?"
    ),
    "pilot_store": N_("Try the measure in one store first and compare with one that does nothing."),
    "watch_two_months": N_(
        "Look at the due-month series again in two months: the first owners are then due."
    ),
    "watch_early": N_("Watch the early reading every month until the cohort is mature."),
    "check_data": N_("Check with the store whether the files are complete for these months."),
}
