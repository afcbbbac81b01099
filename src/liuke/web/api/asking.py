"""A call as the resources get it, and who may make it."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from liuke.org.actions.use_api_key import use_api_key
from liuke.org.models import ApiKey
from liuke.org.queries import scope_of_key
from liuke.org.rules.key_scopes import KeyScope
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal
from liuke.web.shell.asking import address_of, now


class Call(HttpRequest):
    """A request with a key that is good; ``ByKey`` sets these."""

    key: ApiKey
    rights: Scope


class ScopeMissing(Refusal):
    code = "scope_missing"
    sentence = "The key lacks the scope %(scope)s. Make one that has it."


class ByKey(HttpBearer):
    """Lets keys with ``scope`` through."""

    def __init__(self, scope: KeyScope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey:
        key = use_api_key(token=token, at=now())
        if self.scope not in key.scopes:
            raise ScopeMissing(scope=self.scope.value)
        request.key = key  # type: ignore[attr-defined]
        request.rights = scope_of_key(key, ip=address_of(request))  # type: ignore[attr-defined]
        return key


def sees_personal(call: Call) -> bool:
    """Whether telephone numbers and birthdays may be shown whole. Never to a sandbox."""
    return KeyScope.OWNERS_PERSONAL in call.key.scopes and not call.key.sandbox
