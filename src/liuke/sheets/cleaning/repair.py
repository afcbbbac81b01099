"""Puts the unusual cells of a batch right, and marks the rows they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Indexes = NDArray[np.integer]


@dataclass(frozen=True)
class Unusual:
    """The texts of one column that are not in the kept form, each read once.

    Parallel lists: the text, what is kept (None: empty), the codes of fixes and warnings, the reason it
    cannot be kept and what it may have been meant to be.
    """

    texts: list[str]
    kept: list[str | None]
    fixes: list[list[str]]
    warnings: list[list[str]]
    reasons: list[str | None]
    suggestions: list[str | None]
    questions: list[str]

    @property
    def told(self) -> bool:
        """Whether any of the texts has a fix, a warning or a reason to note."""
        return any(self.fixes) or any(self.warnings) or any(self.reasons)

    def remarks(self) -> Iterator[tuple[str, str, str, str | None]]:
        """(text, reaction, code, suggestion) of all there is to note."""
        for index, text in enumerate(self.texts):
            yield from ((text, "fixed", code, None) for code in self.fixes[index])
            yield from ((text, "warned", code, None) for code in self.warnings[index])
            if (reason := self.reasons[index]) is not None:
                yield text, "rejected", reason, self.suggestions[index]


class Repaired:
    """A batch whose unusual cells are replaced by what is kept of them.

    That is done by column before DuckDB writes the rows: a join per column in the statement that writes them
    takes several times as long as the writing. ``remarked`` tells (number, field, text) of every cell that
    something is to be said about.
    """

    def __init__(self, rows: pa.Table) -> None:
        """``rows`` is a ``batch_table``."""
        self._rows = rows
        self._raw: dict[str, pa.ChunkedArray] = {}
        self._fixed = np.zeros(rows.num_rows, np.bool_)
        self._bad = np.zeros(rows.num_rows, np.bool_)
        self.remarked: list[pa.Table] = []

    def put(self, key: str, found: Unusual) -> None:
        """Replace every unusual text of one column."""
        texts = self._rows.column(key).combine_chunks()
        which = pc.index_in(texts, value_set=pa.array(found.texts, pa.string()))
        is_found = pc.is_valid(which)
        places = pc.drop_null(which)
        kept = pa.array(found.kept, pa.string()).take(places)
        self._raw[key] = texts
        self._rows = self._rows.set_column(
            self._rows.schema.get_field_index(key), key, pc.replace_with_mask(texts, is_found, kept)
        )
        if found.told:
            self._mark(key, found, pc.indices_nonzero(is_found).to_numpy(), places.to_numpy())

    def _mark(self, key: str, found: Unusual, rows: Indexes, places: Indexes) -> None:
        fixed = np.array([bool(fixes) for fixes in found.fixes])[places]
        bad = np.array([reason is not None for reason in found.reasons])[places]
        warned = np.array([bool(warnings) for warnings in found.warnings])[places]
        self._fixed[rows[fixed]] = True
        self._bad[rows[bad]] = True
        said = pa.array(rows[fixed | bad | warned])
        if len(said):
            numbers, texts = self._rows.column("number").take(said), self._raw[key].take(said)
            field = pa.array([key] * len(said), pa.string())
            self.remarked.append(pa.table({"number": numbers, "field": field, "text": texts}))

    def name_of_raw(self, key: str) -> str:
        """The column of ``table`` with the cells of a field as they stood."""
        return f"raw_{key}" if key in self._raw else key

    def table(self) -> pa.Table:
        """All columns of the batch, ``fixed`` and ``bad``, and the replaced columns as they stood."""
        table = self._rows.append_column("fixed", pa.array(self._fixed))
        table = table.append_column("bad", pa.array(self._bad))
        for key, texts in self._raw.items():
            table = table.append_column(f"raw_{key}", texts)
        return table
