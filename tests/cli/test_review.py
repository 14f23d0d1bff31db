"""Reviewing at a terminal, and deciding in scripts."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from curation.waiting import (
    ALL,
    FOUNDED_2017,
    FOUNDED_2018,
    FRANCE,
    HOSTILE,
    LS,
    MISTRAL,
    ORG,
    OUTSIDE,
    PROPOSAL,
    candidate,
    decided,
    entity,
    fill,
    quote,
)

Done = subprocess.CompletedProcess[str]


def run(data: Path, *arguments: object, keys: str = "") -> Done:
    """Run the command with lines at its standard input."""
    return subprocess.run(
        [sys.executable, "-m", "lodestone", *map(str, arguments), "--data", data, "--by", "Ada"],
        input=keys, capture_output=True, text=True, timeout=120, check=False, cwd=data,
        env={**os.environ, "COLUMNS": "200"},
    )  # fmt: skip


def review(data: Path, *keys: str, options: tuple[str, ...] = ()) -> Done:
    return run(data, "review", *options, keys="".join(f"{key}\n" for key in keys))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return fill(tmp_path)


def test_each_claim_is_shown_with_its_words_marked_and_what_speaks_against_it(data: Path) -> None:
    done = review(data, "s", "s", "s", "q")

    assert done.returncode == 0
    for words in (
        "1/5  wire  tier A",
        "«[S: Wayve] was founded in [O: 2017].»",
        "Wayve – founding date – 2017",
        f"checks: conflicts-with:{FOUNDED_2018.identifier}",
        "Founded in 2018, the company makes cars drive.",
        "the company (Wayve) – founding date – 2018",
        "Many build models. «[S: Mistral AI SAS] is a company based in [O: France].» It is young.",
        "the subject is not known yet; is it one of these?",
        f"1  Mistral AI  92  {MISTRAL}",
        "0 accepted, 0 rejected, 3 skipped; 5 still wait.",
    ):
        assert words in done.stdout
    assert "Next" not in done.stdout
    assert decided(data) == []


def test_keys_accept_reject_skip_and_undo_and_the_end_sums_up(data: Path) -> None:
    done = review(data, "a", "r", "5", "u", "r", "wrong-entity", "s", "q")

    assert [(d["id"], d["verdict"], d["reason"]) for d in decided(data)] == [
        (FOUNDED_2017.identifier, "accept", ""),
        (FOUNDED_2018.identifier, "reject", "wrong-entity"),
        (FOUNDED_2018.identifier, "undo", ""),
        (FOUNDED_2018.identifier, "reject", "wrong-entity"),
    ]
    assert {d["by"] for d in decided(data)} == {"Ada"}
    assert "1 accepted, 1 rejected, 1 skipped; 3 still wait." in done.stdout
    assert "lodestone build" in done.stdout
    assert "accepted now" in done.stdout


def test_a_suggestion_is_taken_by_its_number_and_an_edit_line_by_line(data: Path) -> None:
    review(
        data, "1", "e", "", "", "plan", "3", "implied", "seen twice", "a", options=("--tier", "B")
    )

    (line,) = decided(data)
    assert line["id"] == PROPOSAL.identifier
    assert line["edit"] == {
        "explicitness": "implied", "modality": "plan", "note": "seen twice",
        "quantifier": "many", "subject": MISTRAL,
    }  # fmt: skip


def test_what_was_accepted_as_new_is_suggested_from_then_on(data: Path) -> None:
    new = candidate(
        entity(ORG + "zentrio", "Zentrio", "proposal", LS + "Company"), "basedIn", FRANCE,
        quote("Zentrio is based in France."), document="news",
    )  # fmt: skip
    like = candidate(
        entity(ORG + "zentrio-sas", "Zentrio SAS", "proposal", LS + "Company"), "basedIn", FRANCE,
        quote("Zentrio SAS is based in France."), document="olds",
    )  # fmt: skip
    fill(data, (new, like))

    before = review(data, "s", options=("--document", "olds"))
    run(data, "decide", "--accept", new.identifier)
    after = review(data, "s", options=("--document", "olds"))

    assert "is it one of these?" not in before.stdout
    assert f"1  Zentrio  89  {ORG}zentrio" in after.stdout


def test_another_end_is_given_by_an_iri_that_is_known(data: Path) -> None:
    done = review(
        data, "e", "http://e/unknown", MISTRAL, "", "", "", "", "", "a", options=("--tier", "C")
    )

    assert "Nothing here is known as “http://e/unknown”." in done.stdout
    assert [(d["id"], d["edit"]) for d in decided(data)] == [
        (OUTSIDE.identifier, {"subject": MISTRAL})
    ]


def test_an_edit_that_is_not_accepted_is_not_kept(data: Path) -> None:
    review(data, "1", "s", "a", options=("--tier", "B"))

    (line,) = decided(data)
    assert line["id"] == HOSTILE.identifier
    assert "edit" not in line


def test_a_key_that_means_nothing_and_a_reason_that_is_none_decide_nothing(data: Path) -> None:
    done = review(data, "x", "9", "", "r", "because", "", "q")

    assert done.returncode == 0
    assert decided(data) == []


def test_the_last_decision_can_be_taken_back_when_all_were_seen(data: Path) -> None:
    review(data, "a", "u", "r", "1", "", options=("--document", "zine"))

    assert [d["verdict"] for d in decided(data)] == ["accept", "undo", "reject"]


def test_a_document_cannot_steer_the_terminal(data: Path) -> None:
    done = review(data, "e", "q", options=("--tier", "B"))
    everything = review(data, *"sssss")

    assert "\x1b" not in done.stdout + done.stderr + everything.stdout + everything.stderr
    assert "<script>" in everything.stdout


def test_when_nothing_waits_it_says_so(tmp_path: Path) -> None:
    done = review(tmp_path)

    assert done.returncode == 0
    assert "Nothing waits" in done.stderr


def test_a_broken_file_of_candidates_is_at_fault_and_named(data: Path) -> None:
    (data / "candidates" / "wire.jsonl").write_text("{}\n", encoding="utf-8")

    done = review(data)

    assert done.returncode == 1
    assert "wire.jsonl" in done.stderr


def test_at_a_terminal_single_keys_are_enough(data: Path) -> None:
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "lodestone", "review", "--data", data, "--by", "Ada"],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=data,
    )  # fmt: skip
    os.close(theirs)
    keys = [b"a", b"q"]
    seen = b""
    deadline = time.monotonic() + 60
    while keys and time.monotonic() < deadline:
        if select.select([ours], [], [], 1)[0]:
            seen += os.read(ours, 65536)
        elif seen.endswith(b"> "):  # it waits, and reads what is typed from now on
            os.write(ours, keys.pop(0))
            seen = b""

    assert program.wait(30) == 0
    os.close(ours)
    assert [d["id"] for d in decided(data)] == [FOUNDED_2017.identifier]


def test_scripts_decide_on_many_and_take_a_batch_back(data: Path) -> None:
    ids = [FOUNDED_2017.identifier, OUTSIDE.identifier]
    accepted = run(data, "decide", "--accept", *ids, "--batch", "monday")
    rejected = run(data, "decide", "--reject", PROPOSAL.identifier, "--reason", "out-of-scope")
    reverted = run(data, "decide", "--revert", "monday")
    undone = run(data, "decide", "--undo", PROPOSAL.identifier)

    assert [d.returncode for d in (accepted, rejected, reverted, undone)] == [0, 0, 0, 0]
    assert [(d["id"], d["verdict"], d.get("batch")) for d in decided(data)] == [
        (ids[0], "accept", "monday"),
        (ids[1], "accept", "monday"),
        (PROPOSAL.identifier, "reject", None),
        (ids[0], "undo", "monday"),
        (ids[1], "undo", "monday"),
        (PROPOSAL.identifier, "undo", None),
    ]
    assert "2 decisions written" in reverted.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--accept",), "with identifiers"),
        ((PROPOSAL.identifier,), "Say --accept"),
        (("--accept", "--revert", "monday", PROPOSAL.identifier), "Say --accept"),
        (("--accept", PROPOSAL.identifier, "0123456789abcdef"), "0123456789abcdef"),
        (("--reject", PROPOSAL.identifier), "reasons: wrong"),
        (("--reject", PROPOSAL.identifier, "--reason", "ugly"), "reasons: wrong"),
        (("--undo", PROPOSAL.identifier), "was decided on"),
        (("--revert", "monday"), "monday"),
    ],
)
def test_wrong_use_of_decide_writes_nothing(
    data: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = run(data, "decide", *arguments)

    assert done.returncode == 2
    assert words in done.stderr
    assert decided(data) == []


def test_who_decides_is_asked_of_git_or_the_system(data: Path) -> None:
    (data / "gitconfig").write_text("[user]\n\tname = Grace Hopper\n", encoding="utf-8")
    program = [sys.executable, "-m", "lodestone", "decide", "--data", str(data), "--accept"]
    for identifier, variables in (
        (ALL[0].identifier, {"GIT_CONFIG_GLOBAL": str(data / "gitconfig")}),
        (ALL[1].identifier, {"GIT_CONFIG_GLOBAL": os.devnull, "LOGNAME": "mary"}),
    ):
        environment = {**os.environ, "GIT_CONFIG_SYSTEM": os.devnull, **variables}
        subprocess.run(
            [*program, identifier], check=True, capture_output=True, cwd=data, env=environment
        )

    assert [d["by"] for d in decided(data)] == ["Grace Hopper", "mary"]
