"""Runs the benchmark: `python tests/benchmarks/run.py --triples 20000 --out results.json`.

All servers run at once, and are measured in turn, query by query and round by round, so that what
disturbs the machine disturbs them alike. What is told is the median of the rounds.
"""

import argparse
import json
import platform
import statistics
import sys
import tempfile
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import graphs
import isolation
from driver import Load, Measured, fetch, measure, pages_of_memory
from mix import CSV, JSON, MIX, PREFIXES, Query
from peers import LAUNCHERS, SLOW_PEERS_UP_TO, MissingError, Peer


def rows_of(query: Query, body: bytes) -> int:
    """Count the rows of an answer."""
    if query.accept == JSON:
        found = json.loads(body)
        return len(found["results"]["bindings"]) if "results" in found else int(found["boolean"])
    lines = [line for line in body.splitlines() if line.strip()]
    return len(lines) - (query.accept == CSV)


def start_all(names: list[str], file: Path, triples: int, folder: Path) -> tuple[list[Peer], Any]:
    """Start every server that can be had; tells of the others why not."""
    running, missing = [], {}
    for name in names:
        try:
            running.append(LAUNCHERS[name](file, triples, folder))
            print(
                f"{running[-1].name}: loaded in {running[-1].load_seconds:.1f} s, "
                f"first answer after {running[-1].start_seconds:.2f} s",
                flush=True,
            )
        except MissingError as error:
            missing[name] = str(error)
            print(f"{name}: {error}", flush=True)
    return running, missing


def measure_query(
    query: Query, running: list[Peer], rounds: int, seconds: float, is_cold: bool
) -> dict[str, dict[str, float]]:
    """Measure a query on every server in turn, several times."""
    taken: dict[str, list[Measured]] = {peer.name: [] for peer in running}
    for _ in range(rounds):
        for peer in running:
            load = Load(peer.endpoint, PREFIXES + query.text, query.accept, is_cold)
            if taken[peer.name] and taken[peer.name][-1].rate < 0.05:
                taken[peer.name].append(taken[peer.name][-1])
                continue
            taken[peer.name].append(measure(load, seconds))
    return {
        name: {
            "rate": statistics.median(one.rate for one in found),
            "median": statistics.median(one.median for one in found),
            "errors": sum(one.errors for one in found),
        }
        for name, found in taken.items()
    }


def check(query: Query, running: list[Peer]) -> dict[str, int]:
    """Count each server's rows before anything is timed."""
    counted = {}
    for peer in running:
        load = Load(peer.endpoint, PREFIXES + query.text, query.accept, is_cold=False)
        try:
            counted[peer.name] = rows_of(query, fetch(load, timeout=120))
        except Exception as error:  # noqa: BLE001 - told in the table
            print(f"{peer.name} fails on {query.name}: {error!r}"[:200], flush=True)
            counted[peer.name] = -1
    return counted


def package_version(name: str) -> str:
    """Give the version of a package, or say that it is not here."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--triples", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--peers", nargs="*", default=list(LAUNCHERS))
    parser.add_argument("--queries", nargs="*", default=[query.name for query in MIX])
    parser.add_argument("--out", type=Path, default=Path("benchmark.json"))
    return parser.parse_args()


def main() -> None:
    """Run it."""
    options = read_options()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "graph.nt"
        triples = graphs.write(options.triples, file)
        running, missing = start_all(options.peers, file, triples, folder)
        results: dict[str, Any] = {"cold": {}, "warm": {}, "rows": {}}
        try:
            for query in MIX:
                if query.name not in options.queries:
                    continue
                results["rows"][query.name] = check(query, running)
                for temperature in ("cold", "warm"):
                    found = measure_query(
                        query, running, options.rounds, options.seconds, temperature == "cold"
                    )
                    results[temperature][query.name] = found
                    line = {n: round(one["rate"], 1) for n, one in found.items()}
                    print(temperature, query.name, line, flush=True)
            if triples <= SLOW_PEERS_UP_TO and running[0].name == "Lodestone":
                cost = isolation.measure(running[0].endpoint, file, options.rounds)
                results["isolation"] = {name: asdict(one) for name, one in cost.items()}
            results["memory"] = {p.name: pages_of_memory(p.process.pid) for p in running}
        finally:
            for peer in running:
                peer.stop()
        results |= {
            "triples": triples,
            "rounds": options.rounds,
            "seconds": options.seconds,
            "missing": missing,
            "load": {p.name: p.load_seconds for p in running},
            "start": {p.name: p.start_seconds for p in running},
            "extra": {p.name: p.extra for p in running if p.extra},
            "python": platform.python_version(),
            "packages": {
                n: package_version(n) for n in ("pyoxigraph", "oxigraph", "rdflib-endpoint")
            },
        }
    options.out.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
