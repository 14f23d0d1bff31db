"""Documents that are gone, and those that are forgotten: nothing of them is offered or built."""

import json
import subprocess
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from lodestone import locations
from lodestone.store import snapshots
from population.llm_server import claims, serving

Done = subprocess.CompletedProcess[str]

IRI = "https://w3id.org/lodestone/"
FRONT = (
    "---\ntitle: A note\nlicence: https://creativecommons.org/licenses/by/4.0/\nsource: ours\n---\n"
)


@pytest.fixture
def data(command, tmp_path: Path) -> Path:
    """A data folder with two documents, one of which says more than the other."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "one.md").write_text(
        f"{FRONT}Wayve is based in France. Wayve is based in China. Lumo is based in Oslo.\n"
    )
    (inbox / "two.md").write_text(f"{FRONT}Wayve is based in China.\n")
    assert command("ingest", inbox, "--data", tmp_path / "data").returncode == 0
    return tmp_path / "data"


def identifiers(data: Path, name: str) -> dict[str, str]:
    """The claims of a document: each object with its identifier."""
    lines = (data / "candidates" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return {c["o"]["text"]: c["id"] for c in map(json.loads, lines[1:])}


def offered(command, data: Path) -> Done:
    done = command("review", "--data", data, "--by", "Ada", COLUMNS="200")
    assert done.returncode == 0, done.stderr
    return done


def test_candidates_of_a_document_that_is_gone_are_left_out_and_it_is_said(
    command, data: Path
) -> None:
    lumo = identifiers(data, "one")["Oslo"]
    before = offered(command, data)
    (data / "documents" / "one.md").unlink()

    after = offered(command, data)
    decided = command("decide", "--accept", lumo, "--data", data, "--by", "Ada")
    built = command("build", "--data", data)

    assert lumo in before.stdout
    assert "Left out" not in before.stderr
    assert "Lumo" not in after.stdout
    assert "Left out, as their documents are gone: one. " in after.stderr
    assert decided.returncode == 2
    assert "left out, as their documents are gone: one.jsonl" in " ".join(built.stderr.split())
    assert in_graph(data, "wayve", "france") == []
    assert in_graph(data, "wayve", "china") == [IRI + "graph/document/two"]


def in_graph(data: Path, subject: str, place: str) -> list[str]:
    """The documents by which the graph says where something is based."""
    current = snapshots.current(data)
    assert current is not None
    names = (f"id/org/{subject}", "ont#basedIn", f"id/place/{place}")
    found = snapshots.open_read_only(current).quads_for_pattern(
        *(NamedNode(IRI + name) for name in names)
    )
    graphs = (getattr(quad.graph_name, "value", "") for quad in found)
    return sorted(graph for graph in graphs if "/graph/document/" in graph)


def test_forgetting_removes_text_and_candidates_and_says_what_the_next_build_drops(
    command, data: Path
) -> None:
    accepted = identifiers(data, "one")
    for place in ("France", "China"):
        command("decide", "--accept", accepted[place], "--data", data, "--by", "Ada")
    decisions = (data / "decisions.jsonl").read_bytes()
    command("build", "--data", data)
    before = in_graph(data, "wayve", "france"), in_graph(data, "wayve", "china")

    tried = command("forget", "one", "--dry-run", "--data", data)
    still = sorted(path.name for path in (data / "documents").iterdir())
    done = command("forget", "one.md", "--data", data)
    built = command("build", "--data", data)

    one, two = (IRI + f"graph/document/{name}" for name in ("one", "two"))
    assert before == ([one], [one, two])
    for shown, word in ((tried, "would remove"), (done, "removed")):
        assert shown.returncode == 0
        assert f"{word} {data / 'documents' / 'one.md'}" in shown.stderr
        assert f"{word} {data / 'candidates' / 'one.jsonl'}" in shown.stderr
        assert "The next build drops 1 statement " in shown.stderr
        assert "Wayve – based in – France" in shown.stderr
        assert "China" not in shown.stderr
    assert still == ["one.md", "two.md"]
    assert [path.name for path in (data / "documents").iterdir()] == ["two.md"]
    assert [path.name for path in (data / "candidates").glob("*.jsonl")] == ["two.jsonl"]
    assert (data / "decisions.jsonl").read_bytes() == decisions
    assert built.returncode == 0, built.stderr
    assert (in_graph(data, "wayve", "france"), in_graph(data, "wayve", "china")) == ([], [two])
    assert "Lumo" not in offered(command, data).stdout


def test_a_document_that_comes_back_has_its_decisions_again(
    command, data: Path, tmp_path: Path
) -> None:
    lumo = identifiers(data, "one")["France"]
    command("decide", "--reject", lumo, "--reason", "wrong", "--data", data, "--by", "Ada")
    command("forget", "one", "--data", data)

    command("ingest", tmp_path / "inbox", "--data", data)

    assert "Lumo" in offered(command, data).stdout
    assert lumo not in offered(command, data).stdout


def test_candidates_without_a_document_are_forgotten_too(command, data: Path) -> None:
    (data / "documents" / "one.md").unlink()
    (data / "candidates" / "one.manual.jsonl").write_text("{}\n", encoding="utf-8")

    done = command("forget", "one", "--data", data)

    assert done.returncode == 0, done.stderr
    assert [path.name for path in (data / "candidates").glob("*.jsonl")] == ["two.jsonl"]
    assert "Left out" not in offered(command, data).stderr


def test_a_name_that_is_not_there_or_not_ones_own_is_wrong_use_and_nothing_is_removed(
    command, data: Path
) -> None:
    shipped = sorted(path.stem for path in (locations.folder("data") / "documents").glob("*.md"))[0]

    unknown = command("forget", "two", "three", "--data", data)
    not_own = command("forget", shipped, "--data", data)

    assert (unknown.returncode, not_own.returncode) == (2, 2)
    assert "“three” is not in" in unknown.stderr
    assert "one, two" in unknown.stderr
    assert "one of the documents that Lodestone ships" in not_own.stderr
    assert sorted(path.name for path in (data / "documents").iterdir()) == ["one.md", "two.md"]


def test_what_a_model_answered_about_a_document_is_forgotten_with_it(
    command, data: Path, tmp_path: Path
) -> None:
    claim = {
        "relation": "basedIn", "subject": "Lumo", "subject_span": "Lumo", "object": "China",
        "object_span": "China", "quote": "Lumo is far from here.", "modality": "reported-fact",
    }  # fmt: skip
    with serving(claims(claim)) as endpoint:
        model = {"LODESTONE_LLM_URL": endpoint.url, "LODESTONE_LLM_MODEL": "m-1"}
        command("ingest", tmp_path / "inbox", "--data", data, **model)
        command("forget", "one", "--data", data)
        left = [path.name for path in (data / "candidates" / "rejected").iterdir()]
        command("ingest", tmp_path / "inbox", "--data", data, **model)

    asked = [request["messages"][1]["content"] for request in endpoint.requests]
    assert left == ["two.jsonl"]
    assert (len(asked), len(set(asked))) == (3, 2)
