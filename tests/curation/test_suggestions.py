"""Suggestions for names that are not known, and candidates as people read them."""

from dataclasses import replace

import pytest

from curation.waiting import BASE, CERTAIN, LS, MISTRAL, ORG, OUTSIDE, PROPOSAL, entity, quote
from lodestone.curation import wording
from lodestone.curation.suggestions import NameIndex
from lodestone.model.candidate import LiteralValue

COMPANY = LS + "Company"
KNOWN = {
    MISTRAL: (("Mistral AI", "米斯特拉尔"), {COMPANY}),
    ORG + "mistral-cars": (("Mistral Cars",), {COMPANY}),
    BASE + "id/event/mistral-round": (("Mistral AI SA round",), {LS + "Event"}),
    ORG + "cac": (("Cyberspace Administration of China", "CAC"), {LS + "GovernmentBody"}),
    **{f"{ORG}mistral-{n}": ((f"Mistral AI {n}",), {COMPANY}) for n in range(9)},
}


def test_known_entities_of_like_names_are_ranked_those_of_the_kind_first() -> None:
    found = NameIndex(KNOWN).suggest(PROPOSAL.subject)

    assert len(found) == 5
    assert (found[0].iri, found[0].name) == (MISTRAL, "Mistral AI")
    assert found == sorted(found, key=lambda s: -s.score)
    assert all(0 <= suggestion.score <= 100 for suggestion in found)
    assert BASE + "id/event/mistral-round" not in {s.iri for s in found}


def test_for_a_pronoun_the_same_is_suggested_as_for_the_new_name_it_stands_for() -> None:
    names = NameIndex(KNOWN)
    pronoun = replace(PROPOSAL.subject, resolved_by="pronoun")

    assert names.suggest(pronoun) == names.suggest(PROPOSAL.subject) != []


def test_the_title_of_a_document_is_no_suggestion() -> None:
    document = BASE + "id/document/wire"
    known = {document: (("Mistral AI SAS opens an office",), {LS + "SourceDocument"})}

    assert NameIndex(known).suggest(PROPOSAL.subject) == []


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("the Cyberspace Administration", ORG + "cac"),
        ("MISTRAL ai", MISTRAL),
        ("米斯特拉尔公司", MISTRAL),
        ("Administration of Cyberspace, China", ORG + "cac"),
    ],
)
def test_case_order_and_missing_words_do_not_hide_a_name(text: str, iri: str) -> None:
    found = NameIndex(KNOWN).suggest(entity(ORG + "new", text, "proposal"))

    assert iri in {suggestion.iri for suggestion in found}


def test_nothing_is_suggested_for_what_is_known_for_literals_or_for_itself() -> None:
    names = NameIndex(KNOWN)

    assert names.suggest(CERTAIN.subject) == []
    assert names.suggest(LiteralValue("Mistral AI", "", None, "Mistral AI")) == []
    assert names.suggest(entity(ORG + "q", "Zhejiang Lab", "proposal")) == []
    itself = names.suggest(entity(MISTRAL, "Mistral AI", "proposal"))
    assert MISTRAL not in {suggestion.iri for suggestion in itself}


def test_a_suggestion_changes_no_candidate() -> None:
    before = PROPOSAL

    NameIndex(KNOWN).suggest(PROPOSAL.subject)

    assert before == PROPOSAL


def test_a_paragraph_marks_the_quote_and_both_ends_and_ends_where_it_ends() -> None:
    found = wording.paragraph(PROPOSAL)

    assert "".join(s.text for s in found) == (
        "Many build models. Mistral AI SAS is a company based in France. It is young."
    )
    assert [(s.text, s.end) for s in found if s.end] == [
        ("Mistral AI SAS", "subject"), ("France", "object"),
    ]  # fmt: skip
    assert "".join(s.text for s in found if s.in_quote) == PROPOSAL.quote.exact


def test_an_end_outside_the_quote_is_marked_where_it_stands() -> None:
    found = wording.paragraph(OUTSIDE)

    assert [(s.text, s.end, s.in_quote) for s in found if s.end] == [
        ("Wayve", "subject", False), ("United Kingdom", "object", True),
    ]  # fmt: skip


def test_ends_that_lie_in_each_other_are_marked_apart() -> None:
    inner = entity(BASE + "id/place/france", "France")
    outer = entity(ORG + "gov", "government of France")
    claim = replace(
        CERTAIN, subject=inner, object=outer, quote=quote("The government of France rules France.")
    )

    found = [(s.text, s.end) for s in wording.paragraph(claim) if s.end]

    assert found == [("government of France", "object"), ("France", "subject")]


def test_a_fact_is_put_into_words() -> None:
    known = NameIndex({OUTSIDE.subject.iri: (("Wayve Technologies",), ())})

    assert wording.in_words(CERTAIN) == "Mistral AI – based in – France"
    assert wording.in_words(OUTSIDE, known).startswith("Wayve (Wayve Technologies) – based in")
    assert wording.label(LS + "hasAIChip") == "has AI chip"
    assert wording.visible("a\x1b[31mb\u202ec") == "a�[31mb�c"
