"""The published JSON schema is the one the code keeps."""

from __future__ import annotations

import json
import warnings
from importlib import resources

import numpy as np
import pytest
from pydantic import TypeAdapter

from liuke import insight
from liuke.insight.diagnosis.as_json import diagnosis_schema
from liuke.insight.diagnosis.contract import PlanStep
from liuke.insight.star.schema import RECORDS
from liuke.sheets.cleaning.cells import column_type
from liuke.sheets.fields.catalogue import KINDS


def test_the_schema_in_the_package_is_up_to_date() -> None:
    """After a change of the contract: liuke schema diagnosis > src/liuke/insight/diagnosis/diagnosis.schema.json"""
    published = (
        resources.files("liuke.insight.diagnosis").joinpath("diagnosis.schema.json").read_text("utf-8")
    )
    assert json.loads(published) == diagnosis_schema()


def test_a_problem_says_from_and_to() -> None:
    problem = diagnosis_schema()["$defs"]["Problem"]
    assert {"kpi", "slice", "from", "to", "explains", "p_value", "since", "owners", "yuan"} <= set(
        problem["properties"]
    )


@pytest.mark.parametrize("figure", [3, np.int64(3), np.float64(3)])
def test_figures_of_sentences_are_written_without_a_warning(figure: float) -> None:
    step = PlanStep("call_problem", {"owners": figure, "slice": "ES6", "yuan": None}, None, 0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        written = TypeAdapter(PlanStep).dump_python(step, mode="json")
    assert written["figures"] == {"owners": 3.0, "slice": "ES6", "yuan": None}
    assert isinstance(written["figures"]["owners"], float)


def test_what_the_sheets_accept_is_what_the_star_reads() -> None:
    """The records of the star schema are the fields of the catalogue, in the types they are kept in."""
    for kind in KINDS.values():
        told = {c.name: c.type.replace(" ", "") for c in RECORDS[kind.name].columns}
        kept = {f.name: column_type(f) for f in kind.fields}
        assert told == {**kept, "source_file": "INTEGER", "source_row": "INTEGER"}, kind.name


def test_the_library_lists_its_doors() -> None:
    assert dir(insight) == sorted(insight.__all__)
    assert all(callable(getattr(insight, name)) for name in dir(insight))
