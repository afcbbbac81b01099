"""Who may call a view. A view without such a mark answers nobody: the platform is closed by default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from liuke.org.rules.roles import Permission

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """``public`` asks for nothing; else a sign-in, and ``permission`` somewhere.

    ``fresh`` asks for a proof of who it is within the last minutes; ``anytime`` is open to somebody who must
    change the password first. ``by_key`` is for programs: sessions do not count, the API asks for a key.
    """

    public: bool = False
    by_key: bool = False
    permission: Permission | None = None
    fresh: bool = False
    anytime: bool = False


def _mark(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


public = _mark(Access(public=True))
"""Open to everybody: sign-in, set-up, health."""
by_key = _mark(Access(by_key=True))
"""For programs with a key, which the API checks itself."""
signed_in = _mark(Access())
"""Open to everybody who is signed in: home, own account."""
own_account = _mark(Access(anytime=True))
"""What somebody with a first password may do before anything else."""


def needs(permission: Permission, *, fresh: bool = False) -> Callable[[View], View]:
    """Open to those who have ``permission`` in at least one store; the queries narrow down to which."""
    return _mark(Access(permission=permission, fresh=fresh))


def access_of(view: Callable[..., Any]) -> Access | None:
    """The mark of a view, None where it has none."""
    found = getattr(view, "access", None)
    return found if isinstance(found, Access) else None
