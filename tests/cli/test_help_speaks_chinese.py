"""The first thing a newcomer reads is in his language."""

from __future__ import annotations

import re
from typing import Any

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
