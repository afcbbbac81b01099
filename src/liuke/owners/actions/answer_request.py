"""Brings a request about personal data to its answer: who asks is checked, then it is done or refused."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.org.editing import locked, stamp
from liuke.org.scope import Scope
from liuke.owners.editing import subject_of
from liuke.owners.models import PrivacyRequest
from liuke.owners.queries import requests_within
from liuke.values.refusal import Refusal

S = PrivacyRequest.State


class RequestIsClosed(Refusal):
    code = "request_is_closed"
    sentence = "This request has been answered already."


class IdentityNotChecked(Refusal):
    code = "identity_not_checked"
    sentence = "Check first that the person who asks is who they say they are."


@transaction.atomic
def check_identity(
    *, scope: Scope, request_id: UUID, version: int, how: str, at: dt.datetime
) -> PrivacyRequest:
    """Raises NotFound, ChangedMeanwhile, RequestIsClosed."""
    request = open_request(scope, request_id, version)
    request.state, request.identity_how = S.CHECKED, how
    request.identity_at, request.identity_by = at, scope.actor.name
    stamp(request, scope=scope, at=at)
    request.save()
    record(
        actor=scope.actor,
        verb="privacy.identity_checked",
        subject=subject_of(request.owner),
        after={"identity_how": how},
    )
    return request


@transaction.atomic
def answer_request(
    *, scope: Scope, request_id: UUID, version: int, done: bool, answer: str, at: dt.datetime
) -> PrivacyRequest:
    """Nothing is done for somebody whose identity was not checked; refusing needs none.

    Raises NotFound, ChangedMeanwhile, RequestIsClosed, IdentityNotChecked.
    """
    request = open_request(scope, request_id, version)
    if done:
        must_be_checked(request)
    close(request, scope=scope, done=done, answer=answer, at=at)
    return request


def open_request(scope: Scope, request_id: UUID, version: int) -> PrivacyRequest:
    """A request nobody has answered yet, locked. Raises NotFound, ChangedMeanwhile, RequestIsClosed."""
    request = locked(requests_within(scope), request_id, version=version)
    if request.state in (S.DONE, S.REFUSED):
        raise RequestIsClosed
    return request


def must_be_checked(request: PrivacyRequest) -> None:
    """Raises IdentityNotChecked."""
    if request.state != S.CHECKED:
        raise IdentityNotChecked


def close(request: PrivacyRequest, *, scope: Scope, done: bool, answer: str, at: dt.datetime) -> None:
    """Answers a request that is held."""
    request.state, request.answer = S.DONE if done else S.REFUSED, answer
    request.closed_at, request.closed_by = at, scope.actor.name
    stamp(request, scope=scope, at=at)
    request.save()
    record(
        actor=scope.actor,
        verb="privacy.answered" if done else "privacy.refused",
        subject=subject_of(request.owner),
        after={"kind": request.kind},
        reason=answer,
    )
