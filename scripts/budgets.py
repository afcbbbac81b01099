"""Checks the size budgets: function ≤ 50 lines, module ≤ 400, parameters ≤ 7. Says where they are broken.

Migrations are written by Django and counted by nobody.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

FUNCTION_LINES = 50
MODULE_LINES = 400
PARAMETERS = 7
ROOTS = ("src", "tests", "bench", "scripts")


def breaches(path: Path) -> Iterator[str]:
    """One sentence per broken budget of a file."""
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines > MODULE_LINES:
        yield f"{path}: {lines} lines (module budget {MODULE_LINES})"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{path}:{node.lineno}: {node.name} has {length} lines (budget {FUNCTION_LINES})"
            arguments = node.args
            count = len(arguments.posonlyargs) + len(arguments.args) + len(arguments.kwonlyargs)
            count -= bool(arguments.args and arguments.args[0].arg in ("self", "cls"))
            if count > PARAMETERS:
                yield f"{path}:{node.lineno}: {node.name} takes {count} parameters (budget {PARAMETERS})"


def main() -> int:
    paths = [
        path for root in ROOTS for path in sorted(Path(root).rglob("*.py")) if "migrations" not in path.parts
    ]
    found = [line for path in paths for line in breaches(path)]
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
