"""What the domains above contribute to owners: a module of an agreed name in their package."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps


@lru_cache
def contributed(module: str, name: str) -> tuple[Any, ...]:
    """``name`` of every ``<package>.<module>`` there is, lower floors first.

    The names in use: ``owner_reach.REACH``, ``merge_steps.STEPS``, ``merge_hooks.HOOKS``,
    ``duplicate_evidence.EVIDENCE``, ``personal_data.SECTIONS``, ``erasure_steps.STEPS``,
    ``import_undo.KEEPS_OWNER`` and ``GOES_WITH_OWNER``.
    """
    found: list[Any] = []
    for one in apps.get_app_configs():
        path = f"{one.name}.{module}"
        if one.name.startswith("liuke.") and find_spec(path) is not None:
            found.extend(getattr(import_module(path), name))
    return tuple(found)
