"""The tables of the organisation."""

from liuke.org.models.api_key import ApiKey, ApiKeyUse
from liuke.org.models.custom_field import CustomField, LabelOverride
from liuke.org.models.group import Group, Region
from liuke.org.models.headcount import Headcount
from liuke.org.models.sign_in import RecoveryCode, SecondFactor, SetupToken, SignInAttempt, StaffSession
from liuke.org.models.staff import RoleAssignment, Staff
from liuke.org.models.store import Bay, ClosedDay, OpeningHours, ServiceDistrict, Store

__all__ = [
    "ApiKey",
    "ApiKeyUse",
    "Bay",
    "ClosedDay",
    "CustomField",
    "Group",
    "Headcount",
    "LabelOverride",
    "OpeningHours",
    "RecoveryCode",
    "Region",
    "RoleAssignment",
    "SecondFactor",
    "ServiceDistrict",
    "SetupToken",
    "SignInAttempt",
    "Staff",
    "StaffSession",
    "Store",
]
