"""Entering what the law asks for: policies, issuers, escrow, documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from liuke.loyalty.actions.add_policy import PolicyDraft, add_policy
from liuke.loyalty.actions.check_identity import DocumentDraft, check_identity, others_with
from liuke.loyalty.actions.enter_escrow import enter_escrow
from liuke.loyalty.actions.save_issuer import IssuerDraft, save_issuer
from liuke.loyalty.finance.prepaid import LIMITS, identities_of, prepaid_limits
from liuke.loyalty.models import Identity, Issuer
from liuke.loyalty.rules.prepaid import PrepaidLimits
from liuke.org.editing import ChangedMeanwhile
from liuke.org.queries import NotFound, regions_within, store_within, stores_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed
from liuke.owners.queries import owner_within
from liuke.values.refusal import Refusal
from liuke.web.console.finance import words
from liuke.web.console.finance.prepaid import last_quarter
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now, safe_next
from liuke.web.shell.forms import PlatformForm
from liuke.web.shell.pages import page
from liuke.web.shell.whole_field import WholeField
from liuke.web.shell.wording import lazy, t
from liuke.web.shell.yuan_field import YuanField

CHANGE = Permission.CHANGE_FINANCE
BOTH = ["GET", "POST"]
MOST_LIMIT_FEN, MOST_ESCROW_FEN = 10**9, 10**11


def limit_field(label: Any, *, least: int = 0) -> YuanField:
    """A limit in yuan."""
    return YuanField(label=label, least=least, most=MOST_LIMIT_FEN)


def percent_field(label: Any) -> WholeField:
    """A whole per cent."""
    return WholeField(label=label, min_value=0, max_value=100)


class PolicyForm(PlatformForm):
    """A row of limits from a day on."""

    region = forms.ChoiceField(label=lazy("Holds in"), required=False)
    from_day = forms.DateField(
        label=lazy("From day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    named_cap_fen = limit_field(lazy("Most on a named card (yuan)"), least=1)
    unnamed_cap_fen = limit_field(lazy("Most on an unnamed card (yuan)"), least=1)
    unnamed_months = WholeField(label=lazy("Unnamed cards are good for (months)"), min_value=1, max_value=600)
    identity_named = forms.BooleanField(label=lazy("Named cards need a document"), required=False)
    identity_from_fen = limit_field(lazy("A document from (yuan at once)"))
    cash_from_fen = limit_field(lazy("No cash from (yuan at once)"))
    one_card = forms.BooleanField(
        label=lazy("Stored value and count cards together are one card"), required=False
    )
    cooling_off_days = WholeField(label=lazy("Days to think it over"), min_value=0, max_value=90)
    scale_percent = percent_field(lazy("Escrow of a single firm (%)"))
    group_percent = percent_field(lazy("Escrow of a group (%)"))
    brand_percent = percent_field(lazy("Escrow of a brand (%)"))
    note = forms.CharField(label=lazy("Rule it follows from"), max_length=200)


class IssuerForm(PlatformForm):
    """What is filed with the commerce authority."""

    legal_name = forms.CharField(label=lazy("Legal entity"), max_length=60)
    kind = forms.ChoiceField(label=lazy("Kind of issuer"))
    filing_no = forms.CharField(label=lazy("Filing number"), max_length=40, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class EscrowForm(PlatformForm):
    """What stands on the account."""

    amount = YuanField(label=lazy("On the escrow account (yuan)"), least=0, most=MOST_ESCROW_FEN)
    note = forms.CharField(label=lazy("Note: account, statement, date"), max_length=200)


class IdentityForm(PlatformForm):
    """A document somebody holds in the hand."""

    kind = forms.ChoiceField(label=lazy("Document"))
    name = forms.CharField(label=lazy("Name on the document"), max_length=60)
    number = forms.CharField(label=lazy("Number"), max_length=40)
    store = forms.ChoiceField(label=lazy("Store"))


@needs(CHANGE)
@require_http_methods(BOTH)
def prepaid_policy_new(request: Asking) -> HttpResponse:
    """Begins with what holds today."""
    if not request.rights.may(CHANGE):
        raise NotAllowed
    store = stores_within(request.rights, CHANGE).first()
    today = timezone.localdate()
    holds = prepaid_limits(store, today) if store else PrepaidLimits()
    form = PolicyForm(request.POST or None, initial={**_shown(holds), "from_day": today})
    form.choose(
        "region", [("", t("everywhere")), *((str(r.pk), r.name) for r in regions_within(request.rights))]
    )

    def keep() -> None:
        given = form.cleaned_data
        region = UUID(given["region"]) if given["region"] else None
        limits = PrepaidLimits(**{name: given[name] for name in LIMITS})
        draft = PolicyDraft(given["from_day"], limits, region, given["note"])
        add_policy(scope=request.rights, draft=draft, at=now())

    return edited(request, form, keep, t("New rule for prepaid cards"), reverse("prepaid"))


@needs(CHANGE)
@require_http_methods(BOTH)
def issuer(request: Asking, store_id: UUID) -> HttpResponse:
    """The legal entity of a store."""
    store = store_within(request.rights, store_id, CHANGE)
    standing = Issuer.objects.filter(store=store).first()
    fields = ("legal_name", "kind", "filing_no", "version")
    initial = {name: getattr(standing, name) for name in fields} if standing else {"kind": "group"}
    form = IssuerForm(request.POST or None, initial=initial)
    form.choose("kind", [(key, t(word)) for key, word in words.ISSUER_KINDS.items()])

    def keep() -> None:
        given = form.cleaned_data
        draft = IssuerDraft(given["legal_name"], given["kind"], given["filing_no"])
        save_issuer(scope=request.rights, store_id=store.pk, version=given["version"], draft=draft, at=now())

    return edited(request, form, keep, t("Issuer of %(store)s", store=store.name), reverse("prepaid"))


@needs(CHANGE)
@require_http_methods(BOTH)
def escrow_enter(request: Asking, store_id: UUID) -> HttpResponse:
    """For the quarter of the address."""
    store = store_within(request.rights, store_id, CHANGE)
    quarter = words.quarter_read(request, last_quarter())
    form = EscrowForm(request.POST or None)

    def keep() -> None:
        enter_escrow(
            scope=request.rights,
            store_id=store.pk,
            quarter=quarter,
            amount_fen=form.cleaned_data["amount"],
            note=form.cleaned_data["note"],
            at=now(),
        )

    title = t("Escrow of %(store)s, %(quarter)s", store=store.name, quarter=words.quarter_words(quarter))
    return edited(request, form, keep, title, f"{reverse('escrow')}?quarter={quarter}")


@needs(Permission.CHECK_IDENTITY)
@require_http_methods(BOTH)
def owner_identity(request: Asking, owner_id: UUID) -> HttpResponse:
    """Documents an owner has shown, and one more."""
    owner = owner_within(request.rights, owner_id, Permission.CHECK_IDENTITY)
    form = IdentityForm(
        request.POST or None, initial={"name": owner.name, "store": str(owner.home_store_id or "")}
    )
    form.choose("kind", [(key, t(word)) for key, word in words.DOCUMENTS.items()])
    stores = stores_within(request.rights, Permission.CHECK_IDENTITY)
    form.choose("store", [(str(one.pk), one.name) for one in stores])

    def keep() -> None:
        given = form.cleaned_data
        kept = check_identity(
            scope=request.rights,
            owner_id=owner.pk,
            store_id=UUID(given["store"]),
            draft=DocumentDraft(given["kind"], given["name"], given["number"]),
            at=now(),
        )
        if others_with(kept):
            messages.warning(
                request, t("The same document is on file for another owner too: they may be one person.")
            )

    kept: list[Identity] = list(identities_of(owner.pk))
    context = {"owner": owner, "identities": kept, "words": words}
    back = safe_next(request, request.GET.get("next"), reverse("owner", args=[owner.pk]))
    return edited(request, form, keep, t("Identity"), back, **context)


def edited(
    request: Asking, form: PlatformForm, keep: Callable[[], None], title: str, back: str, **more: Any
) -> HttpResponse:
    """The one page of all these forms; after saving, back to where one came from."""
    if form.is_valid():
        try:
            keep()
        except (NotFound, NotAllowed):
            raise
        except (ChangedMeanwhile, Refusal) as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(back)
    context = {
        "form": form,
        "title": title,
        "back": back,
        "owner": None,
        "identities": [],
        "words": words,
        **more,
    }
    return page(request, "console/finance/edit.html.j2", context, status=422 if form.is_bound else 200)


def _shown(limits: PrepaidLimits) -> dict[str, Any]:
    values = {name: getattr(limits, name) for name in LIMITS}
    return {name: f"{n / 100:.2f}" if name.endswith("_fen") else n for name, n in values.items()}
