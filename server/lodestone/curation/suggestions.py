"""Known entities whose names are like the name of one that is not known: ranked, never merged.

A score orders what a person is shown. It decides nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

from lodestone import vocabulary as v
from lodestone.model.candidate import EntityReference, LiteralValue

MOST = 5
LEAST_SCORE = 60.0
WRONG_KIND = 15.0
"""What a name that is like it loses where its bearer is not of the proposal's kind."""

_SHORTLIST = 60

Known = Mapping[str, tuple[Sequence[str], Collection[str]]]
"""For each known entity, by its IRI, its names (the first is shown) and its classes."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A known entity that a proposal may be: the name that is like it, and how like, up to 100."""

    name: str
    iri: str
    score: float


class NameIndex:
    """The names of known entities, made ready to be compared with."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._names = [(name, iri) for iri, (names, _) in known.items() for name in names]
        self._folded = [utils.default_process(name) for name, _ in self._names]

    def __contains__(self, iri: object) -> bool:
        """Whether an entity of that IRI is known."""
        return iri in self._known

    def name(self, iri: str) -> str | None:
        """Give the name by which a known entity is shown."""
        names = self._known.get(iri, ((), ()))[0]
        return names[0] if names else None

    def suggest(self, end: EntityReference | LiteralValue, most: int = MOST) -> list[Suggestion]:
        """Rank the known entities that an end of a claim may be, if it is a new one."""
        if not isinstance(end, EntityReference) or not end.is_new:
            return []
        wanted = utils.default_process(end.text)
        near = process.extract(wanted, self._folded, scorer=fuzz.token_ratio, limit=_SHORTLIST)
        best: dict[str, Suggestion] = {}
        for folded, _, position in near:
            name, iri = self._names[position]
            score = _likeness(wanted, folded) - (0.0 if self._fits(iri, end.kind) else WRONG_KIND)
            if iri == end.iri or score < LEAST_SCORE or self._is_document(iri):
                continue
            if iri not in best or score > best[iri].score:
                best[iri] = Suggestion(name, iri, round(score, 1))
        return sorted(best.values(), key=lambda s: (-s.score, s.name, s.iri))[:most]

    def _is_document(self, iri: str) -> bool:
        """Whether an entity is a source, whose title is often a sentence about the proposal."""
        return v.SOURCE_DOCUMENT in self._known[iri][1]

    def _fits(self, iri: str, kind: str | None) -> bool:
        classes = self._known[iri][1]
        return kind is None or not classes or kind in classes


def _likeness(one: str, other: str) -> float:
    """Compare names by their words: what both have counts, and so does what only one has."""
    return (fuzz.token_sort_ratio(one, other) + fuzz.token_set_ratio(one, other)) / 2
