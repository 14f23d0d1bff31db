"""What texts of all kinds say and do not say: identity, doubt, and where a rule is wrong."""

from pathlib import Path

import pytest

from lodestone import locations, pipeline
from lodestone.errors import RuleError
from lodestone.model.candidate import Candidate, EntityReference
from lodestone.model.document import Document
from lodestone.population.extraction import Extractor
from lodestone.population.rules.explaining import explain, lines
from lodestone.vocabulary import local_name


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return pipeline.load_extractor([locations.folder("data")])


def read(extractor: Extractor, text: str, name: str = "test") -> list[Candidate]:
    return extractor.extract(Document(name, text, name))


def ends(found: list[Candidate], relation: str) -> dict[str, str]:
    """Give for each subject of a relation the text of its object."""
    return {c.subject.iri: c.object.text for c in found if local_name(c.predicate) == relation}


def test_two_rounds_of_one_company_are_two_and_its_investors_are_those_of_the_round(
    extractor: Extractor,
) -> None:
    found = read(
        extractor,
        "Lumo Robotics raised $4 million in 2021. In March 2024 Lumo raised $20m. "
        "The round was led by Fjord Capital, with existing backer Havn Equity also taking part.\n",
    )

    amounts = ends(found, "hasAmount")
    assert sorted(amounts.values()) == ["$20m", "$4 million"]
    (second,) = (iri for iri, amount in amounts.items() if amount == "$20m")
    funders = {
        c.object.text
        for c in found
        if local_name(c.predicate) == "fundedBy" and c.subject.iri == second
    }
    assert funders == {"Fjord Capital", "Havn Equity"}


def test_an_amount_is_the_same_however_it_is_written(extractor: Extractor) -> None:
    texts = ("Lumo raised $75m.", "Lumo raised 75 million dollars.", "Lumo raised $75,000,000.")

    amounts = {
        c.object.iri
        for text in texts
        for c in read(extractor, text)
        if local_name(c.predicate) == "hasAmount" and isinstance(c.object, EntityReference)
    }

    assert len(amounts) == 1


def test_what_has_no_name_is_that_of_its_document(extractor: Extractor) -> None:
    text = "In 2021, the Ministry of Transport launched an action plan to test driverless buses."

    plans = {iri for name in ("a", "b") for iri in ends(read(extractor, text, name), "issuedBy")}

    assert len(plans) == 2


def test_a_body_of_one_country_is_not_that_of_another(extractor: Extractor) -> None:
    text = "{} wants new courses. The Ministry of Education published the School AI Plan in 2024."

    known, other = (
        next(c for c in read(extractor, text.format(country)) if c.object.text.startswith("Minis"))
        for country in ("China", "Austria")
    )

    assert getattr(known.object, "iri", "").endswith("/ministry-of-education-cn")
    assert getattr(other.object, "kind", None) is not None


def test_a_relative_clause_stands_for_itself_whatever_the_main_clause_denies(
    extractor: Extractor,
) -> None:
    found = read(
        extractor, "It is not to be confused with the Data Act, which entered into force in 2024."
    )

    assert list(ends(found, "entryIntoForceDate").values()) == ["2024"]


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Nordvik did not acquire Lumo Robotics.", "it is denied (“not”)"),
        ("Nordvik never acquired Lumo Robotics.", "it is denied (“never”)"),
        ("Rumour has it that Nordvik acquired Lumo Robotics.", "rumoured"),
        ("If Nordvik acquired Lumo Robotics, prices fell.", "it is supposed"),
    ],
)
def test_an_explanation_says_what_stopped_a_sentence(
    extractor: Extractor, sentence: str, reason: str
) -> None:
    (explanation,) = explain(extractor.engine, sentence)

    assert not explanation.proposals
    assert any(reason in line for line in lines(explanation, 5))


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        (r'pattern: "{S:Company} is \\b on (the {O:StockExchange}"', "line 3, column 35"),
        ('pattern: "{S:Compny} is on the {O:StockExchange}"', "line 3, column 16"),
        ("pattern: '{S:Company} is {LISTED} on {O:StockExchange}'", "line 3, column 28"),
        ('facts: ["{S} | listedOm | {O}"]', "line 3, column 18"),
    ],
)
def test_an_error_in_a_rule_has_the_line_and_column_of_the_file(
    tmp_path: Path, entry: str, place: str
) -> None:
    good = "" if entry.startswith("pattern") else '\n  pattern: "{S:Company} {O:StockExchange}"'
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "bad.yaml").write_text(
        f"rules:\n- id: x\n  {entry}{good}\n  relation: listedOn\n  examples: [a]\n",
        encoding="utf-8",
    )

    with pytest.raises(RuleError, match=place):
        pipeline.load_extractor([locations.folder("data"), tmp_path])
