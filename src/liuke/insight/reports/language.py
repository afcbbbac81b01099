"""The reader's language: Simplified Chinese by default, English complete."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal

Lang = Literal["zh", "en"]

LOCALES = Path(__file__).parents[2] / "locale"
CATALOGUE = LOCALES / "zh_Hans" / "LC_MESSAGES" / "liuke.po"
HTML_LANG: Mapping[Lang, str] = {"zh": "zh-Hans", "en": "en"}


def N_(msgid: str) -> str:  # noqa: N802 - the name every gettext tool extracts by
    """Marks a sentence for the catalogue where it is declared; it is translated where it is shown."""
    return msgid


class Language:
    """Sentences in one language. Missing figures of a sentence show as a dash, never as an error."""

    def __init__(self, lang: Lang, translations: NullTranslations) -> None:
        self.lang = lang
        self._translations = translations

    @property
    def zh(self) -> bool:
        return self.lang == "zh"

    def __call__(self, msgid: str, /, **figures: object) -> str:
        """The sentence for ``msgid`` with its ``%(name)s`` places filled.

        >>> language("en")("%(done)s of %(all)s", done=3)
        '3 of —'
        """
        return fill(self._translations.gettext(msgid) if msgid else "", figures)

    def plural(self, one: str, many: str, number: float, /, **figures: object) -> str:
        """As a call, choosing between singular and plural (Chinese has one form)."""
        return fill(self._translations.ngettext(one, many, 1 if number == 1 else 2), figures)

    def join(self, parts: list[str]) -> str:
        """An enumeration: 、 in Chinese, commas in English."""
        return ("、" if self.zh else ", ").join(parts)

    def sentences(self, parts: list[str]) -> str:
        """Whole sentences one after the other: Chinese needs no space between them."""
        return ("" if self.zh else " ").join(part for part in parts if part)


_PLACE = re.compile(r"%\((\w+)\)[sd]|%%")


def fill(sentence: str, figures: Mapping[str, object]) -> str:
    """``sentence`` with its ``%(name)s`` places filled. Any other per cent sign, also doubled, is just that.

    >>> fill("%(done)s is 10 % or 10 %% off", {"done": 9})
    '9 is 10 % or 10 % off'
    """
    return _PLACE.sub(lambda place: str(figures.get(place[1], "—")) if place[1] else "%", sentence)


@lru_cache
def language(lang: Lang) -> Language:
    """The language to write in."""
    return Language(lang, _chinese() if lang == "zh" else NullTranslations())


def _chinese() -> NullTranslations:
    compiled = CATALOGUE.with_suffix(".mo")
    if compiled.exists() and not _edited_since(compiled):
        with compiled.open("rb") as file:
            return GNUTranslations(file)
    return GNUTranslations(BytesIO(compile_catalogue(CATALOGUE)))


def _edited_since(compiled: Path) -> bool:
    """Only a checkout can be edited; in an installed package the two files' times mean nothing."""
    checkout = (LOCALES.parents[2] / "hatch_build.py").exists()
    return checkout and CATALOGUE.stat().st_mtime > compiled.stat().st_mtime


def compile_catalogue(source: Path) -> bytes:
    """The binary form of a catalogue, for a checkout whose build step has not run since the last edit."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    binary = BytesIO()
    write_mo(binary, catalogue)
    return binary.getvalue()
