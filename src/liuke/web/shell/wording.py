"""Sentences in the reader's language, from Django's catalogue (the same file as the report's)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from liuke.insight.reports.language import N_, fill
from liuke.values.refusal import Refusal, Word

__all__ = ["N_", "chinese", "lazy", "plural", "refused", "t"]


def t(msgid: str, /, **figures: object) -> str:
    """The sentence for an English msgid, its places filled."""
    return fill(gettext(msgid), figures) if msgid else ""


def plural(one: str, many: str, number: int, /) -> str:
    """The sentence for a ``count``, in English choosing between singular and plural."""
    return fill(ngettext(one, many, number), {"count": f"{number:,}"})


def lazy(msgid: str) -> Any:
    """The same, looked up when it is shown: for what is declared once, such as labels of forms."""
    return gettext_lazy(msgid)


def refused(refusal: Refusal) -> str:
    """A refusal's sentence."""
    figures = {name: t(v) if isinstance(v, Word) else v for name, v in refusal.figures.items()}
    return t(refusal.msgid, **figures)


def chinese() -> bool:
    """Whether the reader reads Chinese."""
    return not (get_language() or "").startswith("en")
