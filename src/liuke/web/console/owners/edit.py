"""Forms of an owner: who they are, numbers, WeChat, consent, stage, contact persons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from liuke.audit.actions.reveal import reveal
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.owners.actions.follow_records import follow_records
from liuke.owners.actions.mark_stage import mark_stage
from liuke.owners.actions.note_consent import note_consent
from liuke.owners.actions.save_contact import add_contact, remove_contact
from liuke.owners.actions.save_owner import change_owner, create_owner
from liuke.owners.actions.save_phone import add_phone, change_phone, remove_phone
from liuke.owners.actions.save_wechat import add_wechat, remove_wechat
from liuke.owners.drafts import PhoneDraft
from liuke.owners.editing import subject_of
from liuke.owners.models import FleetContact, Owner
from liuke.owners.queries import contact_within, owner_within, phone_within
from liuke.values.refusal import Refusal
from liuke.web.console.owners.forms import (
    ConsentForm,
    ContactForm,
    NewOwnerForm,
    OwnerEditForm,
    PhoneForm,
    StageForm,
    WechatForm,
    owner_values,
)
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.forms import PlatformForm
from liuke.web.shell.pages import page
from liuke.web.shell.wording import refused, t

P = Permission
BOTH = ["GET", "POST"]


def back_to(owner_id: UUID) -> HttpResponse:
    """The owner's page."""
    return HttpResponseRedirect(reverse("owner", args=[owner_id]))


def small_form(
    request: Asking, owner: Owner, form: PlatformForm, title: str, about: str, save: Callable[[], object]
) -> HttpResponse:
    """A form with a few fields that leads back to the owner's page."""
    if form.is_valid():
        try:
            save()
        except NotFound:
            raise
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("Saved."))
            return back_to(owner.pk)
    context = {"form": form, "owner": owner, "title": title, "about": about}
    return page(request, "console/owners/form.html.j2", context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_OWNERS)
@require_http_methods(BOTH)
def owner_new(request: Asking) -> HttpResponse:
    """An owner no import has told of, with the first number; what was searched in vain is filled in."""
    said = {name: request.GET.get(name, "").replace("\0", "")[:60] for name in ("name", "number")}
    form = NewOwnerForm(request.POST or None, scope=request.rights, initial=said)
    if form.is_valid():
        try:
            made = _create(request, form)
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("Saved."))
            return back_to(made.pk)
    context = {"form": form, "owner": None}
    return page(request, "console/owners/edit.html.j2", context, status=422 if form.is_bound else 200)


def _create(request: Asking, form: NewOwnerForm) -> Owner:
    with transaction.atomic():
        made = create_owner(scope=request.rights, draft=form.draft(), at=now())
        phone = PhoneDraft(number=form.cleaned_data["number"], first=True)
        add_phone(scope=request.rights, owner_id=made.pk, draft=phone, at=now())
    return made


@needs(P.CHANGE_OWNERS)
@require_http_methods(BOTH)
def owner_edit(request: Asking, owner_id: UUID) -> HttpResponse:
    """Who an owner is and what they like."""
    person = owner_within(request.rights, owner_id, P.CHANGE_OWNERS)
    values = owner_values(person)
    form = OwnerEditForm(request.POST or None, scope=request.rights, owner=person, initial=values)
    if form.is_valid():

        def change(version: int) -> None:
            change_owner(
                scope=request.rights, owner_id=person.pk, version=version, draft=form.draft(), at=now()
            )

        if form.saved(change, person, owner_values):
            messages.success(request, t("Saved."))
            return back_to(person.pk)
    context = {"form": form, "owner": person}
    return page(request, "console/owners/edit.html.j2", context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_OWNERS)
@require_POST
def owner_follow(request: Asking, owner_id: UUID, field: str) -> HttpResponse:
    """Takes what the records say."""
    follow_records(scope=request.rights, owner_id=owner_id, field=field, at=now())
    messages.success(request, t("Saved."))
    return back_to(owner_id)


@needs(P.REVEAL_PERSONAL)
@never_cache
@require_POST
def owner_phone(request: Asking, phone_id: int) -> HttpResponse:
    """A number in full, for a reason that is kept."""
    phone = phone_within(request.rights, phone_id, P.REVEAL_PERSONAL)
    problem = _reveal(request, phone.owner)
    context = {"key": f"phone-{phone.pk}", "address": reverse("owner_phone", args=[phone.pk])}
    return _number(request, phone.number, problem, context)


@needs(P.REVEAL_PERSONAL)
@never_cache
@require_POST
def contact_phone(request: Asking, contact_id: int) -> HttpResponse:
    """A contact person's number in full, for a reason that is kept."""
    contact = contact_within(request.rights, contact_id, P.REVEAL_PERSONAL)
    problem = _reveal(request, contact.fleet)
    context = {"key": f"contact-{contact.pk}", "address": reverse("contact_phone", args=[contact.pk])}
    return _number(request, contact.number, problem, context)


def _reveal(request: Asking, owner: Owner) -> str:
    """Why the number is not shown; empty where it is."""
    reason = request.POST.get("reason", "").replace("\0", "")[:200]
    try:
        reveal(actor=request.rights.actor, subject=subject_of(owner), field="phone", reason=reason, at=now())
    except Refusal as refusal:
        return refused(refusal)
    return ""


def _number(request: Asking, number: str, problem: str, context: dict[str, Any]) -> HttpResponse:
    context |= {"number": number, "shown": not problem, "problem": problem, "may_reveal": True}
    return page(request, "console/owners/phone.html.j2", context, status=422 if problem else 200)


@needs(P.CHANGE_OWNERS)
@require_http_methods(BOTH)
def owner_phone_new(request: Asking, owner_id: UUID) -> HttpResponse:
    """One more number."""
    person = owner_within(request.rights, owner_id, P.CHANGE_OWNERS)
    form = PhoneForm(request.POST or None)
    return small_form(
        request,
        person,
        form,
        t("New number"),
        "",
        lambda: add_phone(scope=request.rights, owner_id=person.pk, draft=form.draft(), at=now()),
    )


@needs(P.CHANGE_OWNERS)
@require_http_methods(BOTH)
def owner_phone_edit(request: Asking, phone_id: int) -> HttpResponse:
    """What is known of a number."""
    phone = phone_within(request.rights, phone_id, P.CHANGE_OWNERS)
    initial = {name: getattr(phone, name) for name in ("label", "state", "first")}
    form = PhoneForm(request.POST or None, phone=phone, initial=initial)
    return small_form(
        request,
        phone.owner,
        form,
        t("Number ending in %(end)s", end=phone.number[-4:]),
        t("A wrong number stays, so that no import brings it back as a good one."),
        lambda: change_phone(scope=request.rights, phone_id=phone.pk, draft=form.draft(), at=now()),
    )


@needs(P.CHANGE_OWNERS)
@require_POST
def owner_phone_remove(request: Asking, phone_id: int) -> HttpResponse:
    """A number that was typed in goes."""
    phone = phone_within(request.rights, phone_id, P.CHANGE_OWNERS)
    try:
        remove_phone(scope=request.rights, phone_id=phone.pk, at=now())
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, refused(refusal))
    return back_to(phone.owner_id)


@needs(P.CHANGE_OWNERS)
@require_http_methods(BOTH)
def owner_wechat_new(request: Asking, owner_id: UUID) -> HttpResponse:
    """Ties the owner to a WeChat account."""
    person = owner_within(request.rights, owner_id, P.CHANGE_OWNERS)
    form = WechatForm(request.POST or None)
    return small_form(
        request,
        person,
        form,
        t("WeChat account"),
        "",
        lambda: add_wechat(scope=request.rights, owner_id=person.pk, at=now(), **form.cleaned_data),
    )


@needs(P.CHANGE_OWNERS)
@require_POST
def owner_wechat_remove(request: Asking, owner_id: UUID, wechat_id: int) -> HttpResponse:
    """Unties the owner from a WeChat account."""
    remove_wechat(scope=request.rights, owner_id=owner_id, wechat_id=wechat_id, at=now())
    return back_to(owner_id)


@needs(P.CHANGE_OWNERS)
@require_http_methods(BOTH)
def owner_consent(request: Asking, owner_id: UUID) -> HttpResponse:
    """Writes down consent, or that it was taken back."""
    person = owner_within(request.rights, owner_id, P.CHANGE_OWNERS)
    form = ConsentForm(request.POST or None, initial={"given": "yes", "channels": ["any"]})
    return small_form(
        request,
        person,
        form,
        t("Consent"),
        t("Each word is added to a log that nobody can change; the latest one counts."),
        lambda: note_consent(scope=request.rights, owner_id=person.pk, draft=form.draft(), at=now()),
    )


@needs(P.CHANGE_OWNERS)
@require_http_methods(BOTH)
def owner_stage(request: Asking, owner_id: UUID) -> HttpResponse:
    """Says when the owner came to a stage."""
    person = owner_within(request.rights, owner_id, P.CHANGE_OWNERS)
    form = StageForm(request.POST or None, initial={"day": timezone.localdate()})
    return small_form(
        request,
        person,
        form,
        t("Life stage"),
        t("Most stages follow from the history. What you say here counts instead, under your name."),
        lambda: mark_stage(
            scope=request.rights, owner_id=person.pk, draft=form.draft(), today=timezone.localdate(), at=now()
        ),
    )


@needs(P.CHANGE_OWNERS)
@require_http_methods(BOTH)
def contact_new(request: Asking, owner_id: UUID) -> HttpResponse:
    """Somebody to talk to at a firm."""
    person = owner_within(request.rights, owner_id, P.CHANGE_OWNERS)
    form = ContactForm(request.POST or None)
    return small_form(
        request,
        person,
        form,
        t("New contact person"),
        "",
        lambda: add_contact(scope=request.rights, owner_id=person.pk, at=now(), **form.cleaned_data),
    )


@needs(P.CHANGE_OWNERS)
@require_POST
def contact_remove(request: Asking, contact_id: int) -> HttpResponse:
    """A contact person goes."""
    found: FleetContact = contact_within(request.rights, contact_id, P.CHANGE_OWNERS)
    return back_to(remove_contact(scope=request.rights, contact_id=found.pk, at=now()))
