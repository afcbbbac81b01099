"""What of the owners' own tables follows an owner into another one."""

from __future__ import annotations

from liuke.owners.merging import MergeStep
from liuke.owners.models import (
    Candidate,
    Consent,
    FleetContact,
    HouseholdMember,
    Owner,
    OwnerInterest,
    Phone,
    PrivacyRequest,
    SourceKey,
    StageMark,
    Standing,
    WechatId,
)

STEPS = (
    MergeStep(SourceKey),
    MergeStep(Phone, same=("number",), sets={"first": False}),
    MergeStep(WechatId),
    MergeStep(Standing, same=()),
    MergeStep(OwnerInterest, same=("interest_id",)),
    MergeStep(StageMark),
    MergeStep(Consent),
    MergeStep(HouseholdMember, same=()),
    MergeStep(FleetContact, column="fleet_id"),
    MergeStep(PrivacyRequest),
    MergeStep(Candidate, column="first_id", drop=True),
    MergeStep(Candidate, column="second_id", drop=True),
    MergeStep(Owner, column="merged_into_id"),
)
