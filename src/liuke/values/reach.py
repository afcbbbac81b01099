"""How far a permission reaches: every store of the group, or some."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Reach:
    """``everywhere`` includes what belongs to no store; otherwise only these ``stores``, maybe none."""

    everywhere: bool = False
    stores: frozenset[UUID] = frozenset()

    def __contains__(self, store_id: UUID | None) -> bool:
        """Whether a store (None: the group itself) is within reach.

        >>> None in Reach(everywhere=True), None in Reach()
        (True, False)
        """
        return self.everywhere or store_id in self.stores

    def __or__(self, other: Reach) -> Reach:
        return Reach(self.everywhere or other.everywhere, self.stores | other.stores)

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.stores)


NOWHERE = Reach()
EVERYWHERE = Reach(everywhere=True)
