"""Decisions: appended whole, taken back by appending, the last word counts."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from curation.waiting import CERTAIN, FRANCE, LS, MISTRAL, PROPOSAL, decided
from lodestone.curation import decision_log
from lodestone.curation.decisions import corrected, read_decisions, review
from lodestone.errors import CandidateError, DiskError, UsageError
from lodestone.population import statements

WRITERS, EACH = 4, 40


def append(path: Path, identifier: str, verdict: str, **others: object) -> None:
    decision = decision_log.decide(identifier, verdict, "Ada", **others)  # type: ignore[arg-type]
    decision_log.append(path, [decision])


WRITER = f"""
import sys
from pathlib import Path
from lodestone.curation import decision_log
for number in range({EACH}):
    identifier = sys.argv[2] + "-" + str(number)
    edit = {{"note": "a long note " * 40}}
    decision = decision_log.decide(identifier, "accept", "Ada", edit=edit)
    decision_log.append(Path(sys.argv[1]), [decision])
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "own" / "decisions.jsonl"


def test_a_decision_is_a_line_with_who_when_and_why(log: Path) -> None:
    append(log, "x", "reject", reason="not-in-source", batch="monday")

    (line,) = decided(log.parent)

    assert list(line) == ["id", "verdict", "reason", "by", "at", "batch"]
    assert line | {"at": ""} == {
        "id": "x", "verdict": "reject", "reason": "not-in-source", "by": "Ada", "at": "",
        "batch": "monday",
    }  # fmt: skip
    assert str(line["at"]).endswith("Z")
    assert len(str(line["at"])) == len("2026-01-01T00:00:00Z")


def test_two_writers_at_once_lose_nothing(log: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, log, str(n)]) for n in range(WRITERS)
    ]

    assert [writer.wait(120) for writer in writers] == [0] * WRITERS
    assert {line["id"] for line in decided(log.parent)} == {
        f"{writer}-{number}" for writer in range(WRITERS) for number in range(EACH)
    }


def test_an_undo_lets_the_word_before_count_again(log: Path) -> None:
    append(log, "x", "accept")
    append(log, "x", "reject", reason="wrong")

    counts = []
    for _ in range(3):
        append(log, "x", "undo")
        found = read_decisions([log]).get("x")
        counts.append(found.verdict if found else None)

    assert counts == ["accept", None, None]


def test_an_undo_of_ones_own_takes_back_what_was_decided_in_another_file(
    log: Path, tmp_path: Path
) -> None:
    shipped = tmp_path / "decisions.jsonl"
    append(shipped, "x", "accept")
    append(log, "x", "undo")

    assert "x" not in read_decisions([shipped, log])
    assert "x" in read_decisions([shipped])


def test_a_batch_is_reverted_by_appending_and_what_was_said_since_still_counts(log: Path) -> None:
    append(log, "x", "reject", reason="wrong")
    append(log, "x", "accept", batch="monday")
    append(log, "y", "accept", batch="monday")
    append(log, "y", "reject", reason="duplicate")
    before = log.read_bytes()

    done = decision_log.revert(log, "monday", "Ben")

    heard = read_decisions([log])
    assert done == 2
    assert log.read_bytes().startswith(before)
    assert {i: d.verdict for i, d in heard.items()} == {"x": "reject", "y": "reject"}
    with pytest.raises(UsageError, match="monday"):
        decision_log.revert(log, "monday", "Ben")


@pytest.mark.parametrize(
    ("verdict", "others", "words"),
    [
        ("maybe", {}, "a verdict is one of"),
        ("reject", {"reason": "do not like it"}, "rejected for one of these reasons"),
        ("reject", {}, "rejected for one of these reasons"),
        ("accept", {"edit": {"modality": "certain"}}, "a modality is one of"),
        ("accept", {"edit": {"subject": "javascript:alert(1)"}}, "IRI"),
        ("accept", {"edit": {"object": None}}, "IRI"),
    ],
)
def test_a_decision_that_cannot_be_taken_is_refused_and_writes_nothing(
    log: Path, verdict: str, others: dict[str, object], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        append(log, "x", verdict, **others)

    assert not log.exists()


@pytest.mark.parametrize(
    "edit", ['{"subject": "y"}', '{"modality": null}', '{"nonsense": "x"}', '{"quantifier": "A B"}']
)
def test_an_edit_in_the_file_that_cannot_be_meant_names_its_line(log: Path, edit: str) -> None:
    log.parent.mkdir()
    line = '{"id": "x", "verdict": "accept", "by": "a", "at": "b", "edit": EDIT}'
    log.write_text(line.replace("EDIT", edit) + "\n", encoding="utf-8")

    with pytest.raises(CandidateError, match="line 1"):
        read_decisions([log])


def test_a_last_line_that_an_editor_left_open_is_kept_whole(log: Path) -> None:
    append(log, "x", "accept")
    log.write_bytes(log.read_bytes().rstrip(b"\n"))

    append(log, "y", "accept")

    assert [line["id"] for line in decided(log.parent)] == ["x", "y"]


def test_half_a_line_is_neither_lengthened_nor_lost(log: Path) -> None:
    append(log, "x", "accept")
    log.write_bytes(log.read_bytes() + b'{"id": "y", "ver')
    before = log.read_bytes()

    with pytest.raises(CandidateError, match="half a line"):
        append(log, "z", "accept")

    assert log.read_bytes() == before


def test_a_full_disk_leaves_the_file_as_it_was(log: Path) -> None:
    append(log, "x", "accept")
    before = log.read_bytes()
    code = (
        "import resource, signal, sys; from pathlib import Path;"
        "from lodestone.curation import decision_log as d; from lodestone.errors import DiskError;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); path = Path(sys.argv[1]);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (len(path.read_bytes()) + 20,) * 2)\n"
        "try: d.append(path, [d.decide('y', 'accept', 'Ada')])\n"
        "except DiskError as error: print(error)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, log], capture_output=True, text=True, check=True
    )

    assert "cannot be written" in done.stdout
    assert log.read_bytes() == before


def test_a_folder_that_takes_no_writes_is_the_disks_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(DiskError, match="cannot be written"):
        append(tmp_path / "file" / "decisions.jsonl", "x", "accept")


def test_a_corrected_end_is_decided_under_the_old_name_and_stated_under_the_new(log: Path) -> None:
    append(log, PROPOSAL.identifier, "accept", edit={"subject": MISTRAL, "modality": "evaluation"})
    heard = read_decisions([log])

    found = corrected(PROPOSAL, heard)
    stated = statements.accepted([PROPOSAL, CERTAIN], heard)

    assert review(PROPOSAL, heard) is not None
    assert (found.subject.iri, found.subject.text) == (MISTRAL, "Mistral AI SAS")
    assert found.identifier == CERTAIN.identifier != PROPOSAL.identifier
    (only,) = stated
    assert only.identifier == CERTAIN.identifier
    assert (only.subject.iri, only.predicate, only.object) == (MISTRAL, LS + "basedIn", FRANCE)
    assert len(only.evidence) == 2


def test_lines_of_older_files_are_read_as_ever(log: Path) -> None:
    log.parent.mkdir()
    old = {"id": "x", "verdict": "reject", "reason": "in my own words", "by": "a", "at": "2026"}
    log.write_text(json.dumps(old) + "\n\n", encoding="utf-8")

    assert read_decisions([log])["x"].reason == "in my own words"
