"""Applying what waits as one batch: what is published, what is set aside, what is refused."""

import json
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest

from conftest import Command
from lodestone.store import snapshots

LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
LS = "https://w3id.org/lodestone/ont#"
ID = "https://w3id.org/lodestone/id/"
BASED_IN = ox.NamedNode(LS + "basedIn")
FOUNDED = ox.NamedNode(LS + "foundingDate")
VALUE = ox.NamedNode(LS + "numericValue")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
TWICE = "[functional-property-twice]"

Done = subprocess.CompletedProcess[str]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def ingest(command: Command, data: Path, text: str, name: str = "wire") -> None:
    """Have a document read into a data folder."""
    inbox = data.parent / "inbox"
    inbox.mkdir(exist_ok=True)
    (inbox / f"{name}.md").write_text(text, encoding="utf-8")
    done = command("ingest", inbox / f"{name}.md", "--data", data)
    assert done.returncode == 0, done.stderr


def apply(command: Command, data: Path, batch: str = "monday", document: str = "wire") -> Done:
    return command(
        "apply", "--batch", batch, "--document", document, "--by", "Ada", "--data", data,
        COLUMNS="400",
    )  # fmt: skip


def candidates(data: Path, name: str = "wire") -> list[dict[str, object]]:
    lines = (data / "candidates" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines[1:]]


def identifier(data: Path, predicate: ox.NamedNode, words: str) -> str:
    """The identifier of the claim by its property and the words of its object."""
    (found,) = (c for c in candidates(data) if c["p"] == predicate.value and words in str(c["o"]))
    return str(found["id"])


def decided(data: Path) -> list[str]:
    """The claims that are decided on, once for each word said on them."""
    path = data / "decisions.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [json.loads(line)["id"] for line in lines]


def set_aside(done: Done) -> dict[str, str]:
    """What an output says of each claim that was set aside."""
    parts = done.stderr.split("set aside  ")[1:]
    return {part[:16]: part for part in parts}


def published(data: Path, subject: str, predicate: ox.NamedNode) -> set[str]:
    """The values of a property in the published graph."""
    snapshot = snapshots.current(data)
    assert snapshot is not None
    store = snapshots.open_read_only(snapshot)
    found = store.quads_for_pattern(ox.NamedNode(ID + subject), predicate, None, None)
    return {str(getattr(quad.object, "value", quad.object)) for quad in found}


def test_what_is_only_ever_a_pronoun_is_published_under_its_name(
    command: Command, data: Path
) -> None:
    ingest(command, data, "Talks went well. Zentrio was glad, and it is based in Bergen.\n")

    done = apply(command, data)

    assert done.returncode == 0, done.stderr
    assert published(data, "org/zentrio", LABEL) == {"Zentrio"}


def test_claims_that_cannot_stand_together_are_named_and_wait_and_the_rest_is_published(
    command: Command, data: Path
) -> None:
    ingest(
        command,
        data,
        "Nordvik was founded in 2018. Nordvik is based in Bergen. Nordvik was founded in 2020.\n\n"
        "Lumo raised $75 million from Balderton Capital. Lumo raised $80 million in March 2025.\n",
    )
    conflicting = {identifier(data, FOUNDED, year) for year in ("2018", "2020")}

    done = apply(command, data)

    assert done.returncode == 0, done.stderr
    assert set(set_aside(done)) == conflicting
    told = set_aside(done).values()
    assert any("“Nordvik was founded in 2020.”" in said and TWICE in said for said in told)
    assert sorted(decided(data)) == sorted(
        str(c["id"]) for c in candidates(data) if c["id"] not in conflicting
    )
    assert published(data, "org/nordvik", BASED_IN) == {ID + "place/bergen"}
    assert published(data, "org/nordvik", FOUNDED) == set()
    assert published(data, "measure/75000000-usd", VALUE) == {"75000000"}
    assert published(data, "measure/80000000-usd", VALUE) == {"80000000"}  # a round of its own
    assert command("build", "--data", data).returncode == 0


def test_what_a_shape_forbids_is_set_aside_with_the_words_of_the_shape(
    command: Command, data: Path
) -> None:
    ingest(command, data, "Lumo is based in Oslo. Lumo raised $0 in March 2024.\n")

    done = apply(command, data)

    assert done.returncode == 0, done.stderr
    (said,) = set_aside(done).values()
    assert identifier(data, VALUE, "$0") in said
    assert "An amount of money is above zero. [MonetaryAmount-positive]" in said
    assert published(data, "measure/0", VALUE) == set()
    assert published(data, "org/lumo", BASED_IN) == {ID + "place/oslo"}


def test_what_contradicts_the_ontology_is_set_aside_too(command: Command, data: Path) -> None:
    ingest(command, data, "Wayve is an office. Lumo is based in Oslo.\n")
    folder = data / "candidates"
    lines = (folder / "wire.jsonl").read_text(encoding="utf-8").splitlines()
    entered = {
        **json.loads(lines[1]),
        "quote": "Wayve is an office.",
        "s": {"iri": ID + "org/wayve", "text": "Wayve", "how": "curated"},
        "p": TYPE.value,
        "o": {"iri": LS + "GovernmentBody", "text": "an office", "how": "curated"},
        "by": "manual",
        "checks": [],
    }
    (folder / "wire.manual.jsonl").write_text(f"{lines[0]}\n{json.dumps(entered)}\n")
    assert command("ingest", data.parent / "inbox", "--data", data).returncode == 0

    done = apply(command, data)

    assert done.returncode == 0, done.stderr
    (said,) = set_aside(done).values()
    assert "“Wayve is an office.”" in said
    assert "GovernmentBody" in said
    assert LS + "GovernmentBody" not in published(data, "org/wayve", TYPE)
    assert published(data, "org/lumo", BASED_IN) == {ID + "place/oslo"}


def test_a_batch_of_which_nothing_remains_changes_nothing(command: Command, data: Path) -> None:
    ingest(command, data, "Nordvik was founded in 2018. Nordvik was founded in 2020.\n")

    done = apply(command, data)

    assert done.returncode == 1
    assert TWICE in done.stderr
    assert "org/nordvik" in (data / "snapshots" / "report.ttl").read_text(encoding="utf-8")
    assert decided(data) == []
    assert snapshots.current(data) is None


def test_a_batch_beside_what_violates_already_changes_nothing(command: Command, data: Path) -> None:
    ingest(command, data, "Nordvik was founded in 2018. Nordvik was founded in 2020.\n")
    both = [str(c["id"]) for c in candidates(data)]
    assert command("decide", "--accept", *both, "--by", "Ada", "--data", data).returncode == 0
    ingest(command, data, "Lumo is based in Oslo.\n", "other")

    built = command("build", "--data", data)
    done = apply(command, data, document="other")

    assert (built.returncode, done.returncode) == (1, 1)
    assert TWICE in built.stderr
    assert TWICE in done.stderr
    assert decided(data) == both
    assert snapshots.current(data) is None


def test_of_two_values_that_the_policy_would_accept_neither_is_published(
    command: Command, data: Path
) -> None:
    ingest(command, data, "Wayve was founded in 2017. Graphcore was founded in 2016.\n")
    ingest(command, data, "Wayve was founded in 2018.\n", "other")

    done = command("build", "--data", data)

    assert done.returncode == 0, done.stderr
    assert published(data, "org/graphcore", FOUNDED) == {"2016"}
    assert published(data, "org/wayve", FOUNDED) == set()
