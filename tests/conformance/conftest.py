"""One running server for the whole suite of the W3C, and the account of how it did."""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conformance.endpoint import Endpoint
from conformance.grading import Grading
from conformance.manifests import suite
from conformance.remotes import Remotes, remotes
from conftest import start, stop

TOKEN = "a-token-for-the-tests-only"  # noqa: S105 - of a server that ends with the tests
REPORT = "LODESTONE_CONFORMANCE_REPORT"
URL = "LODESTONE_CONFORMANCE_URL"
VERDICTS = ("pass", "by value", "declared", "out of scope", "fail")


@pytest.fixture(scope="session")
def remote_endpoints() -> Iterator[Remotes]:
    """The endpoints that federated queries ask."""
    with remotes() as running:
        yield running


@pytest.fixture(scope="session")
def conformant(
    tmp_path_factory: pytest.TempPathFactory, remote_endpoints: Remotes
) -> Iterator[Endpoint]:
    """A server that starts empty, may be written to, and may ask the remote endpoints."""
    if running := os.environ.get(URL):
        with closing(Endpoint(running, os.environ.get("LODESTONE_TOKEN", TOKEN))) as endpoint:
            yield endpoint
        return
    server = start(
        tmp_path_factory.mktemp("conformance"),
        "--empty",
        LODESTONE_TOKEN=TOKEN,
        LODESTONE_FEDERATION=" ".join(remote_endpoints.local.values()),
    )
    with closing(Endpoint(server.url, TOKEN)) as endpoint:
        yield endpoint
    stop(server)


@pytest.fixture
def grading(record_property: Callable[[str, object], None]) -> Grading:
    """Judges the answer of the test that asks for it."""
    return Grading(record_property)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how each part of the suite went, and write it to a file if one is named."""
    verdicts = dict(sorted(_verdicts(terminalreporter.stats)))
    if not verdicts:
        return
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for case_id, verdict in verdicts.items():
        counts[suite(case_id)][verdict] += 1
        counts["all"][verdict] += 1
    terminalreporter.write_sep("=", "conformance with the W3C's SPARQL tests")
    for line in _table(counts):
        terminalreporter.write_line(line)
    for verdict in ("by value", "fail"):
        named = [case_id for case_id, found in verdicts.items() if found == verdict]
        terminalreporter.write_line(f"{verdict}: {' '.join(named) or 'none'}")
    if target := os.environ.get(REPORT):
        report = {"counts": counts, "tests": verdicts}
        Path(target).write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def _verdicts(stats: Mapping[str, Iterable[Any]]) -> Iterator[tuple[str, str]]:
    names = {
        "passed": "pass",
        "xfailed": "declared",
        "skipped": "out of scope",
        "failed": "fail",
        "error": "fail",
    }
    for outcome, name in names.items():
        for report in stats.get(outcome, ()):
            path, _, case_id = report.nodeid.partition("[")
            if "tests/conformance/" in path and "#" in case_id:
                graded = dict(report.user_properties).get("grade")
                yield case_id.removesuffix("]"), "by value" if graded and name == "pass" else name


def _table(counts: Mapping[str, Counter[str]]) -> Iterator[str]:
    yield f"{'suite':<30}{'tests':>8}" + "".join(f"{verdict:>14}" for verdict in VERDICTS)
    for name in sorted(counts, key=lambda name: (name == "all", name)):
        found = counts[name]
        cells = "".join(f"{found[verdict]:>14}" for verdict in VERDICTS)
        yield f"{name:<30}{found.total():>8}{cells}"
