"""Opening balances: lists uploaded, one list with its rows, its error sheet."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from liuke.audit.actions.note_export import note_export
from liuke.audit.actions.record import Subject
from liuke.audit.watermarked_book import watermarked_book
from liuke.loyalty.actions.read_balances import BalanceList, read_balance_list
from liuke.loyalty.models import ServiceItem
from liuke.loyalty.opening.queries import batch_within, batches_within, open_rows
from liuke.org.queries import NotFound, stores_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed
from liuke.values.refusal import Refusal
from liuke.web.console.finance import words
from liuke.web.console.finance.opening_page import opening_page
from liuke.web.console.finance.workbook import YUAN
from liuke.web.console.paging import paged, rest_of_query
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.downloads import download
from liuke.web.shell.pages import page
from liuke.web.shell.wording import refused, t

OPEN, SEE = Permission.OPEN_BALANCES, Permission.SEE_FINANCE


@needs(SEE)
@require_GET
def openings(request: Asking) -> HttpResponse:
    """All lists so far, and a place for a new one for who may bring one."""
    context = {
        "tab": "openings",
        "paged": paged(request, batches_within(request.rights)),
        "rest": rest_of_query(request),
        "stores": list(stores_within(request.rights, OPEN)),
        "words": words,
    }
    return page(request, "console/finance/openings.html.j2", context)


@needs(OPEN)
@require_POST
def opening_upload(request: Asking) -> HttpResponse:
    """Reads the list and goes to its preview."""
    file = request.FILES.get("file")
    try:
        store = UUID(request.POST.get("store", ""))
    except ValueError:
        raise NotFound from None
    if not isinstance(file, UploadedFile):
        messages.error(request, t("No file was chosen."))
        return HttpResponseRedirect(reverse("openings"))
    upload = BalanceList(file.name or "list", file.chunks())
    try:
        batch = read_balance_list(scope=request.rights, store_id=store, upload=upload, at=now())
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        messages.error(request, refused(refusal))
        return HttpResponseRedirect(reverse("openings"))
    return HttpResponseRedirect(reverse("opening", args=[batch.pk]))


@needs(SEE)
@require_GET
def opening(request: Asking, batch_id: UUID) -> HttpResponse:
    """One list, wherever it stands."""
    return opening_page(request, batch_within(request.rights, batch_id))


@needs(OPEN, fresh=True)
@require_POST
def opening_errors(request: Asking, batch_id: UUID) -> HttpResponse:
    """What is not posted, with the reason; corrected, it can be uploaded again."""
    batch, at = batch_within(request.rights, batch_id, OPEN), now()
    rows = list(open_rows(batch).select_related("elsewhere"))
    items = dict(ServiceItem.objects.values_list("code", "name"))
    subject = Subject("loyalty.opening", batch.pk, batch.file, batch.store_id)
    mark = note_export(actor=request.rights.actor, subject=subject, rows=len(rows), reason="", at=at)
    heads = (
        "姓名",
        "手机号",
        "车牌号",
        "车架号",
        "会员卡号",
        "储值本金",
        "赠送金额",
        "积分",
        "次卡项目",
        "剩余次数",
        "次卡余额",
        "有效期至",
    )
    money = {"储值本金", "赠送金额", "次卡余额"}
    shaped = [(head, 14, YUAN if head in money else "") for head in heads]
    columns = [("行号", 8, ""), *shaped, ("原因", 40, "")]
    cells = [
        [
            row.n, row.name, row.phone, row.plate, row.vin, row.card_no,
            row.principal_fen / 100, row.bonus_fen / 100, row.points,
            items.get(row.item, row.item), row.visits, row.visits_paid_fen / 100, row.expires_on,
            "；".join(words.reasons(row)),
        ]
        for row in rows
    ]  # fmt: skip
    return download(
        watermarked_book(columns, cells, title=t("Rows left"), watermark=mark),
        name="openings",
        ending="xlsx",
        at=at,
    )
