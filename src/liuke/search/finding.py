"""Looks up what has been typed: which owners and cars, the best first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.search.rules.typed import OF_OWNERS, Kind, Typed, kinds_of, turned, with_earlier
from liuke.values.reach import Reach

MOST = 10
MANY = 1500
"""What more keys than this begin with is looked for among those seen last, who come first anyway."""
_SPARE = MOST + 4
_MOST_WORDS = 3
LAST_SIGN = "\U0010ffff"
"""Comes after every text that goes on."""
_RANK = "CASE WHEN pos = 0 AND key = {text} THEN 0 WHEN pos = 0 OR key = {text} THEN 1 ELSE 2 END"
"""The whole of it, then its beginning or its end, then any part."""
_BEST = f"ORDER BY rank, seen DESC NULLS LAST, who LIMIT {_SPARE}"


@dataclass(frozen=True)
class Hit:
    """An owner found, or without one (``owner`` None) a car. ``cars`` are those found themselves, ``once``
    those of them found by a plate of earlier days.
    """

    owner: UUID | None
    cars: tuple[UUID, ...]
    once: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class _Asked:
    """A text, what it can be, and the SQL of the keys that begin with it."""

    text: str
    kinds: tuple[Kind, ...]
    name: str = "a"

    @property
    def keys(self) -> str:
        parts = (
            f"SELECT entry, {_RANK.format(text=f'%({self.name}_{kind:d})s')} AS rank FROM search_key"
            f" WHERE {self.fits(kind)}"
            for kind in self.kinds
        )
        return " UNION ALL ".join(parts)

    @property
    def whole(self) -> str:
        """The keys that are the text from beginning to end."""
        parts = (
            f"SELECT entry, 0 AS rank FROM search_key WHERE kind = {kind:d}"
            f" AND key = %({self.name}_{kind:d})s AND pos = 0"
            for kind in self.kinds
        )
        return " UNION ALL ".join(parts)

    def fits(self, kind: Kind) -> str:
        low, high = f"%({self.name}_{kind:d})s", f"%({self.name}_{kind:d}_end)s"
        return f"kind = {kind:d} AND key >= {low} AND key < {high}"

    @property
    def values(self) -> dict[str, str]:
        texts = {f"{self.name}_{kind:d}": turned(self.text, kind) for kind in self.kinds}
        return texts | {f"{name}_end": text + LAST_SIGN for name, text in texts.items()}


def find(scope: Scope, typed: Typed) -> list[Hit]:
    """At most ``MOST`` and some to spare: what is found has yet to be read through the scope."""
    owners, cars = (scope.reach(one) for one in (Permission.SEE_OWNERS, Permission.SEE_VEHICLES))
    asked = _asked(typed.text, typed.kinds, owners, cars)
    found = _hits(_find(asked, owners, cars)) if asked.kinds else []
    if len(found) < MOST and Kind.PLATE in asked.kinds:
        earlier = _asked(typed.text, (Kind.EARLIER_PLATE,), owners, cars)
        found = _behind(found, _hits(_find(earlier, owners, cars), once=True))
    if not found and 1 < len(typed.words) <= _MOST_WORDS:
        now = {word: kinds_of(word) for word in typed.words}
        once = {word: with_earlier(kinds) for word, kinds in now.items()}
        found = _hits(_find_together(now, owners, cars))
        if not found and once != now:
            found = _hits(_find_together(once, owners, cars), once=True)
    return found


def _hits(rows: Iterable[Any], *, once: bool = False) -> list[Hit]:
    found = ((owner, tuple(fitting or ())) for owner, fitting in rows)
    return [Hit(owner, fitting, fitting if once else ()) for owner, fitting in found]


def _behind(first: Iterable[Hit], later: Iterable[Hit]) -> list[Hit]:
    """Plates of earlier days after all others; whoever was found already gets the cars that had them."""
    found = {hit.owner or hit.cars: hit for hit in first}
    for hit in later:
        known = found.get(hit.owner or hit.cars)
        more = tuple(car for car in hit.cars if not known or car not in known.cars)
        found[hit.owner or hit.cars] = Hit(hit.owner, (known.cars if known else ()) + more, more)
    return list(found.values())[:_SPARE]


def _asked(text: str, kinds: Iterable[Kind], owners: Reach, cars: Reach, name: str = "a") -> _Asked:
    """Only what somebody may see at all is asked for."""
    may = (kind for kind in kinds if (owners if kind in OF_OWNERS else cars))
    return _Asked(text, tuple(sorted(may)), name)


def _find(asked: _Asked, owners: Reach, cars: Reach) -> list[Any]:
    """Rank by rank where many fit: few of a rank are sorted, many are met among those seen last."""
    values = {**asked.values, **_places(owners, cars)}
    if _many(asked.keys, values) <= MANY:
        rows = _rows(f"WITH raw AS ({asked.keys}) {_people('raw', owners, cars)} {_BEST}", values)
        return [(owner, fitting) for _, owner, fitting, *_ in rows]
    asked = _there(asked, values)
    found: dict[UUID, tuple[UUID | None, list[UUID]]] = {}
    for rank in range(3):
        keys = f"SELECT entry, rank FROM ({asked.keys}) AS t WHERE rank = {rank}" if rank else asked.whole
        few = rank == 0 or _many(keys, values) <= MANY
        sorted_ones = f"WITH raw AS ({keys}) {_people('raw', owners, cars)} {_BEST}"
        statement = sorted_ones if few else _seen_last(asked, owners, cars, rank)
        for who, owner, fitting, *_ in _rows(statement, values):
            found.setdefault(who, (owner, []))[1].extend(fitting or ())
        if len(found) >= MOST:
            break
    return list(found.values())[:_SPARE]


def _many(keys: str, values: Mapping[str, Any]) -> int:
    """How many keys there are, counted no further than matters."""
    [(many,)] = _rows(f"SELECT count(*) FROM ({keys} LIMIT {MANY + 1}) AS t", values)
    return int(many)


def _there(asked: _Asked, values: Mapping[str, Any]) -> _Asked:
    """Without the kinds of which no key begins so: zhou is no part of a plate, and no car is asked for it."""
    tried = ", ".join(f"EXISTS (SELECT FROM search_key WHERE {asked.fits(kind)})" for kind in asked.kinds)
    [some] = _rows(f"SELECT {tried}", values)
    return _Asked(
        asked.text, tuple(k for k, found in zip(asked.kinds, some, strict=True) if found), asked.name
    )


def _seen_last(asked: _Asked, owners: Reach, cars: Reach, rank: int) -> str:
    """Those of a rank or better, from the one seen last on. An entry has a dozen keys: they are all looked
    at, which OFFSET and a condition that no index answers keep the planner from doing the other way round.
    """
    whole = " OR ".join(f"k.key = %({asked.name}_{kind:d})s" for kind in asked.kinds)
    better = f" AND (k.pos = 0 OR {whole})" if rank == 1 else ""
    fits = " OR ".join(
        f"(k.kind = {kind:d} AND left(k.key, {len(asked.text)}) = %({asked.name}_{kind:d})s)"
        for kind in asked.kinds
    )
    sides = {kind not in OF_OWNERS for kind in asked.kinds}
    side = "" if len(sides) > 1 else f" AND {'e.car' if True in sides else 'NOT e.car'}"
    return (
        "SELECT coalesce(e.owner_id, e.id), e.owner_id, CASE WHEN e.car THEN ARRAY[e.id] END"
        f" FROM search_entry AS e WHERE {_within(owners, cars)}{side} AND EXISTS ("
        f"SELECT FROM search_key AS k WHERE k.entry = e.id AND ({fits}){better} OFFSET 0)"
        f" ORDER BY e.seen DESC NULLS LAST, e.id LIMIT {_SPARE}"
    )


def _find_together(words: Mapping[str, frozenset[Kind]], owners: Reach, cars: Reach) -> list[Any]:
    """Owners whom each of the words fits, on their own account or by one of their cars."""
    asked = [
        _asked(word, kinds, owners, cars, f"w{number}") for number, (word, kinds) in enumerate(words.items())
    ]
    if not all(one.kinds for one in asked):
        return []
    values = _places(owners, cars)
    for one in asked:
        values |= one.values
    names = [one.name for one in asked]
    parts = ", ".join(
        f"{one.name}_raw AS ({one.keys}), {one.name} AS ({_people(f'{one.name}_raw', owners, cars)})"
        for one in asked
    )
    joins = " ".join(f"JOIN {name} USING (who, owner_id)" for name in names[1:])
    cars_of_all = " || ".join(f"coalesce({name}.cars, '{{}}')" for name in names)
    return _rows(
        f"WITH {parts} SELECT owner_id, {cars_of_all} FROM {names[0]} {joins}"
        f" ORDER BY {' + '.join(f'{n}.rank' for n in names)}, {names[0]}.seen DESC NULLS LAST, who"
        f" LIMIT {_SPARE}",
        values,
    )


def _people(hits: str, owners: Reach, cars: Reach) -> str:
    """Owners, and cars without one, behind the entries of ``hits``."""
    return (
        "SELECT coalesce(e.owner_id, e.id) AS who, e.owner_id, array_agg(e.id) FILTER (WHERE e.car) AS cars,"
        " min(h.rank) AS rank, max(e.seen) AS seen"
        f" FROM (SELECT entry, min(rank) AS rank FROM {hits} GROUP BY entry) AS h"
        f" JOIN search_entry AS e ON e.id = h.entry WHERE {_within(owners, cars)} GROUP BY 1, 2"
    )


def _within(owners: Reach, cars: Reach) -> str:
    if owners.everywhere and cars.everywhere:
        return "true"
    sides = [
        f"({side}{'' if reach.everywhere else f' AND e.stores && %({name})s::uuid[]'})"
        for side, reach, name in (("NOT e.car", owners, "owner_stores"), ("e.car", cars, "car_stores"))
        if reach
    ]
    return f"({' OR '.join(sides)})"


def _places(owners: Reach, cars: Reach) -> dict[str, Any]:
    return {"owner_stores": sorted(owners.stores), "car_stores": sorted(cars.stores)}


def _rows(statement: str, values: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
