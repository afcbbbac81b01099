"""Staff: who signs in, and which role they have where."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from liuke.org.models.group import NAME_LENGTH, Region
from liuke.org.models.store import Store
from liuke.org.models.versioned import Versioned
from liuke.org.rules.roles import Level, Role
from liuke.values.identity import new_id


class Staff(Versioned, AbstractBaseUser):
    """A person who works for the group. ``login`` is in lower case; one who has left is not active."""

    login = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=NAME_LENGTH)
    pinyin = models.CharField(max_length=200, editable=False)
    initials = models.CharField(max_length=60, editable=False)
    phone = models.CharField(max_length=20, blank=True)
    home_store = models.ForeignKey(
        Store, null=True, blank=True, on_delete=models.PROTECT, related_name="home_staff"
    )
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False, editable=False)
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=5, blank=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager["Staff"]()

    class Meta:
        ordering = ("pinyin", "id")
        constraints = (
            models.CheckConstraint(condition=Q(login__regex=r"^[a-z0-9._-]+$"), name="a_login_is_plain"),
        )

    def __str__(self) -> str:
        return self.name


class RoleAssignment(models.Model):
    """A role and where it holds: in one store, in a region's stores, in the whole group."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=30)
    level = models.CharField(max_length=10)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    store = models.ForeignKey(Store, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(role__in=[r.value for r in Role]), name="a_role_is_known"),
            models.CheckConstraint(
                condition=Q(level=Level.GROUP.value, region=None, store=None)
                | Q(level=Level.REGION.value, region__isnull=False, store=None)
                | Q(level=Level.STORE.value, region=None, store__isnull=False),
                name="a_role_holds_in_one_place",
            ),
            models.UniqueConstraint(
                fields=["staff", "role", "region", "store"],
                nulls_distinct=False,
                name="a_role_is_given_once",
            ),
        )

    @property
    def role_enum(self) -> Role:
        return Role(self.role)

    @property
    def level_enum(self) -> Level:
        return Level(self.level)
