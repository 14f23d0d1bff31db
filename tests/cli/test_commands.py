import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lodestone import locations
from lodestone.settings import Settings, variable
from lodestone.store import snapshots

MISTAKES = Path(__file__).parents[1] / "mistakes"


def test_the_command_is_installed_and_names_its_version(command) -> None:
    program = shutil.which("lodestone", path=str(Path(sys.executable).parent))

    assert program is not None
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert "lodestone" in done.stdout


@pytest.mark.parametrize(
    "name", ["build", "serve", "ingest", "extract", "forget", "rules", "versions", "settings"]
)
def test_every_command_has_help(command, name: str) -> None:
    done = command(name, "--help")

    assert done.returncode == 0
    assert "Usage: " in done.stdout


def test_a_wrong_option_is_wrong_use(command) -> None:
    assert command("build", "--nonsense").returncode == 2
    assert command("serve", "--port", "99999").returncode == 2
    assert command("nonsense").returncode == 2


@pytest.mark.parametrize(
    ("kind", "mistake", "words"),
    [
        ("modelling", "company-and-government-body", "contradict each other"),
        ("modelling", "class-under-disjoint-classes", "can have no member"),
        ("data", "money-without-currency", "stop the publication"),
    ],
)
def test_a_mistake_stops_the_build_with_a_report_and_the_last_snapshot_stays(
    command, copy_of_built: Path, kind: str, mistake: str, words: str
) -> None:
    reference = copy_of_built / "reference"
    reference.mkdir()
    shutil.copy(MISTAKES / kind / f"{mistake}.ttl", reference)
    before = snapshots.current_name(copy_of_built)

    done = command("build", "--data", copy_of_built)

    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert snapshots.current_name(copy_of_built) == before
    if kind == "data":
        report = (snapshots.root(copy_of_built) / "report.ttl").read_text(encoding="utf-8")
        assert "sh:conforms false" in report


def test_turtle_that_does_not_parse_is_named_with_its_file(command, tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "broken.ttl").write_text("<a> <b> .", encoding="utf-8")

    done = command("build", "--data", tmp_path)

    assert done.returncode == 1
    assert "broken.ttl" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_document_of_ones_own_is_ingested_built_and_answered(command, tmp_path: Path) -> None:
    mine, data = tmp_path / "mine", tmp_path / "data"
    mine.mkdir()
    (mine / "note.md").write_text(
        "---\ntitle: A note\nlicence: https://creativecommons.org/licenses/by/4.0/\nsource: ours\n---\n"
        "Wayve specialises in computer vision. Graphcore is not based in France.\n"
        "\nFrance has at least 7 data exchanges.\n",
        encoding="utf-8",
    )

    ingested = command("ingest", mine, "--data", data)
    built = command("build", "--data", data)

    assert (ingested.returncode, built.returncode) == (0, 0), built.stderr
    lines = (data / "candidates" / "note.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 6
    assert "4 candidates wait for a decision" in built.stderr
    current = snapshots.current(data)
    assert current is not None
    assert current.manifest.counts["statements"] == 315
    assert current.manifest.counts["documents"] == 7


def test_one_bad_document_stops_no_run_and_is_named(command, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text("DeepSeek is a company based in China.", encoding="utf-8")
    bad.write_bytes(b"")

    done = command("ingest", bad, good, "--data", tmp_path / "data")

    assert done.returncode == 1
    assert "E-EMPTY" in done.stderr
    assert (tmp_path / "data" / "candidates" / "good.jsonl").is_file()


def test_extract_writes_one_object_a_line_and_touches_no_data(command, tmp_path: Path) -> None:
    path = tmp_path / "plain.txt"
    path.write_text(
        "A headline\n\nFrance’s Mistral AI has raised over 1 billion euros.", encoding="utf-8"
    )

    done = command("extract", path, "--jsonl", "-")

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    text = path.read_text(encoding="utf-8")
    assert {(r["subject"], r["relation"], r["object"]) for r in rows} >= {
        ("Mistral AI", "basedIn", "France"),
        ("over 1 billion euros", "numericValue", "over 1 billion euros"),
    }
    for row in rows:
        assert set(row) == {
            "doc", "subject", "relation", "object", "start", "end", "quote", "qualifiers", "tier",
            "modality",
        }  # fmt: skip
        assert text[row["start"] : row["end"]] == row["quote"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["plain.txt"]


def test_extract_goes_on_behind_a_bad_file_and_names_it(command, tmp_path: Path) -> None:
    texts = {"a.txt": b"", "b.txt": b"DeepSeek is based in China.", "c.pdf": b"%PDF-1.7 cut"}
    for name, content in texts.items():
        (tmp_path / name).write_bytes(content)
    last = tmp_path / "last.txt"
    last.write_text("Mistral AI is based in France.", encoding="utf-8")

    done = command("extract", tmp_path / "gone.txt", tmp_path, last)

    assert done.returncode == 1
    assert [json.loads(line)["doc"] for line in done.stdout.splitlines()] == ["b", "last", "last"]
    for name, code in (("gone.txt", "E-MISSING"), ("a.txt", "E-EMPTY"), ("c.pdf", "E-PDF")):
        assert f"{tmp_path / name}: {code}: " in done.stderr


def test_extract_takes_an_encoding_and_a_data_folder_as_ingest_does(
    command, tmp_path: Path
) -> None:
    names = tmp_path / "data" / "names"
    names.mkdir(parents=True)
    (names / "own.yaml").write_text(
        "names:\n- {iri: org/koeche, kind: Organisation, names: [Bund der guten Köche]}\n",
        encoding="utf-8",
    )
    text = tmp_path / "note.txt"
    text.write_bytes("Bund der guten Köche is based in France.".encode("cp437"))

    without = command("extract", text)
    done = command("extract", text, "--encoding", "cp437", "--data", tmp_path / "data")

    assert "Bund der" not in without.stdout
    subjects = [json.loads(line)["subject"] for line in done.stdout.splitlines()]
    assert subjects == ["Bund der guten Köche"]


def test_what_is_said_of_a_file_can_be_read_at_80_columns(command, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    long = "a-name-of-a-file-that-is-longer-than-most"
    (inbox / f"{long}.txt").write_bytes(b"DeepSeek is based in China \x82.")
    (inbox / "empty [1].txt").write_bytes(b"")

    done = command("ingest", inbox, "nowhere", "--data", tmp_path / "data", COLUMNS="80")

    table = done.stderr.partition("Candidates in")[2]
    assert done.returncode == 1
    assert all(len(line.rstrip()) <= 80 for line in table.splitlines()[1:])
    assert "    W-ENCODING: not UTF-8 from byte 27 (0x82) on, read as cp1252" in table
    assert "    E-EMPTY: " in table
    assert "    E-MISSING: nowhere does not exist. Check the path." in table
    assert "2 failed" in table
    assert re.search(r"^a-name-of-a-file-that-i… +1 +0 +1 +changed", table, re.MULTILINE)


def test_the_rules_can_be_tested(command) -> None:
    done = command("rules", "test")

    assert done.returncode == 0
    assert "0 failures" in done.stderr


def test_the_versions_are_listed_with_the_current_one_marked(command, built: Path) -> None:
    done = command("versions", "--data", built)

    assert done.stdout.startswith("* 000001")
    assert "314 statements" in done.stdout


def test_settings_are_listed_with_their_origin_and_a_flag_beats_the_environment(
    command, built: Path
) -> None:
    listed = command("settings", LODESTONE_PORT="8181")
    flagged = command("versions", "--data", built, LODESTONE_DATA="/nowhere")

    assert "port = 8181  (environment; LODESTONE_PORT)" in listed.stdout
    assert all(variable(name) in listed.stdout for name in Settings.__dataclass_fields__)
    assert flagged.stdout.startswith("* 000001")


def test_an_unknown_setting_in_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lodestone.toml").write_text("prot = 1\n", encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "lodestone", "settings"],
        cwd=tmp_path, capture_output=True, text=True, check=False, env=dict(os.environ),
    )  # fmt: skip

    assert done.returncode == 2
    assert "prot" in done.stderr


def test_a_port_that_is_taken_is_said_so(command, served) -> None:
    port = served.url.rsplit(":", 1)[1]

    done = command("serve", "--data", served.data, "--port", port)

    assert done.returncode == 3
    assert port in done.stderr
    assert "Traceback" not in done.stderr


def test_serving_never_loads_the_reasoner_the_validator_or_rdflib(built: Path) -> None:
    code = (
        "import sys; from lodestone.settings import resolve; from lodestone.web.app import create_app;"
        f"app = create_app(resolve({{'data': {str(built)!r}}})[0]);"
        "assert app.test_client().get('/').status_code == 200;"
        "print([m for m in ('rdflib', 'owlready2', 'pyshacl', 'owlrl') if m in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_the_knowledge_is_found_from_any_folder() -> None:
    for name in ("ontology", "data", "queries"):
        assert any(locations.folder(name).iterdir())


def test_no_document_stops_a_build_by_its_language_or_what_its_front_matter_says(
    command, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "german.md").write_text(
        "Die Firma wurde im Jahr 2019 von zwei Ingenieuren in Oslo gegründet, und sie hat dort "
        "bis heute ihren Sitz. Der Umsatz ist im letzten Jahr nicht gestiegen.\n"
    )
    (inbox / "odd.md").write_text(
        '---\ntitle: Odd\nlanguage: English (UK)\nsource: "https://e x/<a>"\n'
        'licence: "http://["\n---\n\nWayve was founded in 2017.\n'
    )

    read = command("ingest", inbox, "--data", tmp_path / "data", COLUMNS="400")
    done = command("build", "--data", tmp_path / "data")

    assert read.returncode == 0
    assert "W-LANG: “English (UK)” is no language tag" in read.stderr
    assert done.returncode == 0, done.stderr
