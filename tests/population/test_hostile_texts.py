"""Texts that mean harm to who reads them: each is read soon, in part if need be, or refused.

The whole command runs in a process of its own, whose time and memory are measured.
"""

import json
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lodestone import ingestion, locations
from lodestone.curation import candidates as files
from lodestone.model.ingested import Ingested
from lodestone.population import limits, loading

SECONDS = 10
MEGABYTES = 500

RUN = r"""
import json, runpy, sys, time

sys.argv[0] = "lodestone"
try:
    runpy.run_module("lodestone", run_name="__main__")
finally:
    peak = next(l for l in open("/proc/self/status") if l.startswith("VmHWM"))
    print(json.dumps({"seconds": time.process_time(), "megabytes": int(peak.split()[1]) / 1000}))
"""
# of the processor: what else the machine does is no fault of the command

PROSE = (
    "The company has announced that it will open the laboratory to researchers. It was founded in "
    "2019 by Ada Lovelace. Lumo acquired Nordvik for $75 million in March 2025, and it is based in "
    "Oslo.\n\n"
)


def different_names() -> str:
    chosen = random.Random(1)  # noqa: S311 - the same names each time
    return ", ".join("".join(chosen.choices("abcdefgh", k=6)).title() for _ in range(600_000))


TEXTS: dict[str, Callable[[], str]] = {
    "short_lines": lambda: "the one\n" * 1_000_000,
    "capitals": lambda: "A A A " * 700_000,
    "chinese_names": lambda: "中国" * 1_000_000,
    "chinese_stops": lambda: "。”）" * 1_200_000,
    "amounts": lambda: "12 million euros and " * 100_000,
    "dollars": lambda: "$1m " * 1_200_000,
    "one_line": lambda: "The end of it. " * 280_000,
    "table": lambda: (
        "| company | founded | based in |\n| --- | --- | --- |\n"
        + "".join(f"| C{number} | 2011 | Oslo |\n" for number in range(100_000))
    ),
    "wide_table": lambda: ("|" + " a |" * 300_000 + "\n") * 4,
    "wrapped_lines": lambda: ("a " * 40 + "\n") * 60_000,
    "hyphens": lambda: "aA" + "-a" * 2_400_000,
    "items_with_pronouns": lambda: (
        "Lumo is where they meet:\n" + "- it is said that it is\n" * 190_000
    ),
    "brackets": lambda: "[" * 4_900_000,
    "capitalised_words": lambda: "Alpha Beta Gamma Delta " * 200_000,
    "different_names": different_names,
    "one_word": lambda: "Ab" * 2_400_000,
    "digits": lambda: "1" * 4_900_000,
    "numbers": lambda: "1,234 " * 800_000,
    "spelled_numbers": lambda: "one " * 1_200_000,
    "days": lambda: "today " * 800_000,
    "quotes": lambda: '"' * 4_900_000,
    "items": lambda: "The members are:\n\n" + "- Acme\n" * 700_000,
    "items_of_a_long_intro": lambda: (
        "The members of " + "the group " * 20_000 + "are:\n" + "- Acme\n" * 400_000
    ),
    "headings": lambda: "# Lumo\n" * 700_000,
    "ruler_that_is_none": lambda: "Lumo\n" + "-" * 1_000_000 + "x\n",
    "spaces": lambda: (" " * 100_000 + "x\n") * 40,
    "line_ends": lambda: " \n" * 2_400_000 + "Lumo is based in Oslo.",
    "ministry_without_end": lambda: "Ministry of " * 400_000,
    "of_without_end": lambda: "Ministry" + " of" * 1_500_000,
    "pronouns": lambda: "Lumo " + "it " * 1_600_000,
    "beginnings_of_facts": lambda: "Lumo is based in " * 290_000,
    "facts": lambda: "".join(f"Lumo{n} acquired Nordvik{n}. " for n in range(160_000)),
    "prose": lambda: PROSE * 25_000,
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_ends_soon_in_candidates_or_a_code(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.md"
    path.write_text(TEXTS[name](), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-c", RUN, "ingest", str(path), "--data", str(tmp_path / "data")],
        capture_output=True, text=True, timeout=300, check=False, cwd=tmp_path,
    )  # fmt: skip

    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert done.returncode in (0, 1), done.stderr[-2000:]
    assert re.search("W-LONG" if done.returncode == 0 else "E-TIME", done.stderr), done.stderr
    assert measured["seconds"] <= SECONDS, measured
    assert measured["megabytes"] <= MEGABYTES, measured


def ingest(path: Path, data: Path) -> Ingested:
    plan = ingestion.Plan((locations.folder("data"), data), data / "candidates", data / "documents")
    (done,) = ingestion.ingest([path], plan, lambda _: None)
    return done


def test_of_a_text_that_is_too_long_the_beginning_is_read_and_it_is_said_what_is_not(
    tmp_path: Path,
) -> None:
    path = tmp_path / "long.md"
    path.write_text(
        "Wayve is based in Oslo.\n\n"
        + "It rained that day.\n\n" * 200_000
        + "Wayve is based in Bergen."
    )

    first = ingest(path, tmp_path / "data")
    again = ingest(path, tmp_path / "data")

    document = loading.read(path)
    _, found = files.read(tmp_path / "data" / "candidates" / "long.jsonl")
    assert [candidate.object.text for candidate in found] == ["Oslo"]
    assert document.text[found[0].quote.start : found[0].quote.end] == found[0].quote.exact
    end = limits.readable_to(document.text)
    assert document.text[:end].endswith("that day.\n\n")
    said = f"{end:,} characters, up to line {document.text.count(chr(10), 0, end) + 1:,},"
    assert [said in warning for warning in first.warnings if "W-LONG" in warning] == [True]
    assert (again.changed, again.warnings) == (False, first.warnings)


def test_a_report_of_a_megabyte_is_read_whole() -> None:
    report = "".join(
        loading.read(path).text
        for path in sorted((locations.folder("data") / "documents").glob("*.md"))
    )
    text = report * (1_000_000 // len(report))

    assert len(text) > 900_000
    assert limits.readable_to(text) == len(text)


def test_of_what_takes_too_long_nothing_is_taken_and_what_was_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, data = tmp_path / "wire.md", tmp_path / "data"
    path.write_text("Wayve is based in Oslo.\n")
    ingest(path, data)
    before = {p.name: p.read_bytes() for p in data.rglob("wire*")}
    path.write_text("Wayve is based in Bergen.\n")
    monkeypatch.setattr(limits, "MOST_SECONDS", -1)

    done = ingest(path, data)

    assert (done.error or "").startswith("E-TIME: ")
    assert {p.name: p.read_bytes() for p in data.rglob("wire*")} == before


def test_what_takes_too_long_does_not_stop_what_comes_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / "wire.md", tmp_path / "zine.md"]
    for path in paths:
        path.write_text("Wayve is based in Oslo.\n")
    plan = ingestion.Plan((locations.folder("data"),), tmp_path)
    monkeypatch.setattr(limits, "MOST_SECONDS", -1)

    done = [extracted.outcome.error or "" for extracted in ingestion.extract(paths, plan)]

    assert [error.startswith("E-TIME: ") for error in done] == [True, True]
