"""Owners: who they are, where they live and how they are inclined."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from liuke.simulation.world.arrays import Bools, Floats, Ints, Words, pick, words
from liuke.simulation.world.catalogue import DISTRICTS
from liuke.simulation.world.people import full_names

_PHONE_HEADS = (
    "139", "138", "137", "136", "135", "150", "151", "152", "158", "159", "182", "183", "187", "188", "130",
    "131", "132", "155", "156", "185", "186", "133", "153", "177", "180", "181", "189", "199", "191", "198",
)  # fmt: skip
_PHONES = len(_PHONE_HEADS) * 100_000
_TRADES = ("商贸", "物流", "建筑工程", "科技", "文化传媒", "餐饮管理", "医药", "租赁")


@dataclass(frozen=True)
class Owners:
    """One entry per owner.

    ``thrift`` in [0, 1] is how much a price hurts; ``loyalty``, ``lateness`` and ``cheer`` are standard
    normal: the inclination to come back, to come late, to give good marks. ``company`` marks fleets.
    """

    name: Words
    female: Bools
    company: Bools
    phone: Words
    birthday: Ints
    district: Ints
    thrift: Floats
    loyalty: Floats
    lateness: Floats
    cheer: Floats

    def __len__(self) -> int:
        return len(self.name)


def people(*, rng: np.random.Generator, count: int, first: int = 0) -> Owners:
    """So many owners; ``first`` is how many there are already, so that no phone comes twice."""
    female = rng.random(count) < 0.36
    district = pick([d.share for d in DISTRICTS], rng.random(count))
    thrift = rng.beta(2.0, 2.6, count) + np.array([d.thrift for d in DISTRICTS])[district]
    born = np.clip(rng.normal(1986.0, 8.5, count), 1950.0, 2002.0)
    return Owners(
        name=full_names(rng.random((count, 4)), female),
        female=female,
        company=np.zeros(count, dtype=np.bool_),
        phone=phones(np.arange(first, first + count)),
        birthday=((born - 1970.0) * 365.25).astype(np.int64),
        district=district,
        thrift=np.clip(thrift, 0.0, 1.0),
        loyalty=rng.standard_normal(count),
        lateness=rng.standard_normal(count),
        cheer=rng.standard_normal(count),
    )


def joined(owners: Owners, others: Owners) -> Owners:
    """Both lists, one after the other."""
    columns = Owners.__dataclass_fields__
    return Owners(**{c: np.concatenate([getattr(owners, c), getattr(others, c)]) for c in columns})


def phones(numbers: Ints) -> Words:
    """Distinct mobile numbers that nobody has: the block after the head is always 000.

    >>> phones(np.array([0, 1])).tolist()
    ['13900000007', '18700099716']
    """
    place = (numbers * 1_299_709 + 7) % _PHONES  # prime step: no number comes twice
    return words([f"{_PHONE_HEADS[p // 100_000]}000{p % 100_000:05d}" for p in place.tolist()])


def company_names(names: Words) -> Words:
    """Companies called after their founders' given names.

    >>> company_names(words(["王语嘉"])).tolist()
    ['江城语嘉商贸有限公司']
    """
    return words([f"江城{n[1:]}{_TRADES[i % len(_TRADES)]}有限公司" for i, n in enumerate(names)])
