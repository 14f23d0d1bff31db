"""Which things found are the nodes of the gold: events, duties and the like that have no name.

A node of the gold is one thing found and the other way round, so that an event found twice, or two
found as one, costs what it is worth. Pairs that share most facts are taken first, and among equals
those with most facts that are about no other node.
"""

from collections.abc import Sequence

from lodestone.evaluation.gold import GoldFact
from lodestone.evaluation.matching import Binding, Matcher
from lodestone.model.candidate import Candidate

Pair = tuple[str, str]


class Alignment:
    """The strict matches of one document's candidates with its facts, nodes taken as one thing."""

    def __init__(
        self, candidates: Sequence[Candidate], facts: Sequence[GoldFact], matcher: Matcher
    ) -> None:
        self._bindings = {
            (id(candidate), id(fact)): bindings
            for fact in facts
            for candidate in candidates
            if (bindings := matcher.bindings(candidate, fact, strict=True))
        }
        self._pairs = _paired(self._bindings)

    def states(self, candidate: Candidate, fact: GoldFact) -> bool:
        """Whether a candidate states a fact of the nodes that it is about."""
        bindings = self._bindings.get((id(candidate), id(fact)), ())
        return any(binding <= self._pairs for binding in bindings)


def _paired(bindings: dict[tuple[int, int], list[Binding]]) -> frozenset[Pair]:
    shared: dict[Pair, set[int]] = {}
    own: dict[Pair, set[int]] = {}
    for (_, fact), ways in bindings.items():
        for binding in ways:
            for pair in binding:
                shared.setdefault(pair, set()).add(fact)
                own.setdefault(pair, set()).update({fact} if len(binding) == 1 else ())
    pairs: list[Pair] = []
    for node, iri in sorted(shared, key=lambda pair: (-len(shared[pair]), -len(own[pair]))):
        if not any(node == taken or iri == other for taken, other in pairs):
            pairs.append((node, iri))
    return frozenset(pairs)
