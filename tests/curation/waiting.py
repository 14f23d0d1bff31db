"""A data folder with candidates of every kind that waits, and a graph that knows some names."""

import json
from collections.abc import Iterable
from pathlib import Path

from lodestone.curation import candidates as files
from lodestone.model.candidate import Candidate, EntityReference, LiteralValue, TextQuote

BASE = "https://w3id.org/lodestone/"
LS = BASE + "ont#"
ORG = BASE + "id/org/"
YEAR = "http://www.w3.org/2001/XMLSchema#gYear"
MISTRAL = ORG + "mistral-ai"
WAYVE = ORG + "wayve"
FRANCE = EntityReference(BASE + "id/place/france", "France", "label")
FUNCTIONAL = {LS + "foundingDate"}
SCRIPT = (
    "<script>document.title = 'taken'</script>\"'><img src=x onerror=\"document.title='taken'\">"
)
KNOWN = """
@prefix ls: <https://w3id.org/lodestone/ont#> .
@prefix org: <https://w3id.org/lodestone/id/org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
ls:foundingDate a owl:FunctionalProperty .
org:mistral-ai a ls:Company ; rdfs:label "Mistral AI"@en ; skos:altLabel "米斯特拉尔"@zh .
org:wayve a ls:Company ; rdfs:label "Wayve"@en .
<https://w3id.org/lodestone/id/place/france> a ls:Place ; rdfs:label "France"@en .
<https://w3id.org/lodestone/scheme/quantifier/many> a ls:Quantifier ; skos:prefLabel "many"@en .
"""


def entity(iri: str, text: str, how: str = "label", kind: str | None = None) -> EntityReference:
    return EntityReference(iri, text, how, kind)


def candidate(
    subject: EntityReference,
    predicate: str,
    target: EntityReference | LiteralValue,
    quote: TextQuote,
    **others: object,
) -> Candidate:
    """A candidate, as a rule would propose it."""
    fields: dict[str, object] = {
        "document": "wire", "digest": "0" * 64, "quote": quote, "subject": subject,
        "predicate": LS + predicate, "object": target, "modality": "reported-fact",
        "quantifier": None, "explicitness": "explicit", "note": None, "tier": "B",
        "origin": "rules/test", "checks": (),
    }  # fmt: skip
    return Candidate(**(fields | others))  # type: ignore[arg-type]


def quote(exact: str, prefix: str = "", suffix: str = "", start: int = 100) -> TextQuote:
    return TextQuote(exact, prefix, suffix, start, start + len(exact))


PROPOSAL = candidate(
    entity(ORG + "mistral-ai-sas", "Mistral AI SAS", "proposal", LS + "Company"), "basedIn", FRANCE,
    quote("Mistral AI SAS is a company based in France.", "A heading\n\nMany build models. ", " It is young.\n\nNext"),
    checks=("new-entity",),
)  # fmt: skip
FOUNDED_2017 = candidate(
    entity(WAYVE, "Wayve"), "foundingDate", LiteralValue("2017", YEAR, None, "2017"),
    quote("Wayve was founded in 2017.", start=300), tier="A",
)  # fmt: skip
FOUNDED_2018 = candidate(
    entity(WAYVE, "the company", "pronoun"), "foundingDate", LiteralValue("2018", YEAR, None, "2018"),
    quote("Founded in 2018, the company makes cars drive.", start=40),
    document="zine", tier="A",
)  # fmt: skip
OUTSIDE = candidate(
    entity(WAYVE, "Wayve", "topic"), "basedIn", entity(BASE + "id/place/uk", "United Kingdom"),
    quote("It is based in the United Kingdom.", "Wayve has news. ", start=500),
    tier="C", checks=("subject-outside-quote",),
)  # fmt: skip
HOSTILE = candidate(
    entity(ORG + "x", SCRIPT, "proposal"), "basedIn", FRANCE,
    quote(f"{SCRIPT} is based in France.\x1b]0;taken\x07", SCRIPT, SCRIPT, start=700),
    note=SCRIPT, checks=(SCRIPT,), origin=SCRIPT,
)  # fmt: skip
CERTAIN = candidate(
    entity(MISTRAL, "Mistral AI"), "basedIn", FRANCE,
    quote("Mistral AI is based in France.", start=900), tier="A",
)  # fmt: skip
ALL = (PROPOSAL, FOUNDED_2017, FOUNDED_2018, OUTSIDE, HOSTILE, CERTAIN)


def fill(data: Path, candidates: Iterable[Candidate] = ALL) -> Path:
    """Write candidates into a data folder, one file a document, and the documents themselves."""
    by_document: dict[str, list[Candidate]] = {}
    for one in candidates:
        by_document.setdefault(one.document, []).append(one)
    for name, found in by_document.items():
        (data / "documents").mkdir(exist_ok=True)
        (data / "documents" / f"{name}.md").write_text(f"News of the {name}.\n", encoding="utf-8")
        header = files.Header(name, "0" * 64, "test")
        files.write(data / "candidates" / f"{name}.jsonl", header, files.merged(found))
    return data


def decided(data: Path) -> list[dict[str, object]]:
    """The decisions in a data folder, line by line."""
    path = data / "decisions.jsonl"
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
