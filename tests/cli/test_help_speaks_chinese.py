"""The first thing a newcomer reads is in his language."""

from __future__ import annotations

import re
from typing import Any

import pytest

from liuke.cli.main import COMMANDS, OUR_OWN


def test_every_command_is_explained_in_chinese(liuke: Any) -> None:
    shown = liuke("--help", lang="zh").stdout
    for name in set(COMMANDS) - set(OUR_OWN):
        line = re.search(rf"^  {name}\s+(.*)$", shown, re.MULTILINE)
        assert line, name
        assert re.search("[\u4e00-\u9fff]", line[1]), line[0]


def test_what_only_other_commands_call_is_not_offered(liuke: Any) -> None:
    shown = liuke("--help", lang="en").stdout
    assert not [name for name in OUR_OWN if re.search(rf"^  {name}\s", shown, re.MULTILINE)]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_is_chinese_throughout(liuke: Any, name: str) -> None:
    shown = liuke(name, "--help", lang="zh").stdout
    assert re.match(rf"用法：.* {name} \[选项\]", shown)
    assert "\n选项:\n" in shown
    assert "显示本说明。" in shown
    for sentence in re.findall(r"^  (?:\S+ ){4,}.*$|^ {4,}\S.*$", shown, re.MULTILINE):
        assert re.search("[\u4e00-\u9fff]", sentence), sentence


def test_english_help_is_what_was_written(liuke: Any) -> None:
    shown = liuke("diagnose", "--help", lang="en").stdout
    assert re.match(r"Usage: .* diagnose \[OPTIONS\] FILES…", shown)
    assert "[default: liuke-report]" in shown
    assert not re.search("[\u4e00-\u9fff]", shown)
