"""Applying what waits as one batch: what is published, what is set aside, what is refused."""

import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest

from conftest import Command
from lodestone.store import snapshots

LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
LS = "https://w3id.org/lodestone/ont#"
ID = "https://w3id.org/lodestone/id/"

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
