"""Every fact of the seed is answered over HTTP, with the sentence it came from."""

import csv
import json
import urllib.parse
from pathlib import Path

import pytest

from clients import ask
from lodestone import locations

FACTS = Path(__file__).parents[1] / "knowledge" / "seed_facts.tsv"
QUERY = """
PREFIX ls: <https://w3id.org/lodestone/ont#>
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?fact ?document ?quote ?start ?end WHERE {
  VALUES (?fact ?s ?p ?o) { %s }
  ?s ?p ?o .
  GRAPH <https://w3id.org/lodestone/graph/evidence> {
    ?statement ls:statementSubject ?s ; ls:statementPredicate ?p ;
      (ls:statementObject|ls:statementValue) ?o ; ls:hasEvidence ?e .
    ?e ls:inDocument ?document ; oa:hasSelector [ oa:exact ?quote ], [ oa:start ?start ; oa:end ?end ]
  }
}
"""


@pytest.fixture(scope="module")
def answered(served) -> list[dict[str, str]]:
    with FACTS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    values = "\n".join(
        f'("{r["fact"]}" {r["subject"]} {r["predicate"]} {r["object"]})' for r in rows
    )
    body = urllib.parse.urlencode({"query": QUERY % values}).encode()
    answer = ask(
        f"{served.url}/sparql", "POST", body, Content_Type="application/x-www-form-urlencoded"
    )
    assert answer.status == 200, answer.text
    bindings = json.loads(answer.body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in bindings]


def test_all_314_facts_of_the_seed_are_answered(answered: list[dict[str, str]]) -> None:
    assert {row["fact"] for row in answered} == {f"F{number:03}" for number in range(1, 315)}


def test_each_quote_is_its_slice_of_the_brief(answered: list[dict[str, str]]) -> None:
    folder = locations.folder("data") / "documents"
    texts = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}

    for row in answered:
        text = texts[row["document"].rsplit("/", 1)[-1]]
        assert text[int(row["start"]) : int(row["end"])] == row["quote"], row["fact"]
