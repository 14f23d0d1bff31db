import pytest
from rdflib import RDF, Graph, Literal, URIRef

from lodestone import vocabulary as v
from lodestone.knowledge.assembly import Assembly


def inferred(assembly: Assembly) -> Graph:
    return assembly.graph(v.INFERRED_GRAPH)


@pytest.mark.parametrize(
    ("subject", "predicate", "target", "why"),
    [
        ("org/mistral-ai", "basedIn", "id/place/europe", "a base in France is a base in Europe"),
        ("org/cambricon", "basedIn", "id/place/china", "the group's territory is its members'"),
        ("org/megvii", "activeIn", "scheme/technology/artificial-intelligence", "the taxonomy"),
        (
            "org/iflytek",
            "specialisesIn",
            "scheme/technology/voice-recognition",
            "a leader specialises",
        ),
        ("group/china-ai-ecosystem", "drawsOnPlatform", "id/platform/wechat", "a property chain"),
        ("place/china", "isBaseOf", "id/org/deepseek", "an inverse"),
        (
            "instrument/genai-regulation-2023",
            "appliesIn",
            "id/place/shanghai",
            "reach of a jurisdiction",
        ),
        ("norm/genai-lawful", "hasExemption", "id/norm/genai-exemption", "an inverse"),
    ],
)
def test_what_follows_is_inferred(
    assembly: Assembly, subject: str, predicate: str, target: str, why: str
) -> None:
    triple = (URIRef(v.IDENTIFIER + subject), URIRef(v.LS + predicate), URIRef(v.BASE + target))

    assert triple in inferred(assembly), why


@pytest.mark.parametrize(
    ("member", "defined"),
    [
        ("org/graphcore", "ChipMaker"),
        ("org/cambricon", "ListedCompany"),
        ("org/openai", "AIActor"),
        ("org/alibaba", "AIDeveloper"),
        ("group/china-ai-ecosystem", "RestrictedParty"),
        ("group/regulators-cn", "Regulator"),
        ("norm/genai-ip", "NormWithExemption"),
        ("data/open-internet", "TrainingDataSource"),
    ],
)
def test_a_defined_class_gathers_its_members(assembly: Assembly, member: str, defined: str) -> None:
    assert (URIRef(v.IDENTIFIER + member), RDF.type, URIRef(v.LS + defined)) in inferred(assembly)


def test_a_member_of_a_restricted_group_is_not_itself_a_restricted_party(
    assembly: Assembly,
) -> None:
    deepseek = URIRef(v.IDENTIFIER + "org/deepseek")

    assert (deepseek, RDF.type, URIRef(v.LS + "RestrictedParty")) not in inferred(assembly)


def test_the_closure_keeps_only_facts_about_entities_and_concepts(assembly: Assembly) -> None:
    for subject, predicate, target in inferred(assembly):
        assert str(subject).startswith((v.IDENTIFIER, v.SCHEME))
        assert not isinstance(subject, Literal)
        assert subject != target
        assert str(predicate).startswith(v.LS) or predicate in (
            RDF.type,
            URIRef(v.SKOS + "broaderTransitive"),
        )


def test_nothing_is_inferred_that_is_already_stated(assembly: Assembly) -> None:
    stated = assembly.union([v.ASSERTED_GRAPH, v.REFERENCE_GRAPH])

    assert not [triple for triple in inferred(assembly) if triple in stated]
