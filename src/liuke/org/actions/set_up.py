"""Sets an empty deployment up: the group and its first administrator, by whoever can read the terminal."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.audit.actor import Actor
from liuke.org.models import Group, RoleAssignment, SetupToken, Staff
from liuke.org.queries import the_group
from liuke.org.rules.roles import Level, Role
from liuke.org.sealing import fingerprint
from liuke.values.pinyin import person_initials, person_key
from liuke.values.refusal import Refusal


class SetUpAlready(Refusal):
    code = "set_up_already"
    sentence = "This deployment has been set up already. Sign in."


class WrongToken(Refusal):
    code = "wrong_token"
    sentence = (
        "The set-up code is wrong or no longer good. The terminal that runs “liuke up” shows the right one."
    )


@dataclass(frozen=True)
class FirstAdministrator:
    """Who sets the deployment up."""

    login: str
    name: str
    password: str


@transaction.atomic
def issue_setup_token(*, at: dt.datetime) -> str | None:
    """A token for the terminal, in place of an earlier one; None where everything is set up."""
    if the_group() is not None:
        return None
    token = secrets.token_urlsafe(18)
    SetupToken.objects.update_or_create(only=True, defaults={"token_hash": fingerprint(token), "made_at": at})
    return token


def check_setup_token(token: str) -> None:
    """Raises SetUpAlready, WrongToken. The token holds 144 random bits: it cannot be guessed."""
    if the_group() is not None:
        raise SetUpAlready
    if not SetupToken.objects.filter(token_hash=fingerprint(token)).exists():
        raise WrongToken


@transaction.atomic
def set_up(
    *, token: str, group_name: str, administrator: FirstAdministrator, ip: str | None, at: dt.datetime
) -> Staff:
    """The group, and an administrator who is also the group's head. The token is used up.

    Raises SetUpAlready, WrongToken; two at the same time: one of them.
    """
    SetupToken.objects.select_for_update().first()
    check_setup_token(token)
    SetupToken.objects.all().delete()
    name = administrator.name
    group = Group.objects.create(name=group_name, changed_at=at, changed_by=name)
    member = Staff.objects.create(
        login=administrator.login.lower(),
        name=name,
        password=make_password(administrator.password),
        pinyin=person_key(name),
        initials=person_initials(name),
        changed_at=at,
        changed_by=name,
    )
    for role in (Role.ADMINISTRATOR, Role.GROUP):
        RoleAssignment.objects.create(staff=member, role=role, level=Level.GROUP)
    actor = Actor(member.pk, name, ip)
    record(
        actor=actor,
        verb="group.set_up",
        subject=Subject("org.group", group.pk, group_name),
        after={"administrator": member.login},
    )
    return member
