"""Whole-graph rules: SPARQL files in which every row is a fault, and no row is a pass."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pyoxigraph as ox

from lodestone.errors import FaultError
from lodestone.knowledge.assembly import Assembly
from lodestone.knowledge.quads import to_quads
from lodestone.model.report import Finding, Severity

_SEVERITY_LINE = "#+ severity:"


def run_checks(assembly: Assembly, folder: Path) -> Iterator[Finding]:
    """Run every check of a folder; `?focus` is the focus node, `?message` what is wrong.

    A check may also select `?path`, the property that is at fault, and `?value`.

    Raises:
        FaultError: a check does not parse, or does not select `?focus` and `?message`.
    """
    store = ox.Store()
    store.extend(to_quads(assembly))
    for path in sorted(folder.glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        try:
            rows = store.query(text)
        except (SyntaxError, ValueError) as error:
            raise FaultError(f"{path} does not parse: {error}") from error
        if not isinstance(rows, ox.QuerySolutions):
            raise FaultError(f"{path} has to be a SELECT query with ?focus and ?message.")
        severity = _severity(path, text)
        names = {variable.value for variable in rows.variables}
        for row in rows:
            named = {n: _written(row[n]) for n in ("path", "value") if n in names and row[n]}
            yield Finding(
                severity=severity,
                rule=path.stem,
                focus_node=_written(row["focus"]),
                message=_written(row["message"]),
                path=named.get("path"),
                value=named.get("value"),
            )


def _severity(path: Path, text: str) -> Severity:
    line = next((ln for ln in text.splitlines() if ln.startswith(_SEVERITY_LINE)), None)
    severity = line.removeprefix(_SEVERITY_LINE).strip() if line else "Violation"
    if severity not in ("Violation", "Warning", "Info"):
        raise FaultError(f"{path}: a severity is Violation, Warning or Info, not '{severity}'.")
    return cast("Severity", severity)


def _written(term: object) -> str:
    return str(getattr(term, "value", term))
