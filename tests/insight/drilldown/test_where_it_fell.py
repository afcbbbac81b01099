"""The slice in which all of it happened is named, also where chance favours the whole."""

from __future__ import annotations

import numpy as np
import pytest

FIRST = 24_000


@pytest.mark.parametrize("seed", [335, 435, 525, 686])
def test_the_whole_group_does_not_stand_for_one_district_by_a_stroke_of_luck(table, changes, seed):
    """In one such group of a hundred the chance of the whole is the smaller one."""
    rng = np.random.default_rng(seed)
    values = {
        "district": ("城南", "城北", "城东", "城西"), "series": ("ES6", "ET5"), "store": ("east", "west", "north"),
    }  # fmt: skip
    rows = table(lambda month, cell: 1.0, months=36, values=values)
    south = rows["district"] == "城南"
    rows["units"] = rng.poisson(np.where(south, 2.2, 1.3))
    fell = south & (rows["month"] >= FIRST + 24)
    rows["value"] = rng.binomial(rows["units"], np.where(fell, 0.72, 0.9))
    assert [found.slice for found in changes(rows[rows["units"] > 0])] == [{"district": "城南"}]
