"""What the documents point at is there, and the commands they name exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from liuke.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"^(?:\$ )?liuke ([a-z]+)", re.MULTILINE)
TARGET = re.compile(r"\bmake ([a-z]+)\b")


def named(pattern: re.Pattern[str]) -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for name in pattern.findall(page.read_text(encoding="utf-8")):
            yield page, name


def test_every_link_to_a_file_leads_somewhere():
    local = [(page, link) for page, link in named(LINK) if ":" not in link]
    assert local
    broken = [f"{page.name}: {link}" for page, link in local if not (page.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize(("pattern", "kind"), [(COMMAND, "liuke"), (TARGET, "make")])
def test_every_command_of_the_documents_exists(pattern, kind):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = set(COMMANDS) if kind == "liuke" else set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    used = {name for _, name in named(pattern)}
    assert used
    assert used <= known


def test_both_readmes_have_the_same_sections():
    sections = [
        re.findall(r"^(#+) ", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        for name in ("README.md", "README.zh-CN.md")
    ]
    assert sections[0] == sections[1]
