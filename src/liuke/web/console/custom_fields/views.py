"""Custom fields and labels: what there is, a field, a label."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from liuke.org.actions.name_field import name_field
from liuke.org.actions.save_custom_field import change_custom_field, create_custom_field
from liuke.org.models import CustomField, LabelOverride
from liuke.org.queries import NotFound
from liuke.org.rules.custom_fields import Bearer
from liuke.org.rules.renamable import RENAMABLE
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed
from liuke.values.refusal import Refusal
from liuke.web.console.custom_fields.forms import FieldEditForm, FieldNewForm, LabelForm, field_values
from liuke.web.console.custom_fields.words import BEARERS, KINDS
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.pages import page
from liuke.web.shell.wording import t

P = Permission
BOTH = ["GET", "POST"]


@needs(P.CHANGE_GROUP)
@require_GET
def custom_fields(request: Asking) -> HttpResponse:
    """All fields by what bears them, and what built-in fields are called."""
    fields: dict[str, list[CustomField]] = {}
    for one in CustomField.objects.order_by("retired", "rank", "key"):
        fields.setdefault(one.bearer, []).append(one)
    own = {(one.bearer, one.field): one for one in LabelOverride.objects.all()}
    labels = {
        bearer.value: [(field, t(word), own.get((bearer.value, field))) for field, word in renamable.items()]
        for bearer, renamable in RENAMABLE.items()
    }
    context = {"bearers": BEARERS, "kinds": dict(KINDS), "fields": fields, "labels": labels}
    return page(request, "console/custom_fields/list.html.j2", context)


@needs(P.CHANGE_GROUP)
@require_http_methods(BOTH)
def custom_field_new(request: Asking) -> HttpResponse:
    """A new field."""
    of = request.GET.get("of", "")
    form = FieldNewForm(request.POST or None, initial={"bearer": of})
    if form.is_valid():
        bearer, key, kind = form.where()
        try:
            create_custom_field(
                scope=request.rights, bearer=bearer, key=key, kind=kind, draft=form.draft(), at=now()
            )
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("custom_fields"))
    context = {"form": form, "field": None}
    return page(request, "console/custom_fields/field.html.j2", context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_GROUP)
@require_http_methods(BOTH)
def custom_field(request: Asking, field_id: UUID) -> HttpResponse:
    """A field that is there."""
    field = CustomField.objects.filter(pk=field_id).first()
    if field is None:
        raise NotFound
    form = FieldEditForm(request.POST or None, initial=field_values(field))
    if form.is_valid():

        def change(version: int) -> None:
            change_custom_field(
                scope=request.rights, field_id=field.pk, version=version, draft=form.draft(), at=now()
            )

        if form.saved(change, field, field_values):
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("custom_fields"))
    context = {"form": form, "field": field, "kinds": dict(KINDS), "bearers": dict(BEARERS)}
    return page(request, "console/custom_fields/field.html.j2", context, status=422 if form.is_bound else 200)


@needs(P.CHANGE_GROUP)
@require_http_methods(BOTH)
def custom_label(request: Asking, bearer: str, field: str) -> HttpResponse:
    """What a built-in field is called; without labels, as before."""
    if bearer not in set(Bearer) or field not in RENAMABLE[Bearer(bearer)]:
        raise NotFound
    own = LabelOverride.objects.filter(bearer=bearer, field=field).first()
    values = {name: getattr(own, name, "") for name in ("label_zh", "label_en")}
    form = LabelForm(request.POST or None, initial={**values, "version": own.version if own else 0})
    if form.is_valid():
        reset, given = "reset" in request.POST, form.cleaned_data
        try:
            name_field(
                scope=request.rights,
                bearer=Bearer(bearer),
                field=field,
                version=given["version"],
                zh="" if reset else given["label_zh"],
                en="" if reset else given["label_en"],
                at=now(),
            )
        except (NotAllowed, NotFound):
            raise
        except Refusal as refusal:
            form.take(refusal)
        else:
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("custom_fields"))
    word = RENAMABLE[Bearer(bearer)][field]
    context = {"form": form, "word": t(word), "own": own, "bearer": dict(BEARERS)[bearer]}
    return page(request, "console/custom_fields/label.html.j2", context, status=422 if form.is_bound else 200)
