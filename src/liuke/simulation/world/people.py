"""Names, and the staff of the stores with those who come and go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from liuke.simulation.world.arrays import Bools, Floats, Ints, Words, chance, pick, words

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_COMPOUND = ("欧阳", "上官", "诸葛", "司马")
_MALE = (
    "伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆旭阳峰建国志文博天睿哲"
    "晨轩铭嘉瑞泽一子昊翔宁海林东庆利成康"
)
_FEMALE = (
    "芳娜敏静丽艳娟霞秀燕玲桂英慧巧美雪琳洁梅莉萍红玉兰倩婷颖佳欣怡雨薇梦琪思涵诗语晓彤雅琴文心子悦可馨若曦锦"
)

HOLDERS = 6
_NEVER = 10**6
_TENURE_YEARS = 1.6


def full_names(draws: Floats, female: Bools) -> Words:
    """A natural name per row of four uniform draws (surname, two characters, whether there is a second one).

    >>> full_names(np.array([[0.0, 0.5, 0.5, 0.9]]), np.array([True])).tolist()
    ['王婷']
    """
    ranks = np.arange(len(_SURNAMES))
    surname = np.array(list(_SURNAMES))[pick((1.0 / (ranks + 9.0)).astype(np.float64), draws[:, 0])]
    compound = draws[:, 0] * 997 % 1 > 0.996
    surname = np.where(compound, np.array(_COMPOUND)[(draws[:, 1] * 4).astype(int)], surname)
    given = []
    for column in (1, 2):
        men = np.array(list(_MALE))[(draws[:, column] * len(_MALE)).astype(int)]
        women = np.array(list(_FEMALE))[(draws[:, column] * len(_FEMALE)).astype(int)]
        given.append(np.where(female, women, men))
    second = np.where(draws[:, 3] < 0.72, given[1], "")
    return words([a + b + c for a, b, c in zip(surname, given[0], second, strict=True)])


@dataclass(frozen=True)
class Staff:
    """Seats of the stores and who holds them.

    Every store has ``desk_seats`` adviser seats for each brand, then ``workshop_seats`` for technicians.
    ``starts[seat, n]`` is the day holder n begins; ``holder[seat, n]`` the person; ``quality`` per person in
    log-odds; ``sellers`` are the sales consultants by store.
    """

    desk_seats: int
    workshop_seats: int
    starts: Ints
    holder: Ints
    names: Words
    quality: Floats
    sellers: Words

    @property
    def seats_per_store(self) -> int:
        return 2 * self.desk_seats + self.workshop_seats

    def adviser_seat(self, store: Ints, desk: Ints, place: Ints) -> Ints:
        """The seat of a brand's desk (0 or 1) at a store; ``place`` counts from 0."""
        return store * self.seats_per_store + desk * self.desk_seats + place % self.desk_seats

    def technician_seat(self, store: Ints, place: Ints) -> Ints:
        return store * self.seats_per_store + 2 * self.desk_seats + place % self.workshop_seats

    def on_duty(self, seat: Ints, day: Ints) -> Ints:
        """The person who holds a seat on a day."""
        place = (self.starts[seat] <= day[:, None]).sum(axis=1) - 1
        return np.asarray(self.holder[seat, place], dtype=np.int64)


def hire(*, seed: int, stores: int, vehicles: int, first_day: int, leaving_day: int | None) -> Staff:
    """Staffs the stores for the cars they care for.

    The first seat of the first store keeps its holder from the beginning; with ``leaving_day`` that person
    leaves on that day. Everybody else stays a few years.
    """
    rng = chance(seed, "staff")
    cars_per_store = vehicles / stores
    desk_seats = max(2, round(cars_per_store / 1500))
    workshop_seats = max(3, round(cars_per_store / 550))
    seats = stores * (2 * desk_seats + workshop_seats)
    stays = (_TENURE_YEARS + rng.exponential(3.0, (seats, HOLDERS - 1))) * 365
    stays[:, 0] *= rng.random(seats)
    starts = np.full((seats, HOLDERS), first_day - 3650, dtype=np.int64)
    starts[:, 1:] = first_day + 200 + np.cumsum(stays, axis=1).astype(np.int64)
    starts[0, 1:] = _NEVER
    if leaving_day is not None:
        starts[0, 1] = leaving_day
    people = seats * HOLDERS
    female = rng.random(people + stores * 6) < np.where(np.arange(people + stores * 6) % 3 == 0, 0.6, 0.25)
    names = _distinct(rng, female)
    quality = np.clip(rng.normal(0.0, 0.08, people), -0.16, 0.16)
    return Staff(
        desk_seats=desk_seats,
        workshop_seats=workshop_seats,
        starts=starts,
        holder=np.arange(people).reshape(seats, HOLDERS),
        names=names[:people],
        quality=quality - quality.mean(),
        sellers=words([list(part) for part in names[people:].reshape(stores, 6)]),
    )


def _distinct(rng: np.random.Generator, female: Bools) -> Words:
    """Names of which no two are equal: an adviser's name is how the files tell people apart."""
    names = full_names(rng.random((len(female), 4)), female)
    seen: set[str] = set()
    for place in range(len(names)):
        while names[place] in seen:
            names[place] = full_names(rng.random((1, 4)), female[place : place + 1])[0]
        seen.add(names[place])
    return names
