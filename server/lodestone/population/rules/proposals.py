"""What a rule proposes of a passage, and the candidate that it becomes in a document."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from lodestone.model.candidate import Candidate, EntityReference, TextQuote
from lodestone.model.document import Document
from lodestone.population.meaning.modality import PLAN, POSSIBILITY
from lodestone.population.mentions.finding import REFERRING
from lodestone.population.passages import ITEM, Passage
from lodestone.population.rules.binding import Bound, End
from lodestone.population.rules.language import Rule

CONTEXT = 120
"""How many characters of prefix and suffix a quote keeps."""

LONGEST_QUOTE = 600
"""In characters, for a quote that takes in the line that introduces a list."""


@dataclass(frozen=True)
class Proposal:
    """A fact that a rule found in a passage, before it is tied to a document."""

    rule: Rule
    subject: EntityReference
    relation: str
    object: End
    modality: str
    quantifier: str | None
    ends: tuple[Bound, ...]

    @cached_property
    def checks(self) -> tuple[str, ...]:
        """Name what speaks against accepting the fact unseen."""
        ends = (self.subject, self.object)
        references = [end for end in ends if isinstance(end, EntityReference)]
        found = []
        if any(end.is_new for end in references):
            found.append("new-entity")
        if any(end.resolved_by in REFERRING for end in references):
            found.append("subject-outside-quote")
        if self.modality in (POSSIBILITY, PLAN) and self.modality != self.rule.modality:
            found.append("hedged")
        return tuple(found)

    def is_shadowed_by(self, other: "Proposal") -> bool:
        """Whether another, certain proposal of the passage says the same of what the graph knows.

        A rule on noun phrases proposes "the vast state support" as something new, where a rule on
        known names has bound "state support".
        """
        if other.relation != self.relation:
            return False
        pairs = ((self.subject, other.subject), (self.object, other.object))
        return all(
            one == another
            or (
                isinstance(one, EntityReference)
                and isinstance(another, EntityReference)
                and (one.iri == another.iri or _alike(one, another))
            )
            for one, another in pairs
        )

    @cached_property
    def tier(self) -> str:
        """A: both ends are named and known; B: one is new or a pronoun; C: it is hedged."""
        checks = self.checks
        how = {getattr(end, "resolved_by", "") for end in (self.subject, self.object)}
        if "hedged" in checks or "topic" in how or self.modality == POSSIBILITY:
            return "C"
        return "B" if checks else self.rule.tier


def candidate_of(document: Document, passage: Passage, proposal: Proposal) -> Candidate:
    """Tie a proposal to the passage of the document that it was found in."""
    text = document.text
    start, end, checks = _quoted(passage, proposal)
    quote = TextQuote(
        text[start:end],
        text[max(0, start - CONTEXT) : start],
        text[end : end + CONTEXT],
        start,
        end,
    )
    return Candidate(
        document=document.name,
        digest=document.digest,
        quote=quote,
        subject=proposal.subject,
        predicate=proposal.relation,
        object=proposal.object,
        modality=proposal.modality,
        quantifier=proposal.quantifier,
        explicitness=proposal.rule.explicitness,
        note=None,
        tier=proposal.tier,
        origin=f"rules/{proposal.rule.name}",
        checks=checks,
    )


def _quoted(passage: Passage, proposal: Proposal) -> tuple[int, int, tuple[str, ...]]:
    """Give the stretch to quote: an item with the line that introduces it, if that says more."""
    start, end, checks = passage.start, passage.end, proposal.checks
    if passage.kind != ITEM or all(start <= bound.start for bound in proposal.ends):
        return start, end, checks
    first = passage.pieces[0][0]
    if end - first <= LONGEST_QUOTE:
        return first, end, checks
    return start, end, tuple(dict.fromkeys((*checks, "subject-outside-quote")))


def unlike(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Keep one of the proposals that state the same."""
    seen: dict[tuple[str, str, str], Proposal] = {}
    for found in proposals:
        seen.setdefault((found.subject.iri, found.relation, found.object.n_triples()), found)
    return list(seen.values())


def _alike(proposed: EntityReference, known: EntityReference) -> bool:
    """Whether a new name is a known one with words before or behind it, or the other way round."""
    if proposed.kind is None:
        return False
    one, another = proposed.text.lower(), known.text.lower()
    return one in another or another in one
