"""What profit is called where neither costs nor a margin rate are known: the settled amount stands for it."""

from __future__ import annotations

from collections.abc import Mapping

from liuke.insight.diagnosis.contract import ProfitBasis
from liuke.insight.reports.language import N_

_TOO_FEW = (
    "With %(owners)s it cannot be told where the profit comes from or whether the usual thresholds fit."
)

_REVENUE: Mapping[str, str] = {
    "The most valuable 20 % of owners bring %(share)s of the after-sales profit.": N_(
        "The most valuable 20 % of owners bring %(share)s of the after-sales revenue."
    ),
    "There is no after-sales profit in the files to share out.": N_(
        "There is no after-sales revenue in the files to share out."
    ),
    _TOO_FEW: N_(
        "With %(owners)s it cannot be told where the revenue comes from or whether the usual thresholds fit."
    ),
    "of profit": N_("of revenue"),
    "How unevenly the profit is spread": N_("How unevenly the revenue is spread"),
    "Owners from poorest to richest along the bottom, their share of the profit upwards. Gini %(gini)s.": N_(
        "Owners from poorest to richest along the bottom, their share of the revenue upwards. Gini %(gini)s."
    ),
    "share of profit": N_("share of revenue"),
    "%(owners)s owners bring %(profit_share)s of the profit. Call those you have not seen for 90 days.": N_(
        "%(owners)s owners bring %(profit_share)s of the revenue. Call those you have not seen for 90 days."
    ),
}


def of_basis(sentence: str, basis: ProfitBasis) -> str:
    """The sentence about profit, or the same about revenue where there is nothing better.

    >>> of_basis("of profit", "costs"), of_basis("of profit", "settled_amount")
    ('of profit', 'of revenue')
    """
    return _REVENUE.get(sentence, sentence) if basis == "settled_amount" else sentence
