"""Signing in: second factor, recovery codes, attempts that are limited, sessions."""

from __future__ import annotations

from django.db import models

from liuke.org.models.staff import Staff
from liuke.values.identity import new_id


class SecondFactor(models.Model):
    """The secret behind the six digits, sealed with the deployment's key.

    It counts once ``confirmed_at`` is set. ``last_step`` is the time step of the last code taken: a code is
    good once.
    """

    staff = models.OneToOneField(
        Staff, primary_key=True, on_delete=models.CASCADE, related_name="second_factor"
    )
    sealed_secret = models.TextField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """A code for the day the phone is lost, kept as a hash, good once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)


class SignInAttempt(models.Model):
    """One try of password or code, by the login as typed and by address: what the limits count."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    login = models.CharField(max_length=40)
    ip = models.GenericIPAddressField(null=True)
    succeeded = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=["login", "at"], name="attempts_by_login"),
            models.Index(fields=["ip", "at"], name="attempts_by_address"),
        )


class StaffSession(models.Model):
    """A place where somebody is signed in; Django's session names it by id. ``proved_at``: the last proof
    of who it is, which exports and changes of roles ask for anew.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="sessions")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    proved_at = models.DateTimeField()
    ip = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["staff", "-seen_at"], name="sessions_by_staff"),)


class SetupToken(models.Model):
    """Proof that whoever sets the deployment up can read its terminal. There is one at most, as a hash."""

    only = models.BooleanField(primary_key=True, default=True)
    token_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
