"""The tables of the organisation."""

from liuke.org.models.api_key import ApiKey, ApiKeyUse
from liuke.org.models.group import Group, Region
from liuke.org.models.sign_in import RecoveryCode, SecondFactor, SetupToken, SignInAttempt, StaffSession
from liuke.org.models.staff import RoleAssignment, Staff
from liuke.org.models.store import Bay, ClosedDay, OpeningHours, Store

__all__ = [
    "ApiKey",
    "ApiKeyUse",
    "Bay",
    "ClosedDay",
    "Group",
    "OpeningHours",
    "RecoveryCode",
    "Region",
    "RoleAssignment",
    "SecondFactor",
    "SetupToken",
    "SignInAttempt",
    "Staff",
    "StaffSession",
    "Store",
]
