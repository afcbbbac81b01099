"""Open questions on a terminal: asked, understood, remembered."""

from __future__ import annotations

import json
import os
import pty
import select
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROWS = [
    ["识别串", "交车日期", "门店", "车系", "客户姓名", "手机号"],
    ["LATPAB071W1005301", "3/5/23", "城东店", "ES6", "林晓", "13800001111"],
]
PROMPT = "请选择".encode()


def type_answers(folder: Path, file: Path, answers: list[str]) -> tuple[int, str]:
    """Runs the diagnosis on a terminal and types an answer at each prompt."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        arguments = [sys.executable, "-m", "liuke", "diagnose", file.name, "--out", "out"]
        os.execve(sys.executable, arguments, {**os.environ, "LIUKE_LANG": "zh", "TERM": "xterm"})
    said, asked, until = b"", 0, time.monotonic() + 200
    while time.monotonic() < until and select.select([terminal], [], [], 60)[0]:
        try:
            said += os.read(terminal, 65_536)
        except OSError:  # the program has ended
            break
        while answers and said.count(PROMPT) > asked:
            asked += 1
            os.write(terminal, answers.pop(0).encode() + b"\r")
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode(errors="replace")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a pseudo-terminal")
def test_a_person_is_asked_until_the_answer_is_understood(write: Any, tmp_path: Path) -> None:
    code, said = type_answers(tmp_path, write("新车销售.csv", ROWS), ["", "9", "２"])
    assert code == 0, said
    assert "请输入选项前面的数字" in said
    document = json.loads((tmp_path / "out" / "diagnosis.json").read_text(encoding="utf-8"))
    answers = [(a["code"], a["answer"], a["by"]) for a in document["quality"]["answers"]]
    assert answers == [("column", "vin", "user"), ("day_order", "dmy", "user")]
