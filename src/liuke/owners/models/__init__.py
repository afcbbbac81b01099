"""The tables of owners."""

from liuke.owners.models.consent import Consent, ConsentNow
from liuke.owners.models.duplicates import Candidate, Merge
from liuke.owners.models.owner import NewId, Owner, Phone, SourceKey, Standing, WechatId
from liuke.owners.models.privacy import PrivacyRequest, Suppressed
from liuke.owners.models.profile import Interest, OwnerInterest, StageMark
from liuke.owners.models.together import FleetContact, Household, HouseholdMember

__all__ = [
    "Candidate",
    "Consent",
    "ConsentNow",
    "FleetContact",
    "Household",
    "HouseholdMember",
    "Interest",
    "Merge",
    "NewId",
    "Owner",
    "OwnerInterest",
    "Phone",
    "PrivacyRequest",
    "SourceKey",
    "StageMark",
    "Standing",
    "Suppressed",
    "WechatId",
]
