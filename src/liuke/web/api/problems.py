"""Every "no" of the API in one shape, RFC 9457."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import Field, NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from liuke.loyalty.actions.give_value import ReasonMissing, SameOwner
from liuke.loyalty.ledger.refusals import LedgerRefusal
from liuke.loyalty.money import NumberMissing, PaidElsewhere, UnknownMethod
from liuke.loyalty.rules.coupon_worth import CouponUnknown
from liuke.loyalty.rules.tender import LineNotCovered, TendersDoNotMatch, TooManyPoints
from liuke.org.actions.use_api_key import KeyRefused, TooManyCalls
from liuke.org.editing import ChangedMeanwhile
from liuke.org.queries import NotFound
from liuke.org.rules.custom_fields import CustomFieldMissing, CustomFieldUnfit, CustomFieldUnknown
from liuke.org.scope import NotAllowed
from liuke.segments.actions.set_tag import TagReasonMissing
from liuke.values.refusal import Refusal
from liuke.vehicles.actions.change_plate import DayToCome
from liuke.vehicles.actions.save_policy import EndsBeforeItStarts
from liuke.vehicles.actions.take_telematics import (
    FigureNotPossible,
    HabitsNotReadable,
    MessageNumberNotReadable,
    MomentNotPossible,
    NothingTold,
)
from liuke.web.api.asking import ScopeMissing
from liuke.web.api.faults import NO_BODY, NO_JSON, Fault, fault_of, in_a_sentence
from liuke.web.api.schema import Schema
from liuke.web.shell.wording import N_, refused, t

log = logging.getLogger("liuke.web.api")
CONTENT_TYPE = "application/problem+json"
OUR_FAULT = N_("Something went wrong on the server; nothing was saved. Try again in a moment.")
NO_SUCH_ADDRESS = N_("There is no such address.")


class Problem(Schema):
    """``code`` is stable; ``detail`` is for people."""

    status: int
    code: str
    detail: str
    errors: list[Fault] = Field(default_factory=list)


class Missing(Refusal):
    """A header that a change cannot do without."""

    code = "header_missing"
    sentence = (
        "The header %(header)s is missing. A change needs an Idempotency-Key, another one each time, and "
        "where something is there already If-Match with the ETag you read."
    )


class ChangedSince(Refusal):
    code = "changed_since"
    sentence = "It has changed since you read it. Read it again, then make your change."


class OtherBody(Refusal):
    code = "idempotency_key_reused"
    sentence = "This Idempotency-Key was used for another request. Use a new one for each change."


class KeyUnfit(Refusal):
    code = "idempotency_key_unfit"
    sentence = (
        "An Idempotency-Key has %(most)s characters at most and no control characters; this one has "
        "%(length)s. Nothing was done: make a shorter one, another one for each change."
    )


class BadCursor(Refusal):
    code = "bad_cursor"
    sentence = "This cursor is not one of ours. Begin without one."


class NotInSandbox(Refusal):
    code = "not_in_sandbox"
    sentence = "A sandbox key cannot do this."


STATUS: Mapping[type[Refusal], int] = {
    KeyRefused: 401,
    ScopeMissing: 403,
    NotAllowed: 403,
    NotFound: 404,
    ChangedSince: 412,
    ChangedMeanwhile: 412,
    OtherBody: 422,
    KeyUnfit: 422,
    EndsBeforeItStarts: 422,
    MomentNotPossible: 422,
    FigureNotPossible: 422,
    NothingTold: 422,
    HabitsNotReadable: 422,
    MessageNumberNotReadable: 422,
    TagReasonMissing: 422,
    DayToCome: 422,
    CustomFieldMissing: 422,
    CustomFieldUnfit: 422,
    CustomFieldUnknown: 422,
    BadCursor: 422,
    ReasonMissing: 422,
    SameOwner: 422,
    NumberMissing: 422,
    UnknownMethod: 422,
    PaidElsewhere: 422,
    LineNotCovered: 422,
    CouponUnknown: 422,
    TendersDoNotMatch: 422,
    TooManyPoints: 422,
    Missing: 428,
    TooManyCalls: 429,
}
"""What is not named here is a conflict with how things stand: 409."""


def problem(status: int, code: str, detail: str, errors: list[Fault] | None = None) -> HttpResponse:
    """A refusal as an answer."""
    body = Problem(status=status, code=code, detail=detail, errors=errors or []).model_dump_json()
    return HttpResponse(body, status=status, content_type=CONTENT_TYPE)


def answer_problems(api: NinjaAPI) -> None:
    """Makes ``api`` answer whatever goes wrong as a problem."""
    api.add_exception_handler(Refusal, _refusal)
    api.add_exception_handler(AuthenticationError, _no_key)
    api.add_exception_handler(ValidationError, _unreadable)
    api.add_exception_handler(HttpError, _http)
    for bad in (BadRequest, MultiPartParserError, RequestDataTooBig, TooManyFilesSent):
        api.add_exception_handler(bad, _bad_request)
    api.add_exception_handler(Http404, lambda _request, _error: unknown_address())
    api.add_exception_handler(Exception, _our_fault)


def unknown_address() -> HttpResponse:
    """For an address the API does not have."""
    return problem(404, NotFound.code, t(NO_SUCH_ADDRESS))


def _refusal(request: HttpRequest, refusal: Any) -> HttpResponse:
    del request
    status = refusal.status if isinstance(refusal, LedgerRefusal) else STATUS.get(type(refusal), 409)
    answer = problem(status, refusal.code, refused(refusal))
    if isinstance(refusal, TooManyCalls):
        answer["Retry-After"] = str(refusal.parameters["wait_seconds"])
    if isinstance(refusal, KeyRefused):
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def _no_key(request: HttpRequest, error: Any) -> HttpResponse:
    del error
    return _refusal(request, KeyRefused())


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    del request
    return _faulty(422, [fault_of(one) for one in error.errors])


def _http(request: HttpRequest, error: Any) -> HttpResponse:
    del request
    if error.status_code == 400:
        return _faulty(422, [Fault(place="body", code="unreadable", message=t(NO_JSON))])
    return _faulty(error.status_code, [_of_body(error)])


def _bad_request(request: HttpRequest, error: Any) -> HttpResponse:
    del request
    return _faulty(422, [_of_body(error)])


def _of_body(error: Exception) -> Fault:
    return Fault(place="body", code="unreadable", message=t(NO_BODY, why=error))


def _faulty(status: int, faults: list[Fault]) -> HttpResponse:
    return problem(status, "unreadable", in_a_sentence(faults), faults)


def _our_fault(request: HttpRequest, error: Any) -> HttpResponse:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem(500, "our_fault", t(OUR_FAULT))
