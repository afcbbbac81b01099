"""The API as one object: its resources, and the one shape of its refusals."""

from __future__ import annotations

from ninja import NinjaAPI

from liuke import __version__
from liuke.web.api.known import only_known
from liuke.web.api.problems import answer_problems
from liuke.web.api.resources import (
    balances,
    bills,
    changes,
    consents,
    contacts,
    declined_work,
    history,
    imports,
    owner_tags,
    owners,
    phones,
    policies,
    segments,
    stores,
    telematics,
    value,
    vehicle_calendar,
    vehicle_roles,
    vehicles,
    wechat_ids,
)

api = NinjaAPI(
    title="Liuke API",
    version=__version__,
    description="Owners, vehicles and their service history of a dealer group.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="api_v1",
)
answer_problems(api)
api.add_decorator(only_known)
RESOURCES = (
    *(stores, owners, phones, wechat_ids, contacts, consents, owner_tags, segments),
    *(vehicles, vehicle_roles, vehicle_calendar, policies, declined_work, telematics),
    *(history, imports, changes),
    *(balances, value, bills),
)
for resource in RESOURCES:
    api.add_router("", resource.router)
