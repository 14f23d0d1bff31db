"""What waits for a person, in which order, and why the policy did not accept it."""

from dataclasses import replace
from pathlib import Path

import pytest

from curation.waiting import (
    ALL,
    CERTAIN,
    FOUNDED_2017,
    FOUNDED_2018,
    FRANCE,
    FUNCTIONAL,
    HOSTILE,
    MISTRAL,
    OUTSIDE,
    PROPOSAL,
    fill,
    quote,
)
from lodestone import locations
from lodestone.curation import decision_log, review_queue
from lodestone.curation.conflicts import Standing, marked
from lodestone.curation.decisions import Decisions, read_decisions, review
from lodestone.curation.policy import Policy, read_policy
from lodestone.errors import CandidateError
from lodestone.model.candidate import Candidate

LOG = "decisions.jsonl"


def load(data: Path) -> review_queue.ReviewQueue:
    return review_queue.load([locations.folder("data"), data], FUNCTIONAL)


def waiting(data: Path) -> list[str]:
    return [item.identifier for item in load(data).waiting]


def decide(data: Path, candidate: Candidate, verdict: str, **others: object) -> None:
    decision = decision_log.decide(candidate.identifier, verdict, "Ada", **others)  # type: ignore[arg-type]
    decision_log.append(data / LOG, [decision])


def test_conflicts_come_first_then_tiers_then_documents(tmp_path: Path) -> None:
    fill(tmp_path)

    assert waiting(tmp_path) == [
        c.identifier for c in (FOUNDED_2017, FOUNDED_2018, PROPOSAL, HOSTILE, OUTSIDE)
    ]


def test_what_is_decided_waits_no_more_and_what_is_undone_waits_again(tmp_path: Path) -> None:
    fill(tmp_path, [PROPOSAL, OUTSIDE])
    decide(tmp_path, PROPOSAL, "accept")
    decide(tmp_path, OUTSIDE, "reject", reason="wrong")
    decided = waiting(tmp_path)

    decide(tmp_path, OUTSIDE, "undo")

    assert (decided, waiting(tmp_path)) == ([], [OUTSIDE.identifier])


def test_two_values_of_a_property_that_takes_one_wait_side_by_side(tmp_path: Path) -> None:
    fill(tmp_path)

    first, second, *_ = load(tmp_path).waiting

    assert first.candidate.checks == (f"conflicts-with:{FOUNDED_2018.identifier}",)
    assert [r.candidate.object for r in first.rivals] == [FOUNDED_2018.object]
    assert [r.standing for r in second.rivals] == [Standing.WAITS]


def test_a_value_stands_against_one_that_a_person_accepted_but_not_against_a_rejected_one(
    tmp_path: Path,
) -> None:
    fill(tmp_path, [FOUNDED_2017, FOUNDED_2018])

    decide(tmp_path, FOUNDED_2017, "accept")
    (against_accepted,) = load(tmp_path).waiting
    decide(tmp_path, FOUNDED_2017, "reject", reason="wrong")

    assert against_accepted.rivals[0].standing == Standing.BY_PERSON
    assert waiting(tmp_path) == []  # tier A, and nothing speaks against it any more


def test_what_only_waits_takes_nothing_from_what_the_policy_accepts() -> None:
    doubtful = replace(FOUNDED_2018, tier="C")
    nobody = Decisions()

    first, second = marked([FOUNDED_2017, doubtful], nobody, FUNCTIONAL)

    assert review(first, nobody) is not None
    assert second.checks == (f"conflicts-with:{FOUNDED_2017.identifier}",)


def test_a_corrected_value_is_what_others_are_compared_with(tmp_path: Path) -> None:
    fill(tmp_path, [PROPOSAL, CERTAIN])
    decide(tmp_path, PROPOSAL, "accept", edit={"subject": MISTRAL})

    found = review_queue.load([tmp_path], {PROPOSAL.predicate})

    assert found.waiting == ()  # both now state the same


def test_a_claim_made_in_two_places_waits_once_and_is_decided_once(tmp_path: Path) -> None:
    elsewhere = replace(OUTSIDE, document="zine", quote=quote("It has an office there.", start=5))
    fill(tmp_path, [OUTSIDE, elsewhere])

    (item,) = load(tmp_path).waiting

    assert [other.document for other in item.others] == ["zine"]
    assert item.stands_already is False


def test_a_further_place_of_an_accepted_claim_is_shown_as_such(tmp_path: Path) -> None:
    fill(tmp_path, [CERTAIN, replace(CERTAIN, document="zine", tier="B")])

    (item,) = load(tmp_path).waiting

    assert item.stands_already is True
    assert item.candidate.document == "zine"


def test_the_queue_can_be_narrowed(tmp_path: Path) -> None:
    fill(tmp_path)
    every = load(tmp_path).waiting

    assert len(review_queue.selected(every, "zine")) == 1
    assert [i.identifier for i in review_queue.selected(every, tier="C")] == [OUTSIDE.identifier]
    assert len(review_queue.selected(every, only_conflicts=True)) == 2


def test_the_shipped_policy_is_what_the_program_does_without_one() -> None:
    assert read_policy([locations.folder("data") / "policy.yaml"]) == Policy()


@pytest.mark.parametrize(
    ("policy", "accepted"),
    [
        ("", [CERTAIN]),
        ("accept_tiers: []", []),
        ("accept_tiers: [A, B]", [CERTAIN]),
        ("accept_tiers: [A, B]\naccept_new_entities: true", [CERTAIN, PROPOSAL]),
        ("accept_conflicts: true", [CERTAIN, FOUNDED_2017, FOUNDED_2018]),
    ],
)
def test_a_policy_of_ones_own_overrides_the_shipped_one(
    tmp_path: Path, policy: str, accepted: list[Candidate]
) -> None:
    (tmp_path / "policy.yaml").write_text(policy, encoding="utf-8")

    heard = read_decisions([locations.folder("data") / LOG, tmp_path / LOG])

    given = marked(ALL, heard, FUNCTIONAL)
    assert {c.identifier for c in given if review(c, heard)} == {c.identifier for c in accepted}


@pytest.mark.parametrize(
    "policy", ["accept_tier: [A]", "accept_tiers: A", "accept_tiers: [D]", "accept_conflicts: 1",
               "- a list", "a: [b"],
)  # fmt: skip
def test_a_policy_that_says_something_else_is_an_error_that_names_the_file(
    tmp_path: Path, policy: str
) -> None:
    (tmp_path / "policy.yaml").write_text(policy, encoding="utf-8")

    with pytest.raises(CandidateError, match=r"policy\.yaml"):
        read_decisions([tmp_path / LOG])


def test_no_policy_accepts_what_a_person_entered_or_what_a_check_speaks_against() -> None:
    everything = Policy(("A", "B", "C"), accept_new_entities=True, accept_conflicts=True)

    assert everything.accepts(replace(CERTAIN, object=FRANCE))
    assert not everything.accepts(replace(CERTAIN, origin="manual"))
    assert not everything.accepts(OUTSIDE)
