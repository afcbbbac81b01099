"""The first week in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from liuke.insight.reports.language import N_

DAYS: Mapping[int, str] = {
    1: N_("Monday"),
    2: N_("Tuesday"),
    3: N_("Wednesday"),
    4: N_("Thursday"),
    5: N_("Friday"),
}

WITHOUT_YUAN: Mapping[str, str] = {
    "call_at_risk": N_(
        "%(vehicles)s cars stay away with a chance of 30 % or more. Each adviser calls ten a day."
    ),
}
"""Where the files hold no amounts nothing is said of money."""

STEPS: Mapping[str, tuple[str, str]] = {
    "morning_meeting": (
        N_("Read the first page together"),
        N_("15 minutes with the service managers: one name for each problem."),
    ),
    "call_problem": (
        N_("Call the owners of problem %(rank)s"),
        N_(
            "%(slice)s: %(owners)s owners who were due and did not come, about %(yuan)s. The most valuable"
            " first."
        ),
    ),
    "call_at_risk": (
        N_("Call the cars at risk"),
        N_(
            "%(vehicles)s cars stay away with a chance of 30 % or more, %(yuan)s at stake. Each adviser calls"
            " ten a day."
        ),
    ),
    "interview_lost": (
        N_("Ask 20 lost owners why"),
        N_("Draw them at random from the list, no sales talk, write the reason down in their words."),
    ),
    "first_service_due": (
        N_("Book the first maintenances"),
        N_(
            "%(vehicles)s cars are due for their first maintenance within the next weeks. Call before they"
            " are late."
        ),
    ),
    "second_service_due": (
        N_("Book the second maintenances"),
        N_("%(vehicles)s cars are due for their second maintenance. Here most habits are lost."),
    ),
    "vip_owners": (
        N_("Give every VIP owner a named adviser"),
        N_(
            "%(owners)s owners bring %(profit_share)s of the profit. Call those you have not seen for 90"
            " days."
        ),
    ),
    "wake_sleepers": (
        N_("Wake the sleepers worth waking"),
        N_(
            "%(vehicles)s cars: of such cars %(woke_share)s woke in the past. One offer, one call, then stop."
        ),
    ),
    "stop_sleepers": (
        N_("Stop calling the others"),
        N_("%(vehicles)s sleeping cars cost more than they bring back: %(yuan)s of calls saved."),
    ),
    "shared_phones": (
        N_("Clean the suspicious phones"),
        N_(
            "%(phones)s phone numbers stand on more than three owners. Ask for the real one at the next"
            " visit."
        ),
    ),
    "missing_columns": (
        N_("Have the missing columns exported"),
        N_("With them %(kpis)s more figures can be computed. The list is at the end of the vital signs."),
    ),
    "missing_settings": (
        N_("Tell the facts of the stores that no file holds"),
        N_(
            "Write under “settings: stores:” in mapping.yaml, for each store: %(settings)s. Pass the file"
            " with --mapping next time, and %(kpis)s more figures can be computed."
        ),
    ),
    "fix_rejected": (
        N_("Correct the rejected rows"),
        N_(
            "%(rows)s rows could not be used. Correct them in the error workbook and run the diagnosis again."
        ),
    ),
    "compare_prices": (
        N_("Ask for competitors' prices"),
        N_("Three shops near by, the same maintenance, labour and parts apart."),
    ),
    "adviser_talk": (
        N_("Talk with the advisers"),
        N_("Let the best tell the others what they do differently. No ranking on the wall."),
    ),
    "run_again": (
        N_("Run the diagnosis again next month"),
        N_("The same command on the new export: the mapping is remembered, the effect becomes visible."),
    ),
}
