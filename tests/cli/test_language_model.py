"""A language model as a user meets it: `ingest` and `extract` against a server on a socket."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode

from conftest import lodestone
from lodestone import ingestion, locations
from lodestone.population.llm import LlmSettings
from lodestone.store import snapshots
from population.llm_server import BASED_IN, Endpoint, Reply, claims, message, refusal, serving

DATA = locations.folder("data")
Done = subprocess.CompletedProcess[str]

IRI = "https://w3id.org/lodestone/"
BODY = "Mistral AI is based in France.\n\nIn the books of Cambricon, Baidu fills many a page.\n"
FOUND_BY_BOTH = BASED_IN
FOUND_BY_MODEL = {
    **FOUND_BY_BOTH,
    "relation": "customerOf",
    "subject": "Baidu",
    "subject_span": "Baidu",
    "object": "Cambricon Technologies",
    "object_span": "Cambricon",
    "quote": "In the books of Cambricon, Baidu fills many a page.",
}
INVENTED = {**FOUND_BY_MODEL, "quote": "Baidu is a customer of Cambricon."}
UNKNOWN = {**FOUND_BY_MODEL, "relation": "adores"}


def run(endpoint: Endpoint | None, *arguments: object, **settings: str) -> Done:
    """Run a command with the model at an endpoint set, at 80 columns."""
    given = {"LODESTONE_LLM_URL": endpoint.url, "LODESTONE_LLM_MODEL": "m-1"} if endpoint else {}
    return lodestone(*arguments, **{"COLUMNS": "80", **given, **settings})


def write(folder: Path, **texts: str) -> Path:
    """Write documents into a folder, to be ingested."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def candidates(data: Path, name: str = "note") -> list[dict[str, Any]]:
    path = data / "candidates" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()][1:]


def rejected(data: Path, name: str = "note") -> list[str]:
    path = data / "candidates" / "rejected" / f"{name}.jsonl"
    return [json.loads(line)["reason"] for line in path.read_text(encoding="utf-8").splitlines()]


def contents(data: Path) -> dict[str, bytes]:
    """All that a run has written but the answers that it keeps."""
    found = [
        path for path in sorted(data.rglob("*")) if path.is_file() and path.parent != data / "llm"
    ]
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in found}


def of_one_block(number: int) -> str:
    """A text that is sent in one call; its first sentence is found by rules."""
    return f"Mistral AI is based in France, says part {number}.\n\n" + "Words that fill. " * 80


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return write(tmp_path / "inbox", note=BODY)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_nothing_is_sent_unless_a_model_is_set_and_a_half_set_one_is_named(
    inbox: Path, data: Path
) -> None:
    with serving(claims()) as endpoint:
        off = run(None, "ingest", inbox, "--data", data)
        half = run(None, "ingest", inbox, "--data", data, LODESTONE_LLM_URL=endpoint.url)

    assert (off.returncode, half.returncode) == (0, 0)
    assert "model" not in off.stderr
    assert "No language model is asked, as LODESTONE_LLM_MODEL is not set." in half.stderr
    assert endpoint.requests == []
    assert not (data / "llm").exists()


def test_what_the_model_finds_comes_beside_what_the_rules_found_each_statement_once(
    inbox: Path, data: Path
) -> None:
    with serving(claims(FOUND_BY_BOTH, FOUND_BY_MODEL)) as endpoint:
        done = run(endpoint, "ingest", inbox, "--data", data)

    assert done.returncode == 0, done.stderr
    found = {(c["s"]["text"], c["p"].rpartition("#")[2]): c for c in candidates(data)}
    both, by_model = found["Mistral AI", "basedIn"], found["Baidu", "customerOf"]
    assert len(found) == len(candidates(data)) == 2
    assert both["by"].startswith("rules/")
    assert (by_model["by"], by_model["tier"]) == ("llm/m-1", "C")
    for candidate in found.values():
        assert BODY[candidate["start"] : candidate["end"]] == candidate["quote"]
    assert re.search(r"^note +1 +1 +0 +0 +1 +changed", done.stderr, re.M)


def test_it_is_said_what_goes_where_before_it_goes(inbox: Path, data: Path) -> None:
    write(inbox, other=BODY * 2)
    said: list[str] = []

    def answer(_: object) -> Reply:
        said.append(log.read_text(encoding="utf-8"))
        return claims()

    log = inbox.parent / "log"
    with serving(answer) as endpoint, log.open("w") as stderr:
        subprocess.run(
            [sys.executable, "-m", "lodestone", "ingest", inbox, "--data", data, "--max-calls", "9"],
            env={**os.environ, "LODESTONE_LLM_URL": endpoint.url, "LODESTONE_LLM_MODEL": "m-1"},
            stderr=stderr, check=True, timeout=60,
        )  # fmt: skip
        again = run(endpoint, "ingest", write(inbox, third=BODY * 3), "--data", data)

    characters = len(BODY.strip()) + len((BODY * 2).strip())
    assert (
        f"{characters} characters of 2 documents go to host 127.0.0.1, model m-1, "
        "in at most 9 calls." in said[0]
    )
    assert f"{len((BODY * 3).strip())} characters of 1 document go to host" in again.stderr
    assert len(endpoint.requests) == 3


def test_its_candidates_wait_for_a_person_unless_the_policy_says_otherwise(
    inbox: Path, data: Path
) -> None:
    write(inbox, note="The kettles of Wayve boil in the United Kingdom.")
    ends = {"subject": "Wayve", "subject_span": "Wayve", "object": "United Kingdom"}
    words = {"object_span": "United Kingdom", "quote": "The kettles of Wayve boil in the United Kingdom."}  # fmt: skip
    with serving(claims({**FOUND_BY_BOTH, **ends, **words})) as endpoint:
        waiting = run(endpoint, "ingest", inbox, "--data", data)
        (data / "candidates" / "note.jsonl").unlink()
        (data / "policy.yaml").write_text("accept_tiers: [A, C]\n", encoding="utf-8")
        accepted = run(endpoint, "ingest", inbox, "--data", data)

    assert [(c["by"], c["tier"], c["checks"]) for c in candidates(data)] == [("llm/m-1", "C", [])]
    assert re.search(r"^note +0 +1 +0 +0 +0 +changed", waiting.stderr, re.M)
    assert re.search(r"^note +0 +1 +0 +0 +1 +changed", accepted.stderr, re.M)


def test_claims_that_fail_are_kept_with_their_reasons_counted_and_warned_of(
    inbox: Path, data: Path
) -> None:
    with serving(claims(FOUND_BY_MODEL, INVENTED, UNKNOWN)) as endpoint:
        done = run(endpoint, "ingest", inbox, "--data", data)
        again = run(endpoint, "ingest", inbox, "--data", data)

    assert done.returncode == 0
    assert rejected(data) == ["quote-not-verbatim", "unknown-relation"]
    for shown in (done, again):
        assert re.search(r"^note +1 +1 +2 +0 +", shown.stderr, re.M)
        words = " ".join(shown.stderr.split())
        assert "W-LLM-DROPPED: 67% of the model's claims (2 of 3) were rejected" in words
        assert "rejected/note.jsonl" in words
    assert len(endpoint.requests) == 1


def test_a_second_run_calls_nobody_and_changes_no_byte(inbox: Path, data: Path) -> None:
    write(inbox, other=BODY + "More.")
    with serving(claims(FOUND_BY_BOTH, FOUND_BY_MODEL, INVENTED)) as endpoint:
        run(endpoint, "ingest", inbox, "--data", data)
        first, asked = contents(data), len(endpoint.requests)
        second = run(endpoint, "ingest", inbox, "--data", data)
        after_second = contents(data)
        for path in (data / "candidates").rglob("*.jsonl"):
            path.unlink()
        third = run(endpoint, "ingest", inbox, "--data", data, "--jobs", "2")

    assert (second.returncode, third.returncode) == (0, 0)
    assert asked == len(endpoint.requests) == 2
    assert "characters of" not in second.stderr + third.stderr
    assert "Nothing goes to host 127.0.0.1, model m-1; 2 answers are kept" in third.stderr
    assert first == after_second == contents(data)


def test_a_run_that_is_killed_goes_on_where_it_was(inbox: Path, data: Path) -> None:
    write(inbox, note=of_one_block(0), other=of_one_block(1), third=of_one_block(2))
    with serving(claims(), claims(), claims(pause=60)) as endpoint:
        environment = {"LODESTONE_LLM_URL": endpoint.url, "LODESTONE_LLM_MODEL": "m-1"}
        process = subprocess.Popen(
            [sys.executable, "-m", "lodestone", "ingest", inbox, "--data", data],
            env={**os.environ, **environment}, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while len(endpoint.requests) < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        by_rules = [len(candidates(data, name)) for name in ("note", "other", "third")]
        endpoint.replies[:] = [claims()]
        done = run(endpoint, "ingest", inbox, "--data", data)

    assert by_rules == [1, 1, 1]
    assert done.returncode == 0, done.stderr
    assert len(endpoint.requests) == 4
    assert len({request["messages"][1]["content"] for request in endpoint.requests}) == 3


def test_the_run_stops_when_its_calls_are_used_up_and_a_later_one_goes_on(
    inbox: Path, data: Path
) -> None:
    write(inbox, note=of_one_block(0), other=of_one_block(1), third=of_one_block(2))
    with serving(claims()) as endpoint:
        first = run(endpoint, "ingest", inbox, "--data", data, "--max-calls", "2")
        asked = len(endpoint.requests)
        second = run(endpoint, "ingest", inbox, "--data", data, "--max-calls", "2")

    assert (first.returncode, asked) == (1, 2)
    assert "E-LLM-CALLS: 1 of 1 blocks were not read by the model" in first.stderr
    assert (
        "Stopped at 2 calls, which is all that llm_max_calls allows; the model has yet to read 1 document."
        in first.stderr
    )
    assert len(candidates(data, "third")) == 1
    assert (second.returncode, len(endpoint.requests)) == (0, 3)
    assert "Stopped" not in second.stderr


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (refusal(500, Retry_After_Ms="1"), "E-LLM-DOWN"),
        (claims(FOUND_BY_MODEL, pause=4), "E-LLM-SLOW"),
        (message("I found nothing of note."), "E-LLM-ANSWER"),
        (message('{"claims": [{"relation": "custo'), "E-LLM-ANSWER"),
        (message(""), "E-LLM-ANSWER"),
        (Reply(body=b""), "E-LLM-ANSWER"),
        (refusal(401, "Incorrect key sk-0123456789"), "E-LLM-REFUSED"),
    ],
    ids=["failing", "slow", "prose", "malformed", "empty", "no body", "refusing"],
)  # fmt: skip
def test_a_server_that_does_not_answer_well_costs_nothing_that_the_rules_found(
    inbox: Path, data: Path, reply: Reply, code: str
) -> None:
    write(inbox, other=BODY + "More.")
    key = {"LODESTONE_LLM_TIMEOUT": "1", "LODESTONE_LLM_KEY": "sk-0123456789"}
    with serving(reply) as endpoint:
        done = run(endpoint, "ingest", inbox, "--data", data, **key)
        endpoint.replies[:] = [claims(FOUND_BY_MODEL)]
        mended = run(endpoint, "ingest", inbox, "--data", data)

    assert done.returncode == 1
    assert f"note: {code}: 1 of 1 blocks were not read by the model: " in done.stderr
    assert "other: E-LLM-" in done.stderr
    assert "2 not read by the model as a whole" in done.stderr
    assert "Traceback" not in done.stderr
    assert "sk-0123456789" not in done.stderr
    assert mended.returncode == 0
    assert [c["by"].partition("/")[0] for c in candidates(data)] == ["rules", "llm"]


def test_a_server_that_is_down_is_named_and_what_was_found_before_stays(
    inbox: Path, data: Path
) -> None:
    with serving(claims(FOUND_BY_MODEL)) as endpoint:
        run(endpoint, "ingest", inbox, "--data", data)
    before = candidates(data)

    done = run(endpoint, "ingest", inbox, "--data", data, LODESTONE_LLM_MODEL="m-2")

    assert done.returncode == 1
    assert "note: E-LLM-DOWN: 1 of 1 blocks were not read by the model: the connec" in done.stderr
    assert candidates(data) == before


def test_another_model_is_asked_anew_and_its_candidates_replace_those_before(
    inbox: Path, data: Path
) -> None:
    with serving(claims(FOUND_BY_MODEL), claims(FOUND_BY_BOTH)) as endpoint:
        run(endpoint, "ingest", inbox, "--data", data)
        run(endpoint, "ingest", inbox, "--data", data, LODESTONE_LLM_MODEL="m-2")
        one = [c["by"] for c in candidates(data)]
        run(endpoint, "ingest", inbox, "--data", data)

    assert len(endpoint.requests) == 2
    assert [by.partition("/")[0] for by in one] == ["rules"]
    assert [c["by"] for c in candidates(data)][1:] == ["llm/m-1"]


def test_without_the_model_what_it_found_stays_until_the_text_changes(
    inbox: Path, data: Path
) -> None:
    with serving(claims(FOUND_BY_MODEL)) as endpoint:
        run(endpoint, "ingest", inbox, "--data", data)
        before = contents(data)
        off = run(None, "ingest", inbox, "--data", data)
        after = contents(data)
        write(inbox, note=BODY.replace("many a page", "a page"))
        edited = run(None, "ingest", inbox, "--data", data)

    assert (off.returncode, after) == (0, before)
    assert [c["by"].partition("/")[0] for c in candidates(data)] == ["rules"]
    assert "W-LLM-OUTDATED: 1 candidates of a language model" in " ".join(edited.stderr.split())


def test_what_a_person_accepts_of_it_is_in_the_graph_with_the_model_off(
    command, inbox: Path, data: Path
) -> None:
    text = f"---\ntitle: A note\nlicence: https://creativecommons.org/licenses/by/4.0/\nsource: ours\n---\n{BODY}"
    (inbox / "note.txt").unlink()
    (inbox / "note.md").write_text(text, encoding="utf-8")
    with serving(claims(FOUND_BY_MODEL)) as endpoint:
        run(endpoint, "ingest", inbox, "--data", data)
    waiting = command("review", "--data", data, "--by", "Ada")
    (by_model,) = (c["id"] for c in candidates(data) if c["by"] == "llm/m-1")

    decided = command("decide", "--accept", by_model, "--data", data, "--by", "Ada")
    built = command("build", "--data", data)

    assert by_model in waiting.stdout
    assert (decided.returncode, built.returncode) == (0, 0), built.stderr
    current = snapshots.current(data)
    assert current is not None
    facts = snapshots.open_read_only(current).quads_for_pattern(
        *(NamedNode(IRI + part) for part in ("id/org/baidu", "ont#customerOf", "id/org/cambricon")),
        NamedNode(IRI + "graph/document/note"),
    )
    assert len(list(facts)) == 1


def test_without_the_library_it_is_said_how_to_install_it_and_nothing_is_done(
    inbox: Path, data: Path
) -> None:
    code = (
        "import sys; sys.modules['openai'] = None; from lodestone.__main__ import main;"
        f"sys.argv = ['lodestone', 'ingest', {str(inbox)!r}, '--data', {str(data)!r}]; main()"
    )
    environment = {"LODESTONE_LLM_URL": "http://127.0.0.1:9/v1", "LODESTONE_LLM_MODEL": "m-1"}

    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert "pip install 'lodestone[llm]'" in done.stderr
    assert "Traceback" not in done.stderr
    assert not data.exists()


def test_a_url_that_cannot_be_asked_is_wrong_use_and_nothing_is_done(
    inbox: Path, data: Path
) -> None:
    model = {"LODESTONE_LLM_URL": "ftp://example.org", "LODESTONE_LLM_MODEL": "m-1"}

    done = run(None, "ingest", inbox, "--data", data, **model)

    assert done.returncode == 2
    assert "Correct LODESTONE_LLM_URL." in done.stderr
    assert not data.exists()


def test_a_document_that_changes_during_the_run_gets_no_candidates_of_two_texts(
    inbox: Path, data: Path
) -> None:
    with serving(claims(FOUND_BY_MODEL)) as endpoint:
        model = ingestion.Model(LlmSettings(endpoint.url, "m-1"), data / "llm")
        plan = ingestion.Plan((DATA, data), data / "candidates", data / "documents", None, model)
        done = ingestion.ingest([inbox], plan, lambda _: None)
        write(data / "documents", note=BODY + "More.")

        (asked,) = ingestion.ask(done, plan, lambda _: None)

    assert (asked.unread or "").startswith("E-CHANGED: note was changed during the run")
    assert [c["by"].partition("/")[0] for c in candidates(data)] == ["rules"]


def test_extract_writes_what_both_find_and_what_failed_and_touches_no_documents(
    inbox: Path, data: Path
) -> None:
    failed = inbox.parent / "failed.jsonl"
    write(inbox, bad="")
    with serving(claims(FOUND_BY_BOTH, FOUND_BY_MODEL, INVENTED)) as endpoint:
        done = run(endpoint, "extract", inbox, "--data", data, "--rejected", failed)
        again = run(endpoint, "extract", inbox, "--data", data)

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(r["subject"], r["relation"], r["tier"]) for r in rows] == [
        ("Mistral AI", "basedIn", "A"),
        ("Baidu", "customerOf", "C"),
    ]
    assert f"{len(BODY.strip())} characters of 1 document go to host 127.0.0.1" in done.stderr
    assert "bad.txt: E-EMPTY" in done.stderr
    assert "note: 1 claim of the model did not pass" in done.stderr
    assert [json.loads(line)["reason"] for line in failed.read_text().splitlines()] == [
        "quote-not-verbatim"
    ]
    assert (done.returncode, again.returncode) == (1, 1)
    assert (again.stdout, len(endpoint.requests)) == (done.stdout, 1)
    assert [path.name for path in data.iterdir()] == ["llm"]


def test_extract_goes_on_with_the_rules_where_the_model_is_down(inbox: Path, data: Path) -> None:
    with serving(claims()) as endpoint:
        pass

    done = run(endpoint, "extract", inbox, "--data", data)

    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert "note: E-LLM-DOWN" in done.stderr
