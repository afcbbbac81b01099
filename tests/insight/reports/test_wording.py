"""Every sentence has a Chinese one, and every code another floor can send has words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import liuke
from liuke.insight.churn.reasons import REASONS
from liuke.insight.metrics.catalogue import METRICS
from liuke.insight.reports.language import CATALOGUE, LOCALES, compile_catalogue, language
from liuke.insight.reports.wording import causes, fields, kpis, plan, reasons, remarks
from liuke.sheets.cleaning.row_rules import rules_of
from liuke.sheets.fields.catalogue import KINDS
from liuke.sheets.reading.model import CellFault, Unreadable

MARKERS = {"N_": None, "t": None, "lazy": None, "language": None, "say": None, "plural": (1, 2)}
READERS = [("**.py", "python"), ("**/templates/**.j2", "jinja2.ext:babel_extract")]
PACKAGE = Path(liuke.__file__).parent
Msgid = str | tuple[str, ...]


def marked_sentences() -> set[Msgid]:
    found = extract_from_dir(PACKAGE, method_map=READERS, options_map={}, keywords=MARKERS)
    return {message for _, _, message, _, _ in found}


def refusals() -> set[Msgid]:
    """The ``sentence`` of every class: a refusal is translated where it is shown."""
    classes = (
        node
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    return {
        ast.literal_eval(line.value)
        for node in classes
        for line in node.body
        if isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") == "sentence"
    }


@pytest.fixture(scope="module")
def chinese() -> dict[Msgid, str]:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    return {
        m.id: m.string[0] if isinstance(m.id, tuple) else m.string for m in catalogue if m.id and not m.fuzzy
    }


def test_every_sentence_is_translated(chinese: dict[Msgid, str]) -> None:
    missing = sorted(str(m) for m in marked_sentences() | refusals() if not chinese.get(m))
    assert missing == [], f"add to {CATALOGUE.relative_to(LOCALES.parent)}"


def test_translations_keep_the_figures(chinese: dict[Msgid, str]) -> None:
    for msgid, text in chinese.items():
        sources = msgid if isinstance(msgid, tuple) else (msgid,)
        wanted = {place for source in sources for place in re.findall(r"%\((\w+)\)[sd]", source)}
        assert set(re.findall(r"%\((\w+)\)[sd]", text)) == wanted, msgid


def test_chinese_has_no_blanks_between_characters_and_figures(chinese: dict[Msgid, str]) -> None:
    for text in chinese.values():
        assert not re.search(r"[\u4e00-\u9fff] [%\d]|[\ds] [\u4e00-\u9fff]", text), text


def test_a_catalogue_edited_after_the_last_build_counts_at_once(tmp_path: Path) -> None:
    source = tmp_path / "liuke.po"
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "yes"\nmsgstr "对"\n'
    )
    assert "对".encode() in compile_catalogue(source)
    assert language("zh")("yes") == "是"


@pytest.mark.parametrize("key", METRICS)
def test_every_metric_has_words(key: str) -> None:
    assert key in kpis.KPIS


@pytest.mark.parametrize("code", [reason.code for reason in REASONS] + ["open_complaint"])
def test_every_reason_to_leave_has_a_label_and_a_sentence(code: str) -> None:
    assert code in reasons.LABELS
    assert code in reasons.SENTENCES


def test_every_reason_finds_its_figure() -> None:
    for reason in REASONS:
        places = set(re.findall(r"%\((\w+)\)s", reasons.SENTENCES[reason.code]))
        assert places <= {reason.parameter}


@pytest.mark.parametrize(
    "code",
    sorted({rule.code for kind in KINDS for rule in rules_of(kind)} | {*Unreadable, *CellFault}),
)
def test_every_remark_about_rows_has_words(code: str) -> None:
    assert code in remarks.REMARKS


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_the_files_has_a_name(kind: str) -> None:
    assert kind in fields.KINDS
    assert [field.name for field in KINDS[kind].fields if field.name not in fields.FIELDS] == []


def test_leaves_of_the_issue_tree_belong_to_a_branch() -> None:
    assert {code.partition(".")[0] for code in causes.LEAVES} == set(causes.BRANCHES)


def test_first_week_names_its_days() -> None:
    assert set(plan.DAYS) == {1, 2, 3, 4, 5}
