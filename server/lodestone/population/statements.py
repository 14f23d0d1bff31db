"""From accepted candidates to statements: one statement a claim, with all its passages."""

from collections.abc import Iterable, Sequence

from lodestone.curation.decisions import Decision, corrected, review
from lodestone.model.candidate import Candidate
from lodestone.model.statement import Evidence, Review, Statement

COMMITMENT = ("reported-fact", "evaluation", "plan", "prediction", "possibility")
"""From the strongest commitment to the weakest; the strongest of several sources counts."""

_CONFIDENCE = {"explicit": 95, "implied": 75, "interpreted": 60}
_TIER_PENALTY = {"A": 0, "B": 15, "C": 30}
_MOST_CONFIDENT = 99


def accepted(candidates: Iterable[Candidate], decisions: dict[str, Decision]) -> list[Statement]:
    """Gather accepted candidates into statements, ordered by their identifiers.

    A candidate whose ends were corrected counts for what it states now.
    """
    by_claim: dict[str, list[tuple[Candidate, Review]]] = {}
    for candidate in candidates:
        found = review(candidate, decisions)
        if found is not None:
            stated = corrected(candidate, decisions)
            by_claim.setdefault(stated.identifier, []).append((stated, found))
    return [_statement(claims) for _, claims in sorted(by_claim.items())]


def _statement(claims: Sequence[tuple[Candidate, Review]]) -> Statement:
    ordered = sorted(claims, key=lambda c: (COMMITMENT.index(c[0].modality), c[0].document))
    first, found = ordered[0]
    evidence = {
        (candidate.document, candidate.quote.start): Evidence(
            candidate.document, candidate.quote, candidate.origin
        )
        for candidate, _ in ordered
    }
    return Statement(
        identifier=first.identifier,
        subject=first.subject,
        predicate=first.predicate,
        object=first.object,
        modality=first.modality,
        quantifier=first.quantifier,
        explicitness=first.explicitness,
        note=first.note,
        confidence=_confidence([candidate for candidate, _ in ordered]),
        evidence=tuple(evidence[key] for key in sorted(evidence)),
        review=found,
    )


def _confidence(candidates: Sequence[Candidate]) -> str:
    """Estimate from how openly and how directly sources say it; each further document adds."""
    best = max(_CONFIDENCE[c.explicitness] - _TIER_PENALTY[c.tier] for c in candidates)
    more = len({candidate.document for candidate in candidates}) - 1
    return f"{min(best + 2 * more, _MOST_CONFIDENT) / 100:.2f}"
