"""One list of opening balances, wherever it stands, and the two forms on its page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse

from liuke.insight.reports.masking import masked_phone
from liuke.loyalty.actions.open_balances import hindrance
from liuke.loyalty.models import OpeningBatch, OpeningRow, ServiceItem
from liuke.loyalty.opening.queries import open_rows, posted_rows
from liuke.loyalty.opening.standing import same_owner, what_stands
from liuke.loyalty.opening.totals import CONTROLLED, UNCOUNTED, moved, posts
from liuke.org.rules.roles import Permission
from liuke.web.console.finance import words
from liuke.web.console.paging import paged, rest_of_query
from liuke.web.shell.asking import Asking
from liuke.web.shell.forms import PlatformForm
from liuke.web.shell.pages import page
from liuke.web.shell.whole_field import WholeField
from liuke.web.shell.wording import lazy, refused, t
from liuke.web.shell.yuan_field import YuanField

MOST_FEN = 10**11
WORKING = ("posting", "undoing")


def _whole(label: str) -> WholeField:
    return WholeField(label=lazy(label), min_value=0, max_value=MOST_FEN)


def _yuan(label: str) -> YuanField:
    return YuanField(label=lazy(label), least=0, most=MOST_FEN)


class ControlForm(PlatformForm):
    """The sums of the old system's report, and what to do with rows that differ from an earlier list."""

    rows = _whole(words.CONTROLS["rows"])
    principal_fen = _yuan(words.CONTROLS["principal_fen"])
    bonus_fen = _yuan(words.CONTROLS["bonus_fen"])
    points = _whole(words.CONTROLS["points"])
    visits = _whole(words.CONTROLS["visits"])
    visits_paid_fen = _yuan(words.CONTROLS["visits_paid_fen"])
    differing = forms.ChoiceField(
        label=lazy("Rows with another balance already"),
        choices=(
            ("", "—"),
            ("leave", lazy("Leave them out: the earlier list counts")),
            ("add", lazy("Post them in addition to the earlier list")),
        ),
    )

    def __init__(self, batch: OpeningBatch, data: Any = None) -> None:
        super().__init__(data)
        if OpeningRow.Fate.DIFFERS not in batch.totals:
            del self.fields["differing"]


class ReasonForm(PlatformForm):
    """Why a list is taken back."""

    reason = forms.CharField(label=lazy("Reason"), min_length=2, max_length=200)


def opening_page(request: Asking, batch: OpeningBatch, *, form: ControlForm | None = None) -> HttpResponse:
    """``form`` is what was typed and could not be taken."""
    fate = request.GET.get("fate", "")
    rows = batch.rows.select_related("owner", "elsewhere")
    if fate in words.FATES:
        rows = rows.filter(fate=fate)
    shown = paged(request, rows)
    me = request.rights.actor.id
    why_not = hindrance(batch) if batch.state == OpeningBatch.State.PREVIEW else None
    context = {
        "tab": "openings",
        "batch": batch,
        "may": request.rights.may(Permission.OPEN_BALANCES, batch.store_id),
        "state": words.STATES[batch.state],
        "working": batch.state in WORKING,
        "done": posted_rows(batch),
        "posts": posts(batch),
        "moved": moved(batch),
        "uncounted": UNCOUNTED,
        "fate": fate if fate in words.FATES else "",
        "paged": shown,
        "rest": rest_of_query(request),
        "controls": [(name, t(words.CONTROLS[name])) for name in CONTROLLED],
        "hindrance": refused(why_not) if why_not else "",
        "form": form or ControlForm(batch),
        "reason": ReasonForm(),
        "mine": me in (batch.asked_by_id,) if batch.state == "asked" else me == batch.undo_asked_by_id,
        "open_rows": open_rows(batch).exists(),
        "stands": what_stands(shown),
        "beside": same_owner(shown),
        "items": dict(ServiceItem.objects.values_list("code", "name")),
        "words": words,
        "masked": masked_phone,
    }
    return page(request, "console/finance/opening.html.j2", context, status=422 if form else 200)
