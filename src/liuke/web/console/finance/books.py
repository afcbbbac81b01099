"""Vouchers for the books, and the accounts they are made with."""

from __future__ import annotations

import csv
import datetime as dt
import io
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liuke.audit.actions.note_export import note_export
from liuke.audit.actions.record import Subject
from liuke.loyalty.actions.save_book_account import save_book_account
from liuke.loyalty.finance.vouchers import Month, book_accounts, vouchers_in
from liuke.loyalty.ledger.words import KINDS
from liuke.loyalty.models import BookAccount
from liuke.loyalty.rules.book_accounts import DEFAULTS, WORDS, Account
from liuke.org.queries import NotFound, store_within, stores_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed
from liuke.values.period import add_months
from liuke.values.refusal import Refusal
from liuke.web.console.finance import words
from liuke.web.console.finance.prepaid_edit import edited
from liuke.web.console.finance.workbook import TEXT, WHOLE, YUAN, Sheet, workbook
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.downloads import CONTENT_TYPES, harmless
from liuke.web.shell.forms import PlatformForm
from liuke.web.shell.pages import page
from liuke.web.shell.wording import lazy, refused, t

SEE = Permission.SEE_FINANCE


class AccountForm(PlatformForm):
    """An account of the books; no code: not booked."""

    code = forms.RegexField(r"^[0-9A-Za-z.\-]*$", label=lazy("Account code"), max_length=20, required=False)
    name = forms.CharField(label=lazy("Account name"), max_length=60, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


@needs(SEE)
@require_GET
def vouchers(request: Asking) -> HttpResponse:
    """A store's vouchers of a month, last month unless another one is asked for."""
    stores, today = list(stores_within(request.rights, SEE)), timezone.localdate()
    month = words.month_asked(request, add_months(today.replace(day=1), -1))
    store = next(
        (one for one in stores if str(one.pk) == request.GET.get("store")), stores[0] if stores else None
    )
    found, refusal = None, ""
    try:
        found = vouchers_in(store=store, month=month, today=today, preliminary=True) if store else None
    except Refusal as no:
        refusal = refused(no)
    context = {
        "tab": "vouchers",
        "stores": stores,
        "store": store,
        "month": month,
        "found": found,
        "refusal": refusal,
        "accounts": [(key, t(WORDS[key]), one) for key, one in book_accounts().items()],
        "may_change": request.rights.may(Permission.CHANGE_FINANCE),
        "postings": KINDS,
        "words": words,
    }
    return page(request, "console/finance/vouchers.html.j2", context)


@needs(SEE)
@require_POST
def vouchers_file(request: Asking) -> HttpResponse:
    """As csv or xlsx; the same postings give the same bytes. Raises MonthNotOver unless preliminary."""
    try:
        store = store_within(request.rights, UUID(request.POST.get("store", "")), SEE)
    except ValueError:
        raise NotFound from None
    month, today = words.month_asked(request, timezone.localdate().replace(day=1)), timezone.localdate()
    preliminary = request.POST.get("preliminary") == "on"
    found = vouchers_in(store=store, month=month, today=today, preliminary=preliminary)
    ending = "csv" if request.POST.get("format") == "csv" else "xlsx"
    subject = Subject("loyalty.vouchers", f"{month:%Y-%m}", f"{store.name} {month:%Y-%m}", store.pk)
    note_export(actor=request.rights.actor, subject=subject, rows=len(found.vouchers), reason="", at=now())
    content = _csv(found) if ending == "csv" else _book(found)
    mark = "-preliminary" if found.preliminary else ""
    name = f"liuke-vouchers-{store.code}-{month:%Y%m}{mark}.{ending}"
    return HttpResponse(
        content,
        content_type=CONTENT_TYPES[ending],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@needs(Permission.CHANGE_FINANCE)
@require_http_methods(["GET", "POST"])
def book_account(request: Asking, key: str) -> HttpResponse:
    """Which account of the books an account of the ledger is."""
    if not request.rights.may(Permission.CHANGE_FINANCE):
        raise NotAllowed
    if key not in DEFAULTS:
        raise NotFound
    standing = BookAccount.objects.filter(key=key).first()
    initial = {name: getattr(standing or DEFAULTS[key], name) for name in ("code", "name")}
    form = AccountForm(
        request.POST or None, initial={**initial, "version": standing.version if standing else None}
    )

    def keep() -> None:
        given = form.cleaned_data
        account = Account(given["code"], given["name"])
        save_book_account(scope=request.rights, key=key, version=given["version"], account=account, at=now())

    return edited(request, form, keep, t(WORDS[key]), "/finance/vouchers")


HEADS = (
    ("凭证日期", 12, TEXT),
    ("凭证号", 16, TEXT),
    ("摘要", 30, TEXT),
    ("科目编码", 12, TEXT),
    ("科目名称", 26, TEXT),
    ("借方金额", 14, YUAN),
    ("贷方金额", 14, YUAN),
    ("附单据数", 10, WHOLE),
    ("门店编码", 12, TEXT),
    ("门店", 20, TEXT),
)
"""The books are Chinese: so are these, whatever the page's language."""


def lines_of(month: Month) -> list[list[str | int | dt.date]]:
    """One line an entry, dated the last day of the month; debit or credit in fen, the other one 0."""
    day = add_months(month.month, 1) - dt.timedelta(1)
    mark = "（暂估，未结账）" if month.preliminary else ""
    return [
        [
            day,
            f"{month.month:%Y%m}-{month.store.code}-{voucher.number:02d}",
            f"{month.month:%Y-%m} {SUMMARIES.get(voucher.kind, voucher.kind)}{mark}",
            entry.code,
            entry.name,
            entry.debit_fen,
            entry.credit_fen,
            voucher.postings,
            month.store.code,
            month.store.name,
        ]
        for voucher in month.vouchers
        for entry in voucher.entries
    ]


SUMMARIES = {
    "topup": "储值充值（不征税601）",
    "sale": "销售次卡套餐（不征税601）",
    "pay": "储值消费确认收入",
    "use": "次卡核销确认收入",
    "redeem": "优惠券核销",
    "refund": "储值及次卡退款",
    "return": "退单返还",
    "reversal": "冲正",
    "expiry": "到期失效",
    "breakage": "沉睡结转",
    "opening": "期初余额导入",
    "settle": "店间结算",
    "gift": "赠送",
}


def _csv(month: Month) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head for head, _, _ in HEADS)
    for line in lines_of(month):
        writer.writerow(
            f"{value // 100}.{value % 100:02d}"
            if HEADS[place][2] == YUAN and isinstance(value, int)
            else harmless(str(value))
            for place, value in enumerate(line)
        )
    return "\ufeff".encode() + out.getvalue().encode()


def _book(month: Month) -> bytes:
    made = dt.datetime.combine(month.month, dt.time())
    return workbook([Sheet("凭证", HEADS, lines_of(month))], made=made)
