"""Scores of another scale than the field's own."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.sheets.recognition.refusals import RequiredColumnMissing

VIN = "LATPAB071W1005301"


def answers(header: str, *scores: str) -> list[list[str]]:
    rows = [[f"Q{number}", VIN, "2024-03-05", score] for number, score in enumerate(scores)]
    return [["问卷编号", "车架号", "回访日期", header], *rows]


@pytest.mark.parametrize(
    ("header", "field", "scores", "kept"),
    [
        ("满意度", "satisfaction", ["10", "9分", "8", "7", "2", "0"], [5, 4, 4, 3, 1, 1]),
        ("满意度", "satisfaction", ["100", "96.5", "80", "79%", "3"], [5, 4, 4, 3, 1]),
        ("推荐度", "nps", ["100", "90", "89", "70", "60", "5"], [10, 9, 8, 7, 6, 0]),
    ],
)
def test_scores_of_another_scale_are_converted_in_proportion(
    take_in: Any, write_csv: Any, header: str, field: str, scores: list[str], kept: list[int]
) -> None:
    taken = take_in(write_csv("回访.csv", answers(header, *scores)))
    assert [score for (score,) in taken.rows("surveys", field)] == kept
    (remark,) = [r for r in taken.intake.remarks if r.code == "score_scale"]
    assert (remark.reaction, remark.rows) == ("fixed", len(scores))


def test_a_score_above_the_other_scale_is_rejected(take_in: Any, write_csv: Any) -> None:
    scores = [*["90"] * 19, "900"]
    taken = take_in(write_csv("回访.csv", answers("满意度", *scores)))
    assert (taken.intake.sheets[0].accepted, taken.intake.sheets[0].rejected) == (19, 1)


def test_a_few_scores_above_the_scale_are_mistakes(take_in: Any, write_csv: Any) -> None:
    scores = [*["5"] * 19, "55"]
    taken = take_in(write_csv("回访.csv", answers("满意度", *scores)))
    assert {score for (score,) in taken.rows("surveys", "satisfaction")} == {5}
    assert taken.codes("rejected") == {"score_range"}


def test_scores_that_fit_no_scale_are_no_answers(take_in: Any, write_csv: Any) -> None:
    with pytest.raises(RequiredColumnMissing):
        take_in(write_csv("回访.csv", answers("满意度", "5", "500", "900", "4")))
