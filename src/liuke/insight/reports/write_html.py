"""Writes the report: one HTML file that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from liuke.insight.diagnosis.contract import Diagnosis
from liuke.insight.reports.language import HTML_LANG, Lang
from liuke.insight.reports.page import build_page
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.script_words import script_words
from liuke.insight.reports.workbook.catalogue import sheet_title
from liuke.values.refusal import Refusal

BUILT = Path(__file__).parent / "assets" / "built"


class ReportAssetsMissing(Refusal):
    """The charts are built when the package is; a bare checkout has none."""

    code = "report_assets_missing"
    sentence = "The report's charts have not been built. Run `python hatch_build.py` in the project folder."


def write_html(*, diagnosis: Diagnosis, path: Path, lang: Lang = "zh") -> None:
    """Writes the report for people to ``path``: offline, on a phone, on paper, light and dark.

    Names, phones, VINs and plates of owners are masked. The file asks the network for nothing and its policy
    forbids it to. Nothing is written when anything fails. Raises ReportAssetsMissing.
    """
    path.write_text(render_html(diagnosis=diagnosis, lang=lang), encoding="utf-8")


def render_html(*, diagnosis: Diagnosis, lang: Lang = "zh") -> str:
    """The page as text. Raises ReportAssetsMissing."""
    pen = Pen(lang)
    page = build_page(diagnosis, pen)
    script, style = _asset("report.js"), _asset("report.css")
    data = {"charts": pen.charts, "words": script_words(chinese=pen.t.zh)}
    template = _environment().get_template("report.html.j2")
    return template.render(
        page=page,
        t=pen.t,
        sheet_title=sheet_title,
        html_lang=HTML_LANG[lang],
        script=script,
        script_hash=_hash(script),
        style=style,
        data=script_json(data),
    )


def script_json(data: object) -> str:
    """JSON that can stand inside a script element: no character in it can end the element.

    >>> script_json({"name": "</script><!--"})
    '{"name":"\\\\u003c/script\\\\u003e\\\\u003c!--"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _asset(name: str) -> str:
    try:
        return (BUILT / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ReportAssetsMissing() from None


def _hash(script: str) -> str:
    """The script's hash for the content security policy: no other script may run."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("liuke.insight.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
