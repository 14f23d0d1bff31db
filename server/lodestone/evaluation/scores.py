"""Precision, recall and F1 of the candidates of documents against their gold facts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lodestone import vocabulary as v
from lodestone.evaluation.gold import REPORTED, GoldDocument, GoldFact
from lodestone.evaluation.matching import Matcher, overlaps
from lodestone.evaluation.nodes import Alignment
from lodestone.model.candidate import Candidate

UNSCORED = frozenset(
    (
        "describedAs hasMagnitude contrastsWith influences concerns illustrates hasPurpose "
        "contributesTo hasSituation hasTitle"
    ).split()
)
"""Relations of opinion and rhetoric, of which no two readers list the same facts."""

_COMPANY = v.LS + "Company"


@dataclass(slots=True)
class Count:
    """How many facts were found right, were found at all, and were there to be found."""

    right: int = 0
    found: int = 0
    wanted: int = 0
    recalled: int = 0

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return self.recalled / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def add(self, other: "Count") -> None:
        """Count what another counted too."""
        self.right += other.right
        self.found += other.found
        self.wanted += other.wanted
        self.recalled += other.recalled


@dataclass(slots=True)
class Scores:
    """What a set of documents scored; pairs are by the strict and by the relaxed measure."""

    strict: Count = field(default_factory=Count)
    relaxed: Count = field(default_factory=Count)
    by_relation: dict[str, tuple[Count, Count]] = field(default_factory=dict)
    by_tier: dict[str, tuple[Count, Count]] = field(default_factory=dict)
    documents: int = 0
    modalities: Count = field(default_factory=Count)
    missed: tuple[list[tuple[str, GoldFact]], ...] = field(default_factory=lambda: ([], []))
    wrong: tuple[list[Candidate], ...] = field(default_factory=lambda: ([], []))
    trapped: list[tuple[str, Candidate]] = field(default_factory=list)


def score(pairs: Iterable[tuple[GoldDocument, Sequence[Candidate]]], matcher: Matcher) -> Scores:
    """Compare the candidates of documents with what their gold says."""
    scores = Scores()
    for gold, candidates in pairs:
        scores.documents += 1
        scored = list(_scored(candidates))
        scores.trapped += _trapped(gold, scored, matcher)
        for strict in (True, False):
            _add(scores, gold, scored, matcher, strict=strict)
    return scores


def relation_of(candidate: Candidate) -> str:
    """Give the local name of a candidate's relation."""
    return v.local_name(candidate.predicate)


def _scored(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Keep each claim once, and only of relations that gold lists."""
    seen: set[str] = set()
    for candidate in candidates:
        is_other_type = (
            candidate.predicate == v.RDF_TYPE and getattr(candidate.object, "iri", "") != _COMPANY
        )
        if relation_of(candidate) in UNSCORED or is_other_type or candidate.identifier in seen:
            continue
        seen.add(candidate.identifier)
        yield candidate


def _trapped(
    gold: GoldDocument, candidates: Sequence[Candidate], matcher: Matcher
) -> Iterator[tuple[str, Candidate]]:
    for candidate in candidates:
        if candidate.modality == REPORTED and any(
            matcher.states(candidate, fact, strict=False) and overlaps(candidate, fact)
            for fact in gold.never
        ):
            yield gold.document.name, candidate


def _add(
    scores: Scores,
    gold: GoldDocument,
    candidates: Sequence[Candidate],
    matcher: Matcher,
    *,
    strict: bool,
) -> None:
    matches = _matches(gold, candidates, matcher, strict=strict)
    recalled = {id(fact) for facts in matches for fact in facts}
    total = scores.strict if strict else scores.relaxed
    place = 0 if strict else 1
    taken: Counter[int] = Counter()
    for candidate, facts in zip(candidates, matches, strict=True):
        again = bool(facts) and all(taken[id(fact)] for fact in facts)
        taken.update(id(fact) for fact in facts[:1])
        if again:
            continue
        one = Count(right=bool(facts), found=1)
        for count in (
            total,
            scores.by_relation.setdefault(relation_of(candidate), (Count(), Count()))[place],
            scores.by_tier.setdefault(candidate.tier, (Count(), Count()))[place],
        ):
            count.add(one)
        if strict and facts:
            scores.modalities.add(Count(candidate.modality == facts[0].modality, 1))
        if not facts:
            scores.wrong[place].append(candidate)
    for fact in gold.facts:
        one = Count(wanted=1, recalled=id(fact) in recalled)
        total.add(one)
        scores.by_relation.setdefault(fact.relation, (Count(), Count()))[place].add(one)
        if id(fact) not in recalled:
            scores.missed[place].append((gold.document.name, fact))


def _matches(
    gold: GoldDocument, candidates: Sequence[Candidate], matcher: Matcher, *, strict: bool
) -> list[list[GoldFact]]:
    """Give the facts that each candidate states, those that are stated best first."""
    alignment = Alignment(candidates, gold.facts, matcher)
    found = []
    for candidate in candidates:
        best = [f for f in gold.facts if alignment.states(candidate, f)]
        others = () if strict else (f for f in gold.facts if f not in best)
        found.append(best + [f for f in others if matcher.states(candidate, f, strict=False)])
    return found
