"""Turns results into `docs/benchmarks.md`: `python tests/benchmarks/report.py RESULTS.json…`."""

import json
import os
import sys
from pathlib import Path
from typing import Any

OURS = "Lodestone"
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
INTRODUCTION = """# Benchmarks

Requests a second in a closed loop of 8 keep-alive connections, all servers and the load driver on
the same machine and running at once, measured in turn; medians of the rounds. Larger is better.
*Uncached*: each request's text is a new one, so that nothing can have kept its answer. *Repeated*:
all requests are equal. The graph has the shape of ours: companies, model families, statements with
their quotes. In brackets: how many times as fast Lodestone is. A query that takes longer than a
quarter of a second is timed alone.

Repeat it:

```sh
pip install '.[test]' oxigraph 'rdflib-endpoint[cli]'   # and from Debian: wrk virtuoso-opensource npm
python tests/benchmarks/run.py --triples 20000 --out small.json
python tests/benchmarks/run.py --triples 10000000 --out large.json
python tests/benchmarks/report.py small.json large.json
```
"""


def table(results: dict[str, Any], temperature: str) -> list[str]:
    """Write one table: a row for each query, a column for each server."""
    names = list(next(iter(results[temperature].values())))
    lines = ["| query | " + " | ".join(names) + " |", "|" + " --- |" * (len(names) + 1)]
    for query, found in results[temperature].items():
        ours = found[OURS]["rate"]
        cells = []
        for name in names:
            rate = found[name]["rate"]
            cell = f"{rate:,.0f}" if rate >= 10 else f"{rate:.2f}"
            if found[name]["errors"] and rate == 0:
                cell = "fails"
            elif name != OURS and rate:
                ratio = ours / rate
                cell += f" ({ratio:.1f}×)" if ratio < 100 else f" ({ratio:,.0f}×)"
            cells.append(cell)
        lines.append(f"| {query} | " + " | ".join(cells) + " |")
    return lines


def costs(results: dict[str, Any]) -> list[str]:
    """Write what each server needs: to load, to answer first, in memory."""
    lines = ["| server | load | first answer after start | memory of all its processes |"]
    lines.append("|" + " --- |" * 4)
    for name, memory in results["memory"].items():
        load, start = results["load"][name], results["start"][name]
        lines.append(f"| {name} | {load:.1f} s | {start:.2f} s | {memory / 2**20:,.0f} MB |")
    return lines


def isolation(results: dict[str, Any]) -> list[str]:
    """Write what it costs that a query is evaluated in a process of its own."""
    lines = [
        "One connection, one query after the other; medians in milliseconds. What is left of an",
        "answer's time without that of a kept answer and that of the engine alone is the way to the",
        "worker and back.\n",
        "| query | by a worker | kept | engine alone | isolation |",
        "|" + " --- |" * 5,
    ]
    for name, cost in results.items():
        figures = (cost["worker"], cost["kept"], cost["engine"], cost["isolation"])
        lines.append(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |")
    return lines


def main() -> None:
    """Write the document."""
    parts = [INTRODUCTION]
    for path in map(Path, sys.argv[1:]):
        results = json.loads(path.read_text())
        parts.append(f"## {results['triples']:,} triples\n")
        parts.append(
            f"{results['rounds']} rounds of {results['seconds']:g} s, {os.cpu_count()} cores, Python "
            f"{results['python']}, "
            + ", ".join(f"{name} {number}" for name, number in results["packages"].items())
            + ".\n"
        )
        for temperature, title in (("cold", "Uncached"), ("warm", "Repeated")):
            parts += [f"### {title}\n", "\n".join(table(results, temperature)), ""]
        parts += ["### What it takes\n", "\n".join(costs(results)), ""]
        if "isolation" in results:
            parts += ["### What isolation costs\n", "\n".join(isolation(results["isolation"])), ""]
        for name, extra in results["extra"].items():
            told = ", ".join(f"{what} {value:.1f} s" for what, value in extra.items())
            parts.append(f"{name}: {told} of its start; until then it answers from disk.\n")
        for name, reason in results["missing"].items():
            parts.append(f"{name}: {reason}.\n")
    DOCUMENT.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
