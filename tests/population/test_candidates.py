import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from curation.waiting import OUTSIDE, quote
from lodestone import ingestion, locations
from lodestone.curation import candidates as files
from lodestone.curation import decisions
from lodestone.errors import CandidateError
from lodestone.model.ingested import Ingested
from lodestone.population import loading

DATA = locations.folder("data")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A data folder with one document of the shipped ones, and its candidates."""
    for folder in ("documents", "candidates"):
        (tmp_path / folder).mkdir()
        for path in (DATA / folder).glob("ai-education-in-china*"):
            shutil.copy(path, tmp_path / folder)
    return tmp_path


def ingest(folder: Path) -> Ingested:
    (only,) = ingest_all(folder, folder / "documents")
    return only


def ingest_all(folder: Path, *paths: Path, jobs: int = 1) -> list[Ingested]:
    plan = ingestion.Plan((DATA, folder), folder / "candidates", folder / "documents")
    return ingestion.ingest(paths, plan, lambda _: None, jobs)


def claims(folder: Path, name: str) -> dict[str, str]:
    """The claims on a document, each with the sentence it rests on."""
    _, found = files.read(folder / "candidates" / f"{name}.jsonl")
    return {candidate.identifier: candidate.quote.exact for candidate in found}


def test_of_two_that_state_the_same_the_better_tier_stays_and_a_rule_before_a_model() -> None:
    by_rule = replace(OUTSIDE, tier="C", origin="rules/test")
    by_model = replace(OUTSIDE, tier="C", origin="llm/m", quote=quote("Wayve.", start=0))

    assert files.merged([by_model, by_rule]) == [by_rule]
    assert files.merged([replace(by_model, tier="B"), by_rule]) == [replace(by_model, tier="B")]


def test_the_shipped_candidates_are_what_the_rules_find_today(own: Path) -> None:
    before = {path.name: path.read_bytes() for path in (own / "candidates").glob("*.jsonl")}
    (own / "candidates" / "ai-education-in-china.jsonl").unlink()

    ingest(own)

    after = {path.name: path.read_bytes() for path in (own / "candidates").glob("*.jsonl")}
    assert after == before


def test_a_second_ingest_changes_no_byte(own: Path) -> None:
    ingest(own)

    assert ingest(own).changed is False


def test_a_rule_that_was_added_since_is_applied_to_what_did_not_change(tmp_path: Path) -> None:
    path = tmp_path / "documents" / "wire.md"
    path.parent.mkdir()
    path.write_text("Lumo hums along in Oslo.\n", encoding="utf-8")
    ingest(tmp_path)
    rules = tmp_path / "rules" / "humming.yaml"
    rules.parent.mkdir()
    rules.write_text(
        "rules:\n- id: hums\n  relation: basedIn\n  pattern: '{S} hums along in {O}'\n"
        "  examples: ['Lumo hums along in Oslo. => Lumo | basedIn | Oslo']\n"
    )

    assert claims(tmp_path, "wire") == {}
    assert ingest(tmp_path).changed
    assert list(claims(tmp_path, "wire").values()) == ["Lumo hums along in Oslo."]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"inputs": 1}', "\xff"])
def test_what_is_kept_beside_candidates_is_no_matter_if_it_is_broken(
    own: Path, content: str
) -> None:
    ingest(own)
    (kept,) = (path for path in (own / "candidates").iterdir() if path.suffix == ".json")
    whole = kept.read_bytes()
    kept.write_text(content, encoding="latin-1")

    assert ingest(own).changed is False
    assert kept.read_bytes() == whole


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_what_is_found_hangs_on_no_order_of_sets(tmp_path: Path, command, seed: str) -> None:
    path = tmp_path / "wire.md"
    path.write_text("Ada Berg founded Lumo Robotics in 2019.\n\nLumo is big. It runs on Linux.\n")

    done = command("ingest", path, "--data", tmp_path / "data", PYTHONHASHSEED=seed)

    assert done.returncode == 0
    _, found = files.read(tmp_path / "data" / "candidates" / "wire.jsonl")
    assert "person/ada-berg" in {c.object.n_triples().partition("/id/")[2][:-1] for c in found}


def test_an_edited_paragraph_changes_only_what_it_states(tmp_path: Path) -> None:
    path = tmp_path / "documents" / "wire.md"
    path.parent.mkdir()
    path.write_text("Lumo is based in Oslo.\n\nNordvik is based in Bergen.\n", encoding="utf-8")
    ingest(tmp_path)
    before = claims(tmp_path, "wire")
    path.write_text("Lumo, we hear, is based in Oslo.\n\nNordvik is based in Paris.\n")

    ingest(tmp_path)

    after = claims(tmp_path, "wire")
    (kept,) = before.keys() & after.keys()
    assert (before[kept], after[kept]) == (
        "Lumo is based in Oslo.",
        "Lumo, we hear, is based in Oslo.",
    )
    assert [after[new] for new in after.keys() - {kept}] == ["Nordvik is based in Paris."]


def test_several_processes_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    written = []
    for jobs in (1, 2):
        folder = tmp_path / str(jobs)
        done = ingest_all(folder, DATA / "documents", jobs=jobs)
        written.append({p.name: p.read_bytes() for p in (folder / "candidates").iterdir()})
        assert [item.document for item in done] == sorted(item.document for item in done)

    assert written[0] == written[1]
    assert len(written[0]) >= 6


def test_a_bad_document_stops_nothing_and_is_named(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_bytes(b"")
    (inbox / "b.txt").write_text("Lumo is based in Oslo.")
    (inbox / "c (1).txt").write_text("Lumo is based in Oslo.")
    (inbox / "b.md").write_text("Lumo is based in Bergen.")

    done = {item.document: item for item in ingest_all(tmp_path, inbox)}

    assert (done["a.txt"].error or "").startswith("E-EMPTY")
    assert [d.error for name, d in done.items() if (d.error or "").startswith("E-NAME")]
    assert done["b"].by_rules == 1
    assert done["c-1"].by_rules == 1


def test_a_text_that_comes_twice_is_said_to_be_a_duplicate(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in ("first.txt", "second.txt"):
        (inbox / name).write_text("Lumo is based in Oslo.")

    first, second = ingest_all(tmp_path, inbox)

    assert not any("W-DUPLICATE" in warning for warning in first.warnings)
    assert any("W-DUPLICATE" in w and "first" in w for w in second.warnings)


def test_a_web_page_is_kept_as_the_text_that_its_quotes_point_into(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<title>News</title><main><p>Lumo is based in Oslo.</p></main>" + "<p>So.</p>" * 80
    )

    ingest_all(tmp_path, page)

    kept = loading.read(tmp_path / "documents" / "page.md")
    (candidate,) = files.read(tmp_path / "candidates" / "page.jsonl")[1]
    assert kept.title == "News"
    assert kept.text[candidate.quote.start : candidate.quote.end] == "Lumo is based in Oslo."
    assert candidate.digest == kept.digest


def test_every_shipped_quote_is_the_slice_that_its_offsets_name() -> None:
    documents = {p.stem: loading.read(p) for p in (DATA / "documents").glob("*.md")}

    checked = 0
    for path in (DATA / "candidates").glob("*.jsonl"):
        _, found = files.read(path)
        for candidate in found:
            text = documents[candidate.document].text
            assert text[candidate.quote.start : candidate.quote.end] == candidate.quote.exact
            checked += 1
    assert checked >= 314


def test_what_was_entered_by_hand_is_marked_so_and_was_decided_on() -> None:
    verdicts = decisions.read_decisions([DATA / "decisions.jsonl"])

    manual = [
        c for path in (DATA / "candidates").glob("*.manual.jsonl") for c in files.read(path)[1]
    ]

    assert manual
    assert {candidate.origin for candidate in manual} == {"manual"}
    assert all(verdicts[candidate.identifier].verdict == "accept" for candidate in manual)


def test_a_manual_quote_follows_its_words_when_the_document_moves(own: Path) -> None:
    path = own / "documents" / "ai-education-in-china.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("## Teaching", "A sentence that is new.\n\n## Teaching"), encoding="utf-8"
    )
    before = files.read(own / "candidates" / "ai-education-in-china.manual.jsonl")[1]

    ingest(own)

    after = files.read(own / "candidates" / "ai-education-in-china.manual.jsonl")[1]
    assert [c.quote.start - b.quote.start for c, b in zip(after, before, strict=True)] == [
        25
    ] * len(before)


def test_a_manual_quote_that_the_document_lost_is_an_error_that_shows_it(own: Path) -> None:
    path = own / "documents" / "ai-education-in-china.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("535 universities", "536 universities"), encoding="utf-8")

    error = ingest(own).error

    assert error is not None
    assert "535 universities" in error
    assert "does not occur" in error


@pytest.mark.parametrize(
    "line",
    ["not json", '{"id": "x", "verdict": "maybe", "by": "a", "at": "b"}', '{"id": "x"}',
     '{"id": "x", "verdict": "accept", "by": "a", "at": "b", "edit": {"subject": "y"}}'],
)  # fmt: skip
def test_a_broken_decision_is_an_error_that_names_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text("\n" + line + "\n", encoding="utf-8")

    with pytest.raises(CandidateError, match="line 2"):
        decisions.read_decisions([path])


def test_a_broken_candidate_is_an_error_that_names_its_line(own: Path) -> None:
    path = own / "candidates" / "ai-education-in-china.manual.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    broken = json.loads(lines[2])
    del broken["quote"]
    path.write_text("\n".join([*lines[:2], json.dumps(broken)]), encoding="utf-8")

    with pytest.raises(CandidateError, match="line 3"):
        files.read(path)


def test_a_quote_that_was_changed_by_hand_in_a_candidate_file_is_an_error(own: Path) -> None:
    path = own / "candidates" / "ai-education-in-china.jsonl"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("China has 535 universities", "China has 999 universities"), "utf-8"
    )

    assert "999 universities" in (ingest(own).error or "")


def test_the_last_decision_on_a_claim_counts(tmp_path: Path) -> None:
    first = {"id": "x", "verdict": "accept", "by": "a", "at": "2026-01-01T00:00:00Z"}
    last = first | {"verdict": "reject", "reason": "wrong"}
    path = tmp_path / "decisions.jsonl"
    path.write_text(json.dumps(first) + "\n" + json.dumps(last) + "\n", encoding="utf-8")

    assert decisions.read_decisions([path])["x"].verdict == "reject"
