"""The ledger as plain Python: owners' lots in lists, what stores owe one another, no locks, no SQL."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

NEVER = dt.date.max
GRANTING = ("topup", "earn", "issue")
Key = tuple[UUID, str]
"""An owner and what is held: principal, bonus, points, coupon."""
Due = tuple[UUID, UUID]
"""Two stores: the first owes the second."""


class No(Exception):  # noqa: N818 - a refusal
    pass


@dataclass
class Lot:
    """``key`` orders lots of one day: the posting that granted it. ``store`` answers for it."""

    owner: UUID
    what: str
    store: UUID
    origin: UUID
    key: tuple[int, int]
    granted: int
    left: int
    expires: dt.date = NEVER
    paid: int = 0
    worth: int = 1


@dataclass
class Move:
    """One line: from where to where. ``uses`` are the lots it drew on, ``lot`` the one it granted, ``due`` the
    stores between which it left a debt."""

    what: str
    amount: int
    owner: UUID | None = None
    taker: UUID | None = None
    uses: list[tuple[Lot, int]] = field(default_factory=list)
    lot: Lot | None = None
    pays_debt: bool = False
    due: Due | None = None
    undone: int = 0


@dataclass
class Deed:
    kind: str
    owner: UUID
    day: dt.date
    store: UUID
    moves: list[Move] = field(default_factory=list)
    reversed: bool = False
    returned: bool = False
    closed: bool = False
    other: UUID | None = None


class Model:
    """Every method takes the posting's id where it grants something; raises No with the refusal's code."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        self.lots: list[Lot] = []
        self.debt: dict[UUID, int] = {}
        self.held: dict[UUID, int] = {}
        self.owed: Counter[Due] = Counter()
        self.deeds: dict[UUID, Deed] = {}
        self.frozen: set[UUID] = set()
        self.merged: dict[UUID, UUID] = {}

    def balance(self, owner: UUID, what: str) -> int:
        if what == "points_debt":
            return self.debt.get(owner, 0)
        if what == "held":
            return self.held.get(owner, 0)
        return sum(lot.left for lot in self.lots if (lot.owner, lot.what) == (owner, what))

    def _check(self, *owners: UUID, outward: UUID | None = None) -> None:
        for owner in sorted(owners):
            if owner in self.merged:
                raise No("owner_merged")
            if owner in self.frozen and owner == outward:
                raise No("owner_frozen")

    def grant(
        self, id_: UUID, kind: str, store: UUID, owner: UUID, grants: list[tuple[str, int, dt.date, int, int]]
    ) -> None:
        """``grants``: what, amount, last day, paid, worth."""
        self._check(owner)
        deed = Deed(kind, owner, self.today, store)
        for what, amount, expires, paid, worth in grants:
            owed = min(self.debt.get(owner, 0), amount) if what == "points" else 0
            if owed:
                self.debt[owner] -= owed
                deed.moves.append(Move(what, owed, taker=owner, pays_debt=True))
            if amount - owed:
                lot = Lot(
                    owner,
                    what,
                    store,
                    id_,
                    (id_.int, len(deed.moves) + 1),
                    amount - owed,
                    amount - owed,
                    expires,
                    paid,
                    worth,
                )
                self.lots.append(lot)
                deed.moves.append(Move(what, amount - owed, taker=owner, lot=lot))
        self.deeds[id_] = deed

    def _usable(self, owner: UUID, what: str, day: dt.date | None) -> list[Lot]:
        mine = [lot for lot in self.lots if (lot.owner, lot.what) == (owner, what) and lot.left]
        return sorted(
            (lot for lot in mine if day is None or lot.expires >= day), key=lambda lot: (lot.expires, lot.key)
        )

    def _short(self, wanted: int, held: int) -> No:
        return No("value_not_valid" if held >= wanted else "balance_too_low")

    def _take(self, owner: UUID, what: str, wanted: int, day: dt.date | None) -> list[tuple[Lot, int]]:
        lots = self._usable(owner, what, day)
        if sum(lot.left for lot in lots) < wanted:
            raise self._short(wanted, self.balance(owner, what))
        uses = []
        for lot in lots:
            part = min(lot.left, wanted)
            if part:
                lot.left -= part
                wanted -= part
                uses.append((lot, part))
        return uses

    def _stored(self, owner: UUID, wanted: int, day: dt.date) -> list[tuple[Lot, int]]:
        pools: dict[UUID, tuple[list[Lot], list[Lot]]] = {}
        for place, what in enumerate(("principal", "bonus")):
            for lot in self._usable(owner, what, day):
                pools.setdefault(lot.origin, ([], []))[place].append(lot)
        total = sum(lot.left for pair in pools.values() for lots in pair for lot in lots)
        if total < wanted:
            raise self._short(wanted, self.balance(owner, "principal") + self.balance(owner, "bonus"))
        order = sorted(
            pools.items(),
            key=lambda one: (
                min((lot.expires for lots in one[1] for lot in lots), default=NEVER),
                one[0].int,
            ),
        )
        uses = []
        for _, (main, extra) in order:
            p, b = sum(lot.left for lot in main), sum(lot.left for lot in extra)
            part = min(p + b, wanted)
            wanted -= part
            rest = p + b - part
            paid, worth = (main[0].paid, main[0].worth) if main else (0, 1)
            keep = max(rest - b, min(p, rest, -(-rest * paid // worth)))
            for lots, amount in ((main, p - keep), (extra, part - (p - keep))):
                for lot in lots:
                    bit = min(lot.left, amount)
                    if bit:
                        lot.left -= bit
                        amount -= bit
                        uses.append((lot, bit))
        return uses

    def _drawn(self, kind: str, at: UUID, owner: UUID, uses: list[tuple[Lot, int]]) -> list[Move]:
        """A line for each kind of value and store that answers for it; that one owes money served elsewhere."""
        moves: dict[tuple[bool, UUID], Move] = {}
        for lot, bit in uses:
            due = lot.what == "principal" and kind in ("pay", "refund") and lot.store != at
            move = moves.setdefault(
                (lot.what == "bonus", lot.store),
                Move(lot.what, 0, owner=owner, due=(lot.store, at) if due else None),
            )
            move.amount += bit
            move.uses.append((lot, bit))
            if move.due:
                self.owed[move.due] += bit
        return [moves[key] for key in sorted(moves, key=lambda key: (key[0], key[1].int))]

    def draw(
        self,
        id_: UUID,
        kind: str,
        store: UUID,
        owner: UUID,
        what: str,
        amount: int,
        hold: UUID | None = None,
    ) -> None:
        """Pays, spends, redeems; with ``hold`` what was held for it."""
        self._check(owner, outward=owner)
        day = self.today
        undo: Callable[[], None] | None = None
        if hold is not None:
            held = self.deeds[hold]
            if held.closed:
                raise No("already_closed")
            day = min(day, held.day)
            undo = self._release(held)
        try:
            uses = (
                self._stored(owner, amount, day) if what == "stored" else self._take(owner, what, amount, day)
            )
        except No:
            if undo:
                undo()
            raise
        if hold is not None:
            self.deeds[hold].closed = True
        self.deeds[id_] = Deed(kind, owner, self.today, store, self._drawn(kind, store, owner, uses))
        if kind == "hold":
            self.held[owner] = self.held.get(owner, 0) + amount

    def refund(self, id_: UUID, store: UUID, owner: UUID, origin: UUID, refunded: int, kept: int) -> None:
        """Pays back what is left of a top-up at ``store``; what is kept is its issuer's, the bonus is gone."""
        self._check(owner, outward=owner)
        of = [lot for lot in self.lots if (lot.owner, lot.origin) == (owner, origin)]
        main = sorted((lot for lot in of if lot.what == "principal"), key=lambda lot: lot.key)
        rest = sum(lot.left for lot in main)
        if not main:
            raise No("lot_not_held")
        if rest == 0:
            raise No("balance_too_low")
        if refunded + kept != rest:
            raise No("calculation_outdated")
        deed = Deed("refund", owner, self.today, store)
        for at, wanted in ((store, refunded), (main[0].store, kept)):
            uses = []
            for lot in main:
                bit = min(lot.left, wanted)
                if bit:
                    lot.left, wanted = lot.left - bit, wanted - bit
                    uses.append((lot, bit))
            deed.moves += self._drawn("refund", at, owner, uses)
        bonus = [(lot, lot.left) for lot in of if lot.what == "bonus" and lot.left]
        for lot, _ in bonus:
            lot.left = 0
        deed.moves += self._drawn("refund", store, owner, bonus)
        self.deeds[id_] = deed

    def _release(self, held: Deed) -> Callable[[], None]:
        """Gives back what was held; the answer takes it again."""
        amount = sum(move.amount for move in held.moves)
        for move in held.moves:
            for lot, part in move.uses:
                lot.left += part
        self.held[held.owner] -= amount

        def again() -> None:
            for move in held.moves:
                for lot, part in move.uses:
                    lot.left -= part
            self.held[held.owner] += amount

        return again

    def void(self, hold: UUID) -> None:
        held = self.deeds[hold]
        self._check(held.owner)
        if held.closed:
            raise No("already_closed")
        self._release(held)
        held.closed = True

    def give(self, id_: UUID, store: UUID, owner: UUID, taker: UUID, what: str, amount: int) -> None:
        self._check(owner, taker, outward=owner)
        deed = Deed("transfer", owner, self.today, store)
        self._hand_over(deed, id_, owner, taker, self._take(owner, what, amount, self.today))
        self.deeds[id_] = deed

    def _hand_over(
        self, deed: Deed, id_: UUID, owner: UUID, taker: UUID, uses: list[tuple[Lot, int]]
    ) -> None:
        for lot, part in uses:
            new = Lot(
                taker,
                lot.what,
                lot.store,
                lot.origin,
                (id_.int, len(deed.moves) + 1),
                part,
                part,
                lot.expires,
                lot.paid,
                lot.worth,
            )
            self.lots.append(new)
            deed.moves.append(Move(lot.what, part, owner=owner, taker=taker, uses=[(lot, part)], lot=new))

    def expire(self) -> None:
        for lot in self.lots:
            if lot.expires < self.today:
                lot.left = 0

    def freeze(self, owner: UUID, frozen: bool) -> None:
        self._check(owner)
        (self.frozen.add if frozen else self.frozen.discard)(owner)

    def merge(self, id_: UUID, store: UUID, owner: UUID, other: UUID, accounts: list[str]) -> None:
        """``accounts``: in which order the ledger comes to them (by id); it decides the order of new lots."""
        for one in sorted((owner, other)):
            if one in self.merged:
                raise No("owner_merged")
            if one in self.frozen:
                raise No("owner_frozen")
        if self.held.get(other, 0):
            raise No("holds_open")
        deed = Deed("merge", owner, self.today, store, other=other)
        for what in accounts:
            if what == "points_debt" and self.debt.get(other, 0):
                amount = self.debt[other]
                self.debt[owner] = self.debt.get(owner, 0) + amount
                self.debt[other] = 0
                deed.moves.append(Move(what, amount, owner=other, taker=owner))
            elif self.balance(other, what):
                self._hand_over(
                    deed, id_, other, owner, self._take(other, what, self.balance(other, what), None)
                )
        self.merged[other] = owner
        self.deeds[id_] = deed

    def part(self, merge: UUID) -> None:
        """Gives back what is left of what came over."""
        deed = self.deeds[merge]
        assert deed.other is not None
        self._check(deed.owner)
        if deed.returned:
            raise No("already_reversed")
        for move in deed.moves:
            if move.what == "points_debt":
                back = min(move.amount, self.debt.get(deed.owner, 0))
                self.debt[deed.owner] -= back
                self.debt[deed.other] = self.debt.get(deed.other, 0) + back
            elif move.lot:
                back, move.lot.left = move.lot.left, 0
                move.uses[0][0].left += back
        deed.returned = True
        del self.merged[deed.other]

    def undo(self, store: UUID, of: UUID, amount: int | None, *, whole: bool) -> None:
        """A return of ``amount`` (None: the rest), or with ``whole`` the reversal of everything: what was paid
        in goes back at ``store``."""
        deed = self.deeds[of]
        owners = {deed.owner, *(m.taker for m in deed.moves if m.taker)}
        self._check(*owners, outward=deed.owner if whole and deed.kind in GRANTING else None)
        if deed.reversed:
            raise No("already_reversed")
        left = sum(move.amount - move.undone for move in deed.moves)
        if (whole and deed.returned) or (amount or 1) > left or left == 0:
            raise No("more_than_original")
        wanted = left if amount is None else amount
        moves = sorted(deed.moves, key=lambda move: not (move.what == "bonus" and move.owner is not None))
        shares, before = [], 0
        for move in moves:
            open_ = move.amount - move.undone
            shares.append((before + open_) * wanted // left - before * wanted // left)
            before += open_
        for move, part in zip(moves, shares, strict=True):
            short = part - move.lot.left if move.lot else 0
            if short > 0 and (move.what != "points" or move.owner is not None):
                raise No("already_used")
        for move, part in zip(moves, shares, strict=True):
            self._undo(move, part)
            if deed.kind == "topup" and move.what == "principal" and deed.store != store:
                self.owed[deed.store, store] += part
        deed.reversed, deed.returned = whole, deed.returned or not whole

    def _undo(self, move: Move, part: int) -> None:
        move.undone += part
        if move.due:
            self.owed[move.due] -= part
        if move.pays_debt:
            assert move.taker is not None
            self.debt[move.taker] = self.debt.get(move.taker, 0) + part
        elif move.lot:
            back = min(part, move.lot.left)
            move.lot.left -= back
            if part > back:
                self.debt[move.lot.owner] = self.debt.get(move.lot.owner, 0) + part - back
        newest = sorted(move.uses, key=lambda use: (use[0].expires, use[0].key), reverse=True)
        kept = []
        for lot, drawn in newest:
            back = min(drawn, part)
            lot.left += back
            part -= back
            if drawn - back:
                kept.append((lot, drawn - back))
        move.uses = kept
