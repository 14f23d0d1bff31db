"""Claims that cannot both stand: other values of a property that takes one value."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

from lodestone.curation.decisions import Decisions, corrected, review
from lodestone.curation.policy import CONFLICTS_WITH
from lodestone.model.candidate import Candidate


class Standing(IntEnum):
    """How firmly a claim stands: it waits, the policy accepts it, or a person did."""

    WAITS = 0
    BY_POLICY = 1
    BY_PERSON = 2


@dataclass(frozen=True, slots=True)
class Rival:
    """A claim that gives the same subject another value.

    `identifier` is the one that decisions are kept under; the candidate is as it was corrected.
    """

    identifier: str
    candidate: Candidate
    standing: Standing


def rivals(
    candidates: Iterable[Candidate], decisions: Decisions, functional: Collection[str]
) -> dict[str, tuple[Rival, ...]]:
    """Find, for each claim, those that cannot stand beside it; `functional` are property IRIs."""
    claims: dict[str, Rival] = {}
    for candidate in candidates:
        if candidate.predicate not in functional:
            continue
        claim = _claim(candidate, decisions)
        held = claims.get(candidate.identifier)
        if claim is not None and (held is None or claim.standing > held.standing):
            claims[candidate.identifier] = claim
    groups: dict[tuple[str, str], list[Rival]] = {}
    for claim in claims.values():
        stated = claim.candidate
        groups.setdefault((stated.subject.iri, stated.predicate), []).append(claim)
    found: dict[str, tuple[Rival, ...]] = {}
    for group in groups.values():
        for claim in group:
            value = claim.candidate.object.n_triples()
            others = [r for r in group if r.candidate.object.n_triples() != value]
            if others:
                found[claim.identifier] = tuple(sorted(others, key=_order))
    return found


def _order(rival: Rival) -> tuple[int, str, int, str]:
    place = rival.candidate
    return (-rival.standing, place.document, place.quote.start, rival.identifier)


def _claim(candidate: Candidate, decisions: Decisions) -> Rival | None:
    """Say how a claim stands; None if it was rejected."""
    is_accepted = review(candidate, decisions) is not None
    if candidate.identifier in decisions:
        if not is_accepted:
            return None
        standing = Standing.BY_PERSON
    else:
        standing = Standing.BY_POLICY if is_accepted else Standing.WAITS
    return Rival(candidate.identifier, corrected(candidate, decisions), standing)


def marked(
    candidates: Iterable[Candidate], decisions: Decisions, functional: Collection[str]
) -> list[Candidate]:
    """Mark candidates with the claims that stand against them, as firmly as they do or more.

    The mark keeps the policy from accepting one of two values; what a person accepted has none, and
    what only waits takes nothing away from a claim that the policy accepts.
    """
    given = list(candidates)
    against = rivals(given, decisions, functional)
    result: list[Candidate] = []
    for candidate in given:
        own = _claim(candidate, decisions)
        found = against.get(candidate.identifier, ())
        if own is None or own.standing == Standing.BY_PERSON or not found:
            result.append(candidate)
            continue
        names = [f"{CONFLICTS_WITH}{r.identifier}" for r in found if r.standing >= own.standing]
        checks = tuple(dict.fromkeys((*candidate.checks, *names)))
        result.append(replace(candidate, checks=checks))
    return result
