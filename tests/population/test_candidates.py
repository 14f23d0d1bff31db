import json
import shutil
from pathlib import Path

import pytest

from lodestone import locations, pipeline
from lodestone.curation import candidates as files
from lodestone.curation import decisions
from lodestone.errors import CandidateError

DATA = locations.folder("data")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A data folder with one document of the shipped ones, and its candidates."""
    for folder in ("documents", "candidates"):
        (tmp_path / folder).mkdir()
        for path in (DATA / folder).glob("ai-education-in-china*"):
            shutil.copy(path, tmp_path / folder)
    return tmp_path


def ingest(folder: Path) -> pipeline.Ingested:
    (only,) = pipeline.ingest(
        [folder / "documents"], folder / "candidates", [DATA, folder], lambda _: None
    )
    return only


def test_the_shipped_candidates_are_what_the_rules_find_today(own: Path) -> None:
    before = {path.name: path.read_bytes() for path in (own / "candidates").iterdir()}
    (own / "candidates" / "ai-education-in-china.jsonl").unlink()

    ingest(own)

    assert {path.name: path.read_bytes() for path in (own / "candidates").iterdir()} == before


def test_a_second_ingest_changes_no_byte(own: Path) -> None:
    ingest(own)

    assert ingest(own).changed is False


def test_every_shipped_quote_is_the_slice_that_its_offsets_name() -> None:
    documents = {p.stem: pipeline.documents.read(p) for p in (DATA / "documents").glob("*.md")}

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

    with pytest.raises(CandidateError, match=r"535 universities.*does not occur"):
        ingest(own)


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

    with pytest.raises(CandidateError, match="999 universities"):
        ingest(own)


def test_the_last_decision_on_a_claim_counts(tmp_path: Path) -> None:
    first = {"id": "x", "verdict": "accept", "by": "a", "at": "2026-01-01T00:00:00Z"}
    last = first | {"verdict": "reject", "reason": "wrong"}
    path = tmp_path / "decisions.jsonl"
    path.write_text(json.dumps(first) + "\n" + json.dumps(last) + "\n", encoding="utf-8")

    assert decisions.read_decisions([path])["x"].verdict == "reject"
