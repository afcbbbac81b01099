"""A query says only what its address asks. What is not known is refused: a filter that is misspelt and passed
over would answer with everything."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, get_args, get_type_hints

from django.http import HttpRequest, HttpResponse
from ninja.errors import ValidationError
from ninja.params.models import Query
from pydantic import BaseModel

from liuke.web.shell.wording import N_, t

Answer = Callable[..., HttpResponse]
CODE = "unknown_parameter"
NONE = N_("is no parameter of this address, which has none; leave it out")
THESE = N_("is no parameter of this address; it has %(known)s")


def only_known(answer: Answer) -> Answer:
    """Around every call of the API: nothing was done where a parameter is refused."""
    known = query_names(answer)

    @wraps(answer)
    def checked(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        unknown = [name for name in request.GET if name not in known]
        if unknown:
            message = t(THESE, known=", ".join(known)) if known else t(NONE)
            raise ValidationError(
                [{"type": CODE, "loc": ("query", name[:100]), "msg": message} for name in unknown]
            )
        return answer(request, *args, **values)

    return checked


def query_names(answer: Answer) -> tuple[str, ...]:
    """What a call takes from the query, as its signature says."""
    names: list[str] = []
    for name, hint in get_type_hints(answer, include_extras=True).items():
        kind, *marks = get_args(hint) or (hint,)
        if any(isinstance(mark, Query) for mark in marks):
            whole = isinstance(kind, type) and issubclass(kind, BaseModel)
            names += kind.model_fields if whole else [name]
    return tuple(names)
