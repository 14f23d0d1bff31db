"""When a claim that was found counts as a fact of the gold, strictly and by and large."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from lodestone import locations
from lodestone import vocabulary as v
from lodestone.evaluation.gold import GoldDocument, GoldFact
from lodestone.evaluation.matching import Matcher
from lodestone.evaluation.scores import Count, Scores, score
from lodestone.model.candidate import Candidate, EntityReference, LiteralValue, TextQuote
from lodestone.model.document import Document
from lodestone.population.schema import Schema, read_schema

KINDS = {"event": "Funding", "norm": "Obligation", "exemption": "Exemption", "measure": "Measure"}
Measure = Callable[..., Scores]


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read_schema(locations.folder("ontology"), [locations.folder("data") / "reference"])


def end(name: str) -> EntityReference | LiteralValue:
    """Make the end of a claim: `event/one` is a node, `=2024` a literal, all else a name."""
    kind, _, local = name.partition("/")
    if name.startswith("="):
        return LiteralValue(name[1:], v.XSD + "string", None, name[1:])
    if local and kind in KINDS:
        return EntityReference(f"{v.IDENTIFIER}{name}", local, "proposal", v.LS + KINDS[kind])
    return EntityReference(v.IDENTIFIER + "org/" + name, name, "proposal", v.LS + "Organisation")


def claim(written: str, place: int = 0) -> Candidate:
    """Make a claim from 'subject | relation | object', with a quote of ten characters."""
    subject, relation, target = written.split(" | ")
    first = end(subject)
    assert isinstance(first, EntityReference)
    quote = TextQuote("x" * 10, "", "", place, place + 10)
    predicate = v.LS + relation
    known = ("reported-fact", None, "explicit", None, "A", "rules/test")
    return Candidate("test", "0" * 64, quote, first, predicate, end(target), *known)


@dataclass
class Gold:
    """The facts of a document of a thousand characters."""

    facts: list[GoldFact] = field(default_factory=list)

    def add(self, written: str, place: int = 0) -> "Gold":
        """Add a fact from 'subject | relation | object'."""
        subject, relation, target = written.split(" | ")
        ends = tuple(subject.split(" / ")), relation, tuple(target.split(" / "))
        self.facts.append(GoldFact(*ends, ((place, place + 10),)))
        return self


def gold(*written: str) -> Gold:
    facts = Gold()
    for one in written:
        facts.add(one)
    return facts


@pytest.fixture
def measure(schema: Schema) -> Measure:
    def measured(facts: Gold, *claims: Candidate) -> Scores:
        document = GoldDocument(
            Document("test", "x" * 1000, "x"), "news", "test", tuple(facts.facts), ()
        )
        return score([(document, claims)], Matcher(schema))

    return measured


def figures(count: Count) -> tuple[int, int, int, int]:
    return count.right, count.found, count.recalled, count.wanted


@pytest.mark.parametrize(
    ("found", "is_strict", "is_relaxed"),
    [
        ("Lumo Robotics", True, True),
        ("the  lumo robotics", True, True),
        ("Lumo", False, True),
        ("Lumo Robotics of Oslo", False, True),
        ("its Lumo Robotics", False, True),
        ("Nordvik", False, False),
    ],
)
def test_an_end_has_to_be_in_the_words_of_the_gold_to_be_strictly_right(
    measure: Measure, found: str, is_strict: bool, is_relaxed: bool
) -> None:
    scores = measure(gold("Ada | acquired | Lumo Robotics"), claim(f"Ada | acquired | {found}"))

    assert (scores.strict.right, scores.relaxed.right) == (is_strict, is_relaxed)


@pytest.mark.parametrize(
    ("found", "is_relaxed"), [("云帆智能公司", True), ("帆智", True), ("云海智能公司", False)]
)
def test_a_chinese_name_is_alike_if_it_is_part_of_the_other(
    measure: Measure, found: str, is_relaxed: bool
) -> None:
    scores = measure(gold("Ada | acquired | 云帆智能"), claim(f"Ada | acquired | {found}"))

    assert (scores.strict.right, scores.relaxed.right) == (0, is_relaxed)


def test_another_name_of_the_same_entity_is_as_good(measure: Measure) -> None:
    chinese = EntityReference(v.IDENTIFIER + "place/china", "Chinese", "label")
    found = replace(claim("Ada | basedIn | x"), object=chinese)

    assert measure(gold("Ada | basedIn | China"), found).strict.right == 1
    assert measure(gold("Ada | basedIn | Norway"), found).strict.right == 0


def test_a_fact_of_another_sentence_is_right_by_and_large_only(measure: Measure) -> None:
    scores = measure(gold("Ada | acquired | Lumo"), claim("Ada | acquired | Lumo", place=500))

    assert (scores.strict.right, scores.relaxed.right) == (0, 1)


def test_a_relation_may_be_found_from_its_other_end(measure: Measure) -> None:
    facts = gold("Ada | acquired | Lumo", "Ada | collaboratesWith | Bo")

    scores = measure(facts, claim("Lumo | acquiredBy | Ada"), claim("Bo | collaboratesWith | Ada"))

    assert figures(scores.strict) == (2, 2, 2, 2)


def test_a_round_found_as_one_thing_is_right(measure: Measure) -> None:
    facts = gold("<Funding> | fundingRecipient | Lumo", "<Funding> | fundedBy | Ada")

    scores = measure(
        facts, claim("event/a | fundingRecipient | Lumo"), claim("event/a | fundedBy | Ada")
    )

    assert figures(scores.strict) == (2, 2, 2, 2)


def test_a_round_found_as_two_costs_precision_and_recall(measure: Measure) -> None:
    facts = gold(
        "<Funding> | fundingRecipient | Lumo",
        "<Funding> | fundedBy | Ada",
        "<Funding> | fundedBy | Bo",
    )

    scores = measure(
        facts,
        claim("event/split | fundedBy | Bo"),
        claim("event/a | fundingRecipient | Lumo"),
        claim("event/a | fundedBy | Ada"),
    )

    assert figures(scores.strict) == (2, 3, 2, 3)
    assert figures(scores.relaxed) == (3, 3, 3, 3)


def test_a_claim_that_is_repeated_on_the_second_half_of_a_round_is_wrong(measure: Measure) -> None:
    facts = gold("<Funding> | fundingRecipient | Lumo", "<Funding> | fundedBy | Ada")

    scores = measure(
        facts,
        claim("event/a | fundingRecipient | Lumo"),
        claim("event/a | fundedBy | Ada"),
        claim("event/again | fundedBy | Ada"),
    )

    assert figures(scores.strict) == (2, 3, 2, 2)


def test_two_rounds_found_as_one_cost_precision_and_recall(measure: Measure) -> None:
    facts = gold(
        "<Funding 1> | fundingRecipient | Lumo",
        "<Funding 1> | fundedBy | Ada",
        "<Funding 2> | fundedBy | Bo",
    )

    scores = measure(
        facts,
        claim("event/fused | fundedBy | Bo"),
        claim("event/fused | fundingRecipient | Lumo"),
        claim("event/fused | fundedBy | Ada"),
    )

    assert figures(scores.strict) == (2, 3, 2, 3)


def test_a_fact_between_two_nodes_asks_both_to_be_the_right_ones(measure: Measure) -> None:
    facts = gold(
        "<Exemption> | exemptsFrom | <Obligation>",
        "<Exemption> | exemptsUse | defence",
        "<Obligation> | requires | label images",
        "<Obligation 2> | requires | keep logs",
    )

    scores = measure(
        facts,
        claim("exemption/e | exemptsFrom | norm/logs"),
        claim("exemption/e | exemptsUse | defence"),
        claim("norm/labels | requires | label images"),
        claim("norm/logs | requires | keep logs"),
    )

    assert figures(scores.strict) == (3, 4, 3, 4)


@pytest.mark.parametrize("names", [("one", "one"), ("one", "two")])
def test_where_both_readings_are_right_the_gold_can_say_so(
    measure: Measure, names: tuple[str, str]
) -> None:
    facts = gold(
        "<Exemption> | exemptsUse | research",
        "<Exemption 2> / <Exemption> | exemptsUse | defence",
        "<Exemption> / <Exemption 2> | laidDownBy | Act",
    )

    scores = measure(
        facts,
        claim(f"exemption/{names[0]} | exemptsUse | research"),
        claim(f"exemption/{names[1]} | exemptsUse | defence"),
        claim(f"exemption/{names[1]} | laidDownBy | Act"),
    )

    assert figures(scores.strict) == (3, 3, 3, 3)


def test_a_node_is_not_a_thing_of_another_class(measure: Measure) -> None:
    facts = gold("<Exemption> | laidDownBy | Act")

    of_a_duty = measure(facts, claim("norm/duty | laidDownBy | Act"))
    of_an_exemption = measure(facts, claim("exemption/e | laidDownBy | Act"))

    assert (of_a_duty.relaxed.right, of_an_exemption.relaxed.right) == (0, 1)


def test_a_number_is_right_in_whatever_form_it_is_written(measure: Measure) -> None:
    facts = gold("about 140 people | numericValue | 140")

    right = measure(facts, claim("measure/about 140 people | numericValue | =140.0"))
    wrong = measure(facts, claim("measure/about 140 people | numericValue | =141"))

    assert (right.strict.right, wrong.strict.right) == (1, 0)
