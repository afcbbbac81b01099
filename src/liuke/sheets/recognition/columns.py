"""What each column of a sheet means, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from liuke.sheets.fields.catalogue import KINDS
from liuke.sheets.fields.field import Field, Kind, Type
from liuke.sheets.recognition import evidence, header_words
from liuke.sheets.recognition.evidence import Samples

SURE = 0.8
"""From this confidence on a column is taken without asking."""

POSSIBLE = 0.55
"""Below this one a column is not even proposed."""

_WEAK = 0.85
"""The confidence of a word that means a field where no better column is there."""

_FEW, _NEARLY_ALL = 0.2, 0.8
"""Shares of the values of a column that a vocabulary knows."""

_STRONG = frozenset(
    header_words.key(word) for kind in KINDS.values() for field in kind.fields for word in field.synonyms
)

_OF_THE_OWNER = ("owner_name", "phone")
_OF_ALL_PAYERS = ("total_fen", "amount_fen")
_OF_ONE_PAYER = ("owner_paid_fen", "insurer_fen", "warranty_fen", "internal_fen")
_HARMLESS_END = re.compile(r"[0-9a-z一二]|号|码|号码|名|名称|姓名|时间|日期|信息|数|金额")
How = Literal["mapping", "synonym", "similar", "content", "answer", "unknown"]


@dataclass(frozen=True)
class Match:
    """One column taken for one field. ``time_column`` holds the time of day where it stands apart."""

    column: int
    field: str
    confidence: float
    how: How
    time_column: int | None = None


def match_columns(*, kind: Kind, names: Sequence[str], samples: Samples) -> list[Match]:
    """The best one-to-one assignment of columns to the fields of a kind. Columns without one are left out."""
    candidates = sorted(
        _candidates(kind, names, samples),
        key=lambda m: (-_rank(m, names[m.column]), m.how != "synonym", m.column),
    )
    matches: dict[str, Match] = {}
    used: set[int] = set()
    for match in candidates:
        if match.field not in matches and match.column not in used:
            matches[match.field] = match
            used.add(match.column)
    _join_times(kind, matches, used, names, samples)
    return sorted(matches.values(), key=lambda m: m.column)


def _rank(match: Match, name: str) -> float:
    """What was received comes before what was due, however surely the words for that are known."""
    due = match.field in _OF_ALL_PAYERS and header_words.names_what_was_due(name)
    return POSSIBLE if due else match.confidence


def _candidates(kind: Kind, names: Sequence[str], samples: Samples) -> list[Match]:
    found = []
    for column, name in enumerate(names):
        if header_words.is_form_head(name):
            continue
        confidences = header_confidences(kind.name, name) if name else {}
        for field in kind.fields:
            confidence = confidences.get(field.name, 0.0)
            how: How = "synonym" if confidence >= SURE else "similar"
            if field.words is not None:
                confidence, how = _by_words(kind, field, confidences, column, samples)
            elif confidence < SURE:
                confidence, how = _with_evidence(field, name, confidence, column, samples)
            elif field.type in evidence.TELLING and samples.is_time_of_day(column):
                confidence = 0.0
            if field.type in evidence.HIGHEST_SCORE and samples.scale_of(column, field.type) is None:
                confidence = 0.0
            if field.name in _OF_ONE_PAYER and confidence:
                held = samples.holds_amounts(column, if_empty=confidence >= SURE)
                confidence = confidence if held else 0.0
            if name and confidence >= POSSIBLE:
                found.append(Match(column, field.name, confidence, how))
    return found


def _by_words(
    kind: Kind, field: Field, confidences: Mapping[str, float], column: int, samples: Samples
) -> tuple[float, How]:
    """A header held against the words below it: 项目类别 over 保养 and 维修 is the kind of a visit.

    A header that surely names the field is asked about where no vocabulary knows the words.
    """
    named = confidences.get(field.name, 0.0)
    how: How = "synonym" if named >= SURE else "similar"
    others = [f for f in kind.fields if f.words and f is not field]
    if named < POSSIBLE and all(confidences.get(f.name, 0.0) < SURE for f in others):
        return named, how
    own = samples.share_known(column, field.words or "")
    known = {f.name: samples.share_known(column, f.words) for f in others if f.words}
    if named >= POSSIBLE:
        if own >= _FEW:
            return named, how
        belongs_elsewhere = max(known.values(), default=0.0) >= _NEARLY_ALL
        return (POSSIBLE if named > _WEAK and not belongs_elsewhere else 0.0), "similar"
    misnamed = any(confidences.get(name, 0.0) >= SURE and share < _FEW for name, share in known.items())
    return (SURE, "content") if misnamed and own >= _NEARLY_ALL else (named, how)


def _with_evidence(
    field: Field, name: str, confidence: float, column: int, samples: Samples
) -> tuple[float, How]:
    if field.type not in evidence.TELLING:
        return confidence, "similar"
    if confidence >= POSSIBLE:
        readable = samples.share_readable(column, field.type)
        if readable is None:
            return confidence, "similar"
        return (confidence + 0.2 if readable >= 0.8 else confidence - 0.3), "similar"
    if field.type is Type.VIN:
        if (samples.share_readable(column, field.type) or 0.0) >= 0.8:
            return POSSIBLE + 0.1, "content"
    elif field.required and _share_dates(name, column, samples) >= 0.8:
        return POSSIBLE, "content"
    return confidence, "similar"


def _share_dates(name: str, column: int, samples: Samples) -> float:
    """The share of a column that by its values alone can be the date nothing else is there for.

    A header known as the word for something else says what its column is. A bare number is a date only where
    the header speaks of one: 43,800 is an amount as well as a day of 2019.
    """
    if any(form in _STRONG for form in header_words.keys(name)):
        return 0.0
    if header_words.speaks_of_time(name):
        return samples.share_readable(column, Type.DAY) or 0.0
    return samples.share_written_dates(column)


@lru_cache(maxsize=1_024)
def _forms(kind: str, field: str) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Comparable forms of the strong and the weak words of a field, each with its rank."""
    declared = KINDS[kind].field(field)
    strong, weak = (
        {header_words.key(word): rank for rank, word in reversed(list(enumerate(words)))}
        for words in (declared.synonyms, declared.weak)
    )
    return strong, weak


@lru_cache(maxsize=4_096)
def header_confidences(kind: str, name: str) -> Mapping[str, float]:
    """How surely a header names each field: 1 for a known word, .85 for a weak one, less when only alike.

    >>> vin = lambda header: header_confidences("work_orders", header).get("vin", 0)
    >>> vin("车架号"), vin("本车车架号"), vin("备注")
    (1.0, 0.7, 0)
    """
    found = {}
    forms = header_words.keys(name)
    of_nobody = header_words.names_the_bringer(name) or header_words.names_money(name)
    barred: tuple[str, ...] = _OF_THE_OWNER if of_nobody else ()
    barred += _OF_ALL_PAYERS if header_words.names_one_payer(name) else ()
    for field in KINDS[kind].fields:
        if field.name in barred or (field.type is Type.YUAN and header_words.is_part_of_what_one_pays(name)):
            continue
        strong, weak = _forms(kind, field.name)
        confidence = _known(forms, strong, weak) or max((_likeness(forms[0], w) for w in strong), default=0.0)
        if confidence:
            found[field.name] = confidence
    return found


def _known(forms: tuple[str, ...], strong: Mapping[str, int], weak: Mapping[str, int]) -> float:
    for position, form in enumerate(forms):
        if form in strong:
            return 1.0 - 0.0005 * strong[form] - 0.01 * position
        if form in weak:
            return _WEAK - 0.0005 * weak[form] - 0.01 * position
    return 0.0


def _likeness(form: str, word: str) -> float:
    """The head of a Chinese compound stands last: 本车车架号 is a VIN, 客户等级 is no customer."""
    long_enough = len(word) >= (2 if not word.isascii() else 4)
    if long_enough and (
        form.endswith(word) or (form.startswith(word) and _HARMLESS_END.fullmatch(form[len(word) :]))
    ):
        return round(0.55 + 0.25 * len(word) / len(form), 2)
    if len(form) >= 3 and len(word) >= 3 and (form[0] in word or form[1] in word):
        ratio = SequenceMatcher(None, form, word, autojunk=False).ratio()
        if ratio >= 0.8:
            return round(0.6 + 0.3 * (ratio - 0.8), 2)
    return 0.0


def _join_times(
    kind: Kind, matches: dict[str, Match], used: set[int], names: Sequence[str], samples: Samples
) -> None:
    """A bare time of day belongs to the day column of the same field (进厂日期 + 进厂时间)."""
    for column, name in enumerate(names):
        if column in used or not name or not samples.is_time_of_day(column):
            continue
        confidences = header_confidences(kind.name, name)
        best = max(
            (
                m
                for m in matches.values()
                if kind.field(m.field).type is Type.MOMENT and m.time_column is None
            ),
            key=lambda m: confidences.get(m.field, 0.0),
            default=None,
        )
        if best is not None and confidences.get(best.field, 0.0) >= POSSIBLE:
            matches[best.field] = replace(best, time_column=column)
            used.add(column)
