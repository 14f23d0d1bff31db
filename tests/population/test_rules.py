from pathlib import Path

import pytest

from lodestone import locations, pipeline
from lodestone.errors import RuleError
from lodestone.model.candidate import Candidate
from lodestone.model.document import Document
from lodestone.population import loading
from lodestone.population.extraction import Extractor
from lodestone.population.rules.examples import test_rules as failures_of
from lodestone.vocabulary import LS, local_name


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return pipeline.load_extractor([locations.folder("data")])


def extract(extractor: Extractor, text: str) -> list[Candidate]:
    return extractor.extract(Document("test", text, "test"))


def facts(candidates: list[Candidate]) -> set[tuple[str, str, str]]:
    return {(c.subject.text, local_name(c.predicate), c.object.text) for c in candidates}


def test_every_example_and_counter_example_of_every_rule_holds(extractor: Extractor) -> None:
    assert failures_of(extractor.engine) == []


def test_the_rules_find_at_least_100_facts_of_the_briefs(extractor: Extractor) -> None:
    briefs = locations.folder("data") / "documents"

    found = {
        candidate.identifier
        for path in loading.find([briefs])
        for candidate in extractor.extract(loading.read(path))
    }

    assert len(found) >= 100


@pytest.mark.parametrize("name", ["iFlow", "xAI", "Sun-Rise Labs", "State Bank of Norway"])
def test_a_name_may_begin_small_have_a_hyphen_or_go_on(extractor: Extractor, name: str) -> None:
    found = extract(extractor, f"{name} is based in Oslo.")

    assert facts(found) == {(name, "basedIn", "Oslo")}


def test_a_list_gives_one_fact_for_each_of_its_members(extractor: Extractor) -> None:
    found = extract(extractor, "Baidu, Alibaba, and Tencent are based in China.")

    assert facts(found) == {(name, "basedIn", "China") for name in ("Baidu", "Alibaba", "Tencent")}


def test_pesos_are_those_of_the_nation_that_was_named_last(extractor: Extractor) -> None:
    text = "Lumo of Mexico grew. Nordvik of Chile raised 3 million pesos. Brisling raised 2 francs."

    found = {c.object.iri for c in extract(extractor, text) if c.predicate == f"{LS}hasCurrency"}

    assert [str(iri).rpartition("/")[2] for iri in found] == ["clp"]


def test_the_government_of_a_country_stands_for_it(extractor: Extractor) -> None:
    found = extract(extractor, "The Norwegian government adopted the Drone Act.")

    assert ("Drone Act", "issuedBy", "Norway") in facts(found)


def test_an_indented_line_of_an_item_may_break_a_name(extractor: Extractor) -> None:
    found = extract(extractor, "# News\n\n- Nordvik AI was bought by Lumo\n  Robotics in 2021.\n")

    assert ("Lumo Robotics", "acquired", "Nordvik AI") in facts(found)


@pytest.mark.parametrize(
    "sentence",
    [
        "OpenAI is not based in China.",
        "Apple is no longer collaborating with Alibaba.",
        "It is rumoured that Wayve makes AI chips.",
        "If Graphcore makes AI chips, much will change.",
        "Anthropic would have raised 5 billion euros.",
        "Neither Megvii nor Yitu Technology specialises in healthcare.",
        "Baidu never made AI chips and Tencent denies that Tencent makes AI chips.",
        "Graphcore reportedly makes AI chips.",
    ],
)
def test_nothing_is_asserted_from_a_sentence_that_denies_or_supposes_it(
    extractor: Extractor, sentence: str
) -> None:
    assert [c for c in extract(extractor, sentence) if c.modality == "reported-fact"] == []


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("Wayve makes AI chips.", "reported-fact"),
        ("Wayve may be based in France.", "possibility"),
        ("China aims to establish over 20 data exchanges by 2031.", "plan"),
        ("The evolution of AI is rapid.", "evaluation"),
    ],
)
def test_a_statement_keeps_the_commitment_of_its_sentence(
    extractor: Extractor, sentence: str, modality: str
) -> None:
    assert {c.modality for c in extract(extractor, sentence)} == {modality}


def test_a_number_keeps_its_comparator_and_a_new_measure_waits_for_a_person(
    extractor: Extractor,
) -> None:
    found = extract(extractor, "France has at least 1,250 data exchanges.")

    values = {local_name(c.predicate): c.object for c in found}
    assert getattr(values["numericValue"], "value", None) == "1250"
    assert getattr(values["hasComparator"], "iri", "").endswith("/at-least")
    assert {c.tier for c in found} == {"B"}
    assert {c.checks for c in found} == {("new-entity",)}
    assert {c.subject.kind for c in found} == {LS + "CountMeasure"}


def test_a_determiner_before_a_group_becomes_a_quantifier(extractor: Extractor) -> None:
    (found,) = extract(extractor, "Many Chinese AI companies adopt open-source development.")

    assert found.quantifier == "many"


def test_a_name_that_two_entities_bear_stays_unresolved(tmp_path: Path) -> None:
    (tmp_path / "names").mkdir()
    (tmp_path / "names" / "own.yaml").write_text(
        "names:\n"
        "- {iri: org/fjord-bank, kind: Company, names: [Fjord]}\n"
        "- {iri: org/fjord-press, kind: Company, names: [Fjord]}\n"
        "- {iri: org/nordvik, kind: Company, names: [Nordvik]}\n",
        encoding="utf-8",
    )
    extractor = pipeline.load_extractor([locations.folder("data"), tmp_path])

    found = extract(extractor, "Fjord is based in France. Nordvik is based in France.")

    assert facts(found) == {("Nordvik", "basedIn", "France")}


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            "{id: x, pattern: '{S:Nonsense} is', facts: ['{S} | rdf:type | ls:Company'], examples: [a]}",
            "Nonsense",
        ),
        (
            "{id: x, pattern: '{S:Company} (is', facts: ['{S} | rdf:type | ls:Company'], examples: [a]}",
            "does not compile",
        ),
        (
            "{id: x, pattern: '{S:Company} is', facts: ['{S} | ls:nonsense | {S}'], examples: [a]}",
            "nonsense",
        ),
        (
            "{id: x, pattern: '{S:Company} is', facts: ['{T} | rdf:type | ls:Company'], examples: [a]}",
            "neither a slot",
        ),
        ("{id: x, pattern: '{S:Company} is', facts: ['{S} | rdf:type'], examples: [a]}", "subject"),
        ("{id: x, pattern: '{S:Company} is', facts: ['{S} | rdf:type | ls:Company']}", "example"),
        (
            "{id: x, pattern: '{S:Company} {VERB}', facts: ['{S} | rdf:type | ls:Company'], examples: [a]}",
            "VERB",
        ),
        ("{id: x, pattern: '{S:Company} is', fact: []}", "fact"),
    ],
)
def test_a_bad_rule_is_an_error_that_names_the_file_and_the_rule(
    tmp_path: Path, rule: str, message: str
) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "bad.yaml").write_text(f"rules:\n- {rule}\n", encoding="utf-8")

    with pytest.raises(RuleError, match=message) as caught:
        pipeline.load_extractor([locations.folder("data"), tmp_path])

    assert "bad.yaml" in str(caught.value)
    assert "'x'" in str(caught.value)


def test_the_original_article_runs_through_the_same_rules(
    extractor: Extractor, article: Path
) -> None:
    document = loading.read(article)

    found = extractor.extract(document)

    assert ("Mistral AI", "basedIn", "France") in facts(found)
    assert ("iFLYTEK", "leaderIn", "voice recognition technology") in facts(found)
    assert all(document.text[c.quote.start : c.quote.end] == c.quote.exact for c in found)
