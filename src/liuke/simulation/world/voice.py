"""What owners say: answers to surveys, complaints and what became of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from liuke.simulation.plants import SameComplaint
from liuke.simulation.world.arrays import Floats, Ints, Words, hashed, pick, words
from liuke.simulation.world.items import COMPLAINTS
from liuke.simulation.world.scene import Scene
from liuke.simulation.world.visits import REWORK, VISIT, Events
from liuke.simulation.world.work import SETTLED, Work

SATISFIED = 4
"""The lowest of five answers that counts as satisfied."""
_ASKED = 0.34
_SATISFACTION = (-2.6, -1.95, -1.36, -0.28)
"""Mood from which the answer is 2, 3, 4, 5."""
_NPS = (-3.4, -3.1, -2.9, -2.65, -2.4, -2.05, -1.7, -1.38, -0.85, -0.28, 0.35)
"""Mood from which the answer is 0 to 10 (below the first it is 0 too)."""
_CONTENT = -1.6
_COMPLAIN, _COMPLAIN_ANNOYED = 0.0023, 0.034
_UNSOLVED, _DEADLINE_DAYS = 0.015, 3
_COMMENTS = {
    5: ("服务很好", "接待热情，讲解清楚", "师傅专业，下次还来", "环境不错，速度快", "很满意"),
    4: ("整体不错", "还可以，就是人有点多", "服务态度好", "价格能再优惠点就好了"),
    3: ("等的时间有点长", "一般，没什么特别的", "价格偏高", "洗车不太干净"),
    2: ("等待太久，没有人解释", "说好的时间没有做到", "收费不透明", "问题没有彻底解决"),
    1: ("同一个问题修了两次还没好", "态度差，再也不来了", "等了三个小时没人管", "乱收费"),
}
_STORIES = {
    "等待时间长": "预约了{hour}点，到店后等了一个多小时才开工，没有人说明原因",
    "维修质量": "上次维修后没几天同样的问题又出现，要求重新检查并给出说法",
    "服务态度": "服务顾问态度敷衍，电话也不回，要求道歉",
    "收费争议": "结算金额比报价高，增加的项目事先没有告知",
    "配件缺货": "配件一直说没到货，车放了一周还没有修好",
    "交车未洗净": "取车时车没洗干净，内饰有油污",
    "制动异响": "低速踩刹车有明显吱吱声，倒车更响，多位车友也有同样情况，担心安全",
}


_REMEDIES = {
    "等待时间长": ("已致歉，赠送下次保养优先工位", "已说明原因并赠送洗车券"),
    "维修质量": ("已返工，试车合格", "技术经理复检，免费更换配件"),
    "服务态度": ("服务经理上门致歉", "已致歉，更换专属顾问"),
    "收费争议": ("已核对账单，退还差额", "已解释收费明细，客户认可"),
    "配件缺货": ("已调拨到货，安排安装", "提供代步车至维修完成"),
    "交车未洗净": ("已重新清洗内外饰", "赠送精洗一次"),
    "制动异响": ("更换改进型刹车片后异响消除", "打磨刹车盘，观察使用"),
}


@dataclass(frozen=True)
class Surveys:
    """One entry per answer; ``event`` is the order asked about."""

    event: Ints
    answered_at: Ints
    satisfaction: Ints
    nps: Ints
    comment: Words


@dataclass(frozen=True)
class Complaints:
    """One entry per complaint; ``event`` is the order behind it; ``solved_at`` -1: not yet."""

    car: Ints
    store: Ints
    event: Ints
    received_at: Ints
    due_at: Ints
    solved_at: Ints
    symptom: Words
    content: Words
    remedy: Words


def ask(scene: Scene, events: Events, work: Work) -> Surveys:
    """Asks a third of the owners a day or two after settlement."""
    draws = hashed(scene.seed, "surveys", events.identity, 6)
    answered = work.settled_at + 700 + (draws[:, 1] * 2600).astype(np.int64)
    evening = answered % 1440
    answered = answered - evening + np.clip(evening, 9 * 60 + 10, 20 * 60 + 40)
    asked = (events.role == VISIT) & (draws[:, 0] < _ASKED) & (work.status == SETTLED)
    place = np.flatnonzero(asked & (answered < scene.until * 1440))
    mood = events.reception.mood[place]
    warmth = mood + 0.35 * ndtri(np.clip(draws[place, 2], 1e-9, 1 - 1e-9))
    satisfaction = 1 + np.searchsorted(_SATISFACTION, mood)
    comment: list[str | None] = [None] * len(place)
    for n, (score, talk, which) in enumerate(
        zip(satisfaction.tolist(), draws[place, 3].tolist(), draws[place, 4].tolist(), strict=True)
    ):
        if talk < (0.2 if score >= 4 else 0.6):
            choices = _COMMENTS[score]
            comment[n] = choices[int(which * len(choices))]
    nps = np.maximum(np.searchsorted(_NPS, warmth) - 1, 0)
    return Surveys(place, answered[place], satisfaction, nps, words(comment))


def complain(scene: Scene, events: Events, work: Work) -> Complaints:
    """Ordinary complaints after visits, and planted ones about one symptom."""
    raised = [_after_visits(scene, events, work)]
    raised.extend(_burst(scene, e, since, events, work) for e, since in scene.effects(SameComplaint))
    columns = _Raised.__dataclass_fields__
    return _answered(scene, _Raised(**{c: np.concatenate([getattr(r, c) for r in raised]) for c in columns}))


@dataclass(frozen=True)
class _Raised:
    """Complaints before anybody dealt with them; ``draws`` decide what becomes of them."""

    car: Ints
    store: Ints
    event: Ints
    received_at: Ints
    symptom: Words
    draws: Floats


def _after_visits(scene: Scene, events: Events, work: Work) -> _Raised:
    draws = hashed(scene.seed, "complaints", events.identity, 7)
    annoyed = events.reception.mood < _CONTENT
    likely = np.where(annoyed, _COMPLAIN_ANNOYED, _COMPLAIN)
    real = (events.role == VISIT) | (events.role == REWORK)
    place = np.flatnonzero(real & (draws[:, 0] < likely) & (work.status == SETTLED))
    draws, settled = draws[place], work.settled_at[place]
    received = settled + 60 + (draws[:, 1] ** 2 * 5 * 1440).astype(np.int64)
    topic = pick([share for _, share in COMPLAINTS], draws[:, 2])
    return _Raised(
        car=events.car[place],
        store=events.reception.store[place],
        event=place,
        received_at=_in_office(received, draws[:, 3], not_before=settled),
        symptom=words([name for name, _ in COMPLAINTS])[topic],
        draws=draws[:, 4:],
    )


def _burst(scene: Scene, effect: SameComplaint, since: int, events: Events, work: Work) -> _Raised:
    """A share of the owners who were in the workshop within some weeks, all with the same symptom."""
    draws = hashed(scene.seed, f"burst {effect.symptom}", events.identity, 6)
    seen = (events.day >= since) & (events.day < since + 7 * effect.weeks)
    inside = scene.is_in(
        effect.where,
        car=events.car,
        day=events.day,
        store=events.reception.store,
        adviser=events.reception.adviser,
    )
    real = (events.role == VISIT) & (work.status == SETTLED)
    place = np.flatnonzero(real & seen & inside & (draws[:, 0] < effect.share))
    settled = work.settled_at[place]
    received = settled + 30 + (draws[place, 1] ** 2 * 12 * 1440).astype(np.int64)
    return _Raised(
        car=events.car[place],
        store=events.reception.store[place],
        event=place,
        received_at=_in_office(received, draws[place, 2], not_before=settled),
        symptom=words([effect.symptom] * len(place)),
        draws=draws[place, 3:],
    )


def _in_office(minutes: Ints, draws: Floats, *, not_before: Ints) -> Ints:
    """The same day at some hour at which somebody is at the desk, or later the same evening."""
    office = minutes // 1440 * 1440 + 9 * 60 + (draws * 9.5 * 60).astype(np.int64)
    return np.where(office > not_before, office, not_before + 10)


def _answered(scene: Scene, raised: _Raised) -> Complaints:
    """Sorts the complaints by time and lets the stores work on them, up to the end of the files."""
    order = np.lexsort((raised.car, raised.received_at))
    order = order[raised.received_at[order] < scene.until * 1440]
    received, draws, symptom = raised.received_at[order], raised.draws[order], raised.symptom[order]
    days = np.exp(0.35 + 0.65 * ndtri(np.clip(draws[:, 0], 1e-6, 1 - 1e-6)))
    solved = _in_office(received + (days * 1440).astype(np.int64), draws[:, 2], not_before=received)
    solved = np.where((draws[:, 1] < _UNSOLVED) | (solved >= scene.until * 1440), -1, solved)
    luck = draws[:, 2].tolist()
    stories = [_STORIES[s].format(hour=9 + int(d * 8)) for s, d in zip(symptom, luck, strict=True)]
    remedies = [_REMEDIES[s][int(d * 20) % 2] for s, d in zip(symptom, luck, strict=True)]
    return Complaints(
        car=raised.car[order],
        store=raised.store[order],
        event=raised.event[order],
        received_at=received,
        due_at=received + _DEADLINE_DAYS * 1440,
        solved_at=solved,
        symptom=symptom,
        content=words(stories),
        remedy=words([r if at >= 0 else None for r, at in zip(remedies, solved, strict=True)]),
    )
