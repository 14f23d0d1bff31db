"""What the rules find of the gold, and that what is built rests on words that are there."""

import hashlib
import json
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clients import ask
from conftest import Command, Server
from lodestone import locations
from lodestone.population import loading

GOLD = locations.folder("data") / "gold"
STATEMENTS = """
PREFIX ls: <https://w3id.org/lodestone/ont#>
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?statement ?evidence ?document ?digest ?quote ?prefix ?suffix ?start ?end WHERE {
  GRAPH <https://w3id.org/lodestone/graph/evidence> {
    ?statement a ls:Statement
    OPTIONAL {
      ?statement ls:hasEvidence ?evidence .
      ?evidence ls:inDocument ?document ; oa:hasSelector ?words, ?place .
      ?words oa:exact ?quote ; oa:prefix ?prefix ; oa:suffix ?suffix .
      ?place oa:start ?start ; oa:end ?end
    }
  }
  OPTIONAL { GRAPH ?any { ?document ls:contentDigest ?digest } }
}
"""


@pytest.fixture(scope="module")
def measured(command: Command) -> dict[str, Any]:
    done = command("eval", "--json", GOLD)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def is_at_least(figures: dict[str, float], precision: float, recall: float) -> bool:
    return figures["precision"] >= precision and figures["recall"] >= recall


def test_most_of_the_article_is_found_and_nearly_all_of_it_is_right(
    command: Command, article: Path
) -> None:
    done = command("eval", GOLD / "article.yaml", "--documents", article.parent, "--json")

    figures = json.loads(done.stdout)["article"]
    assert is_at_least(figures["strict"], 0.88, 0.78), figures["strict"]
    assert is_at_least(figures["relaxed"], 0.95, 0.88), figures["relaxed"]


@pytest.mark.parametrize(
    ("measure", "precision", "recall"), [("strict", 0.75, 0.55), ("relaxed", 0.88, 0.65)]
)
def test_documents_that_no_rule_was_written_for_are_read_too(
    measured: dict[str, Any], measure: str, precision: float, recall: float
) -> None:
    assert measured["held-out"]["documents"] >= 21
    assert is_at_least(measured["held-out"][measure], precision, recall), measured["held-out"]


def test_the_gold_that_rules_are_made_on_is_found(measured: dict[str, Any]) -> None:
    assert is_at_least(measured["development"]["strict"], 0.8, 0.8), measured["development"]


def test_no_trap_is_asserted(measured: dict[str, Any]) -> None:
    known = {split: of["traps"] for split, of in measured.items() if "held-out" not in split}

    assert measured["traps"]["documents"] >= 270
    assert known == dict.fromkeys(known, 0)


def test_few_traps_that_no_rule_was_written_for_are_asserted(measured: dict[str, Any]) -> None:
    assert measured["traps-held-out"]["documents"] >= 25
    assert measured["traps-held-out"]["traps"] <= 2  # none is the bar, still to be reached
    assert measured["held-out"]["traps"] <= 2


def test_a_trap_that_is_asserted_is_counted(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "gold.yaml"
    trap = {"text": "OpenAI is based in China.", "never": ["OpenAI | basedIn | China"]}
    file.write_text(json.dumps({"traps": [trap]}), encoding="utf-8")

    done = command("eval", file, "--json")

    assert json.loads(done.stdout)["traps"]["traps"] == 1


def test_by_default_the_article_is_measured_or_named_as_skipped(command: Command) -> None:
    done = command("eval", "--json")

    splits = json.loads(done.stdout)
    assert {"development", "held-out", "traps"} <= splits.keys()
    assert ("article" in splits) != ("article.yaml is skipped" in " ".join(done.stderr.split()))


def test_a_gold_file_whose_document_is_not_there_is_skipped_in_plain_words(
    command: Command, tmp_path: Path
) -> None:
    done = command("eval", GOLD / "article.yaml", "--documents", tmp_path, "--json")

    said = " ".join(done.stderr.split())
    assert (done.returncode, json.loads(done.stdout)) == (0, {})
    assert "article.yaml is skipped" in said
    assert "--documents" in said


def test_what_is_right_by_and_large_only_is_listed_as_such(
    command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "gold.yaml"
    text = "OpenAI is based in China. Wayve is based in France."
    facts = [
        {"quote": "OpenAI", "facts": ["OpenAI Group | basedIn | China"]},
        {"quote": "Wayve", "facts": ["Wayve | basedIn | Norway"]},
    ]
    gold = {"document": text, "facts": facts, "style": "news", "split": "own"}
    file.write_text(json.dumps(gold), encoding="utf-8")

    listed = command("eval", file, "--details").stdout.splitlines()

    name = f"{tmp_path.name}/gold"
    assert f"own: missed  strictly {name}: OpenAI Group | basedIn | China" in listed
    assert f"own: missed  {name}: Wayve | basedIn | Norway" in listed
    assert [line for line in listed if f"wrong   strictly {name}: OpenAI | basedIn" in line]
    assert [line for line in listed if f"wrong   {name}: Wayve | basedIn | France" in line]


@pytest.mark.parametrize(
    ("quote", "is_there"),
    [
        ("OpenAI is based in the USA.", True),
        ("the USA. It makes chips.", True),
        (["OpenAI is based", "It makes chips."], True),
        ("OpenAI is based in China.", False),
        (["OpenAI is based", "It sells chips."], False),
    ],
)
def test_a_quote_has_to_be_in_the_document_but_for_line_breaks(
    command: Command, tmp_path: Path, quote: str | list[str], is_there: bool
) -> None:
    file = tmp_path / "gold.yaml"
    fact = {"quote": quote, "facts": ["OpenAI | basedIn | USA"]}
    gold = {"document": "OpenAI is based in the\nUSA. It makes\nchips.", "facts": [fact]}
    file.write_text(json.dumps({**gold, "style": "news", "split": "own"}), encoding="utf-8")

    done = command("eval", file, "--json")

    assert (done.returncode == 0) == is_there
    assert ("does not hold the quote" in " ".join(done.stderr.split())) != is_there


@pytest.fixture(scope="module")
def statements(served: Server) -> list[dict[str, str]]:
    answer = ask(
        f"{served.url}/sparql",
        "POST",
        urllib.parse.urlencode({"query": STATEMENTS}).encode(),
        Content_Type="application/x-www-form-urlencoded",
    )
    assert answer.status == 200, answer.text
    rows = json.loads(answer.body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in rows]


@pytest.fixture(scope="module")
def text_of() -> Callable[[str], str]:
    folder = locations.folder("data") / "documents"
    texts = {path.stem: loading.read(path).text for path in loading.find([folder])}
    return lambda document: texts[document.rsplit("/", 1)[-1]]


def test_every_statement_that_is_built_has_a_quote(statements: list[dict[str, str]]) -> None:
    assert len({row["statement"] for row in statements}) >= 314
    assert [row["statement"] for row in statements if "quote" not in row] == []


def test_every_quote_of_every_statement_is_its_slice_of_the_document(
    statements: list[dict[str, str]], text_of: Callable[[str], str]
) -> None:
    wrong = [
        row
        for row in statements
        if text_of(row["document"])[int(row["start"]) : int(row["end"])] != row["quote"]
    ]

    assert wrong == []
    assert all(row["quote"].strip() for row in statements)


def test_what_stands_around_a_quote_is_what_surrounds_it_in_the_document(
    statements: list[dict[str, str]], text_of: Callable[[str], str]
) -> None:
    for row in statements:
        text = text_of(row["document"])
        assert text[: int(row["start"])].endswith(row["prefix"]), row
        assert text[int(row["end"]) :].startswith(row["suffix"]), row


def test_each_document_of_a_statement_is_the_one_that_was_read(
    statements: list[dict[str, str]], text_of: Callable[[str], str]
) -> None:
    digests = {row["document"]: row.get("digest") for row in statements}

    assert digests == {
        document: hashlib.sha256(text_of(document).encode()).hexdigest() for document in digests
    }
