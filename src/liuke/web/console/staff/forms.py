"""The forms of staff and roles."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from liuke.org.drafts import RoleDraft, StaffDraft
from liuke.org.models import Staff
from liuke.org.models.group import NAME_LENGTH
from liuke.org.queries import stores_within
from liuke.org.rules.roles import Level, Permission, Role
from liuke.org.scope import Scope
from liuke.web.console.stores.forms import readable_phone
from liuke.web.shell.forms import PlatformForm, VersionedForm
from liuke.web.shell.wording import lazy


class StaffForm(PlatformForm):
    """A member of staff."""

    name = forms.CharField(label=lazy("Name"), max_length=NAME_LENGTH)
    login = forms.RegexField(
        r"^[A-Za-z0-9._-]{2,40}$",
        label=lazy("Login"),
        help_text=lazy("Letters, figures, dot, hyphen and underscore; for example the name in pinyin."),
        error_messages={"invalid": lazy("Use 2 to 40 letters, figures, dots, hyphens or underscores.")},
    )
    home_store = forms.ChoiceField(label=lazy("Home store"), required=False)
    phone = forms.CharField(label=lazy("Telephone"), max_length=30, required=False)

    def __init__(self, *args: Any, scope: Scope, also: tuple[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stores = stores_within(scope, Permission.CHANGE_STAFF).filter(active=True)
        choices = [(str(store.pk), store.name) for store in stores]
        if scope.may(Permission.CHANGE_STAFF):
            choices.insert(0, ("", "—"))
        if also and also not in choices:
            choices.insert(0, also)
        self.choose("home_store", choices)

    def clean_phone(self) -> str:
        return readable_phone(self.cleaned_data["phone"])

    def draft(self) -> StaffDraft:
        """What the action takes."""
        given = self.cleaned_data
        return StaffDraft(
            login=given["login"],
            name=given["name"],
            phone=given["phone"],
            home_store_id=UUID(given["home_store"]) if given["home_store"] else None,
            active=given.get("active", True),
        )


class StaffEditForm(StaffForm, VersionedForm):
    """The same for somebody who is there."""

    active = forms.BooleanField(
        label=lazy("Works here"),
        required=False,
        help_text=lazy("Somebody who leaves is signed out everywhere at once."),
    )


class RoleLine(PlatformForm):
    """One role and its place, as ``store:ID``, ``region:ID`` or ``group``."""

    role = forms.ChoiceField(label=lazy("Staff role"))
    place = forms.ChoiceField(label=lazy("Holds in"))

    def __init__(self, *args: Any, roles: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("role", roles)
        self.choose("place", places)

    def draft(self) -> RoleDraft:
        """What the action takes."""
        return draft_of(self.cleaned_data["role"], self.cleaned_data["place"])


def draft_of(role: str, place: str) -> RoleDraft:
    """A role and its place from their texts."""
    level, _, key = place.partition(":")
    if level == "store":
        return RoleDraft(Role(role), Level.STORE, store_id=UUID(key))
    if level == "region":
        return RoleDraft(Role(role), Level.REGION, region_id=UUID(key))
    return RoleDraft(Role(role), Level.GROUP)


def staff_values(member: Staff) -> dict[str, Any]:
    """A member of staff as the form shows them."""
    return {
        "name": member.name,
        "login": member.login,
        "phone": member.phone,
        "home_store": str(member.home_store_id or ""),
        "active": member.is_active,
        "version": member.version,
    }
