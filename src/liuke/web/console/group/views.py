"""The group's names."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from liuke.org.actions.change_group import change_group
from liuke.org.models import Group
from liuke.org.models.group import NAME_LENGTH
from liuke.org.queries import NotFound, the_group
from liuke.org.rules.roles import Permission
from liuke.web.shell.access import needs
from liuke.web.shell.asking import Asking, now
from liuke.web.shell.forms import VersionedForm
from liuke.web.shell.pages import page
from liuke.web.shell.wording import lazy, t


class GroupForm(VersionedForm):
    """The group's name, and a short one for the menu."""

    name = forms.CharField(label=lazy("Name of the dealer group"), max_length=NAME_LENGTH)
    short_name = forms.CharField(
        label=lazy("Short name"), max_length=20, required=False, help_text=lazy("Shown above the menu")
    )


@needs(Permission.CHANGE_GROUP)
@require_http_methods(["GET", "POST"])
def group_edit(request: Asking) -> HttpResponse:
    """Changes them."""
    group = the_group()
    if group is None:
        raise NotFound
    form = GroupForm(request.POST or None, initial={**_values(group), "version": group.version})
    if form.is_valid():

        def change(version: int) -> None:
            change_group(scope=request.rights, **{**form.cleaned_data, "version": version}, at=now())

        if form.saved(change, group, _values):
            messages.success(request, t("Saved."))
            return HttpResponseRedirect(reverse("home"))
    return page(request, "console/group/edit.html.j2", {"form": form}, status=422 if form.is_bound else 200)


def _values(group: Group) -> dict[str, str]:
    return {"name": group.name, "short_name": group.short_name}
