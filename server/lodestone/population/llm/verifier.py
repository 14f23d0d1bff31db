"""The verifier of a model's claims: what fails is rejected by name, what is unsure is marked.

The checks stand in a fixed order, and the first that fails names the reason. A verbatim quote
proves that the words exist, not that they say what the claim says: hence all the others.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from lodestone import vocabulary as v
from lodestone.model.candidate import (
    PROPOSAL,
    Candidate,
    EntityReference,
    LiteralValue,
    TextQuote,
)
from lodestone.model.document import Document
from lodestone.population.llm import figures as fg
from lodestone.population.llm.blocks import Block
from lodestone.population.llm.claims import Claim, Rejected
from lodestone.population.llm.naming import DOMAIN_RANGE, Names, Resolve
from lodestone.population.llm.prompt import Prompt, takes_date
from lodestone.population.llm.wording import (
    is_description,
    is_hedged,
    places,
    stands_in,
    unified,
)
from lodestone.population.rules.binding import cleaned
from lodestone.population.rules.proposals import CONTEXT
from lodestone.population.schema import Property, Schema

UNKNOWN_RELATION = "unknown-relation"
QUOTE_NOT_VERBATIM = "quote-not-verbatim"
NUMBER_NOT_IN_QUOTE = "number-not-in-quote"
SPAN_NOT_IN_QUOTE = "span-not-in-quote"
SPAN_NAMES_ANOTHER = "span-names-another"

SUBJECT_OUTSIDE, OBJECT_OUTSIDE = "subject-outside-quote", "object-outside-quote"
DIRECTION, HEDGED, NEW_ENTITY = "direction", "hedged", "new-entity"

_NAMED_BY_FIGURES = frozenset({v.LS + "Measure", v.LS + "Target"})

End = EntityReference | LiteralValue


@dataclass(frozen=True, slots=True)
class Bound:
    """An end of a claim, tied to the document; `is_outside` if the quote only points at it."""

    end: End
    is_outside: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a claim was made: the block of a document, and the place of its quote there."""

    document: Document
    block: Block
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The words of the quote as the document has them."""
        return self.block.text[self.start : self.end]

    def slice_of(self, words: str) -> str | None:
        """Give some words as the quote has them; None if it has not."""
        found = places(unified(words), unified(self.quote))
        return self.quote[slice(*found[0])] if found else None


class Verifier:
    """Turns claims into candidates, or says why not."""

    def __init__(
        self,
        schema: Schema,
        prompt: Prompt,
        resolve: Resolve,
        origin: str,
        symmetric: Collection[str],
    ) -> None:
        self._schema = schema
        self._prompt = prompt
        self._names = Names(schema, resolve)
        self._origin = origin
        self._symmetric = frozenset(symmetric)

    def judge(
        self, claim: Claim, raw: Any, document: Document, block: Block
    ) -> Candidate | Rejected:
        """Check a claim that was made of a block; give the candidate, or the first that failed."""
        judged = self._judge(claim, document, block)
        return Rejected(document.name, judged, raw) if isinstance(judged, str) else judged

    def _judge(self, claim: Claim, document: Document, block: Block) -> Candidate | str:
        known = self._prompt.relations.get(claim.relation)
        if known is None:
            return UNKNOWN_RELATION
        found = places(unified(claim.quote), unified(block.text))
        if not found:
            return QUOTE_NOT_VERBATIM
        # Where a quote occurs more than once, it is the place nearest to the block's beginning.
        passage = Passage(document, block, *found[0])
        for words in (claim.object, claim.object_span):
            if fg.missing(words, block.text, passage.start, passage.end):
                return NUMBER_NOT_IN_QUOTE
        subject = self._names.resolve(claim.subject, known.domain)
        target: End | str
        if known.is_datatype:
            target = _literal(claim, known, passage) or DOMAIN_RANGE
        else:
            target = self._entity(claim.object, known)
        if isinstance(subject, str):
            return subject
        if isinstance(target, str):
            return target
        return self._bound(claim, known, passage, subject, target)

    def _entity(self, name: str, known: Property) -> EntityReference | str:
        reference = self._names.resolve(name, known.range)
        if isinstance(reference, str) or reference.resolved_by != PROPOSAL:
            return reference
        # A bare number or date is no name, save of what is named by its number.
        wanted = self._schema.closure([known.range] if known.range else [])
        is_bare = any(
            (f.start, f.end) == (0, len(name)) and f.kind in (fg.NUMBER, fg.PERCENT, fg.DATE)
            for f in fg.figures(name)
        )
        return DOMAIN_RANGE if is_bare and not wanted & _NAMED_BY_FIGURES else reference

    def _bound(
        self, claim: Claim, known: Property, passage: Passage, subject: EntityReference, target: End
    ) -> Candidate | str:
        """Bind both ends to the words of the quote, and note what a reviewer has to look at."""
        named = (claim.subject, claim.subject_span, known.domain)
        first = self._entity_bound(subject, named, passage)
        if isinstance(first, str):
            return first
        second: Bound | str
        if isinstance(target, LiteralValue):
            second = _literal_bound(target, claim, known, passage)
        else:
            named = (claim.object, claim.object_span, known.range)
            second = self._entity_bound(target, named, passage)
        if isinstance(second, str):
            return second
        checks = [SUBJECT_OUTSIDE] * first.is_outside + [OBJECT_OUTSIDE] * second.is_outside
        return self._candidate(claim, known, passage, (first.end, second.end), checks)

    def _entity_bound(
        self, end: EntityReference, named: tuple[str, str, str | None], passage: Passage
    ) -> Bound | str:
        name, span, wanted = named
        words = passage.slice_of(span)
        if not span or is_description(span):
            # The name has to come from somewhere: the document, not the model's memory.
            if not self._is_named(end, name, passage.document):
                return SPAN_NOT_IN_QUOTE
            if end.is_new:  # its name becomes its label
                return Bound(replace(end, text=name), is_outside=True)
            return Bound(replace(end, text=words or name, resolved_by="pronoun"), is_outside=True)
        if words is None:
            return SPAN_NOT_IN_QUOTE
        bound = self._names.bound(end, name, words, wanted)
        if bound is None:
            return SPAN_NAMES_ANOTHER
        if bound.resolved_by == PROPOSAL:  # these words become its name
            is_named = stands_in(name, passage.document.text[passage.document.body_start :])
            words = name if is_named else cleaned(words)
        return Bound(replace(bound, text=words), is_outside=False)

    def _is_named(self, end: EntityReference, name: str, document: Document) -> bool:
        entity = self._schema.entities.get(end.iri)
        names = (name, *(entity.names if entity else ()))
        text = document.text[document.body_start :]
        return any(stands_in(words, text) for words in names)

    def _candidate(
        self,
        claim: Claim,
        known: Property,
        passage: Passage,
        ends: tuple[End, End],
        checks: list[str],
    ) -> Candidate | str:
        subject, target = ends
        if not isinstance(subject, EntityReference):
            return DOMAIN_RANGE
        if isinstance(target, EntityReference) and target.iri == subject.iri:
            return SPAN_NAMES_ANOTHER
        if self._could_be_swapped(known, subject, target):
            checks.append(DIRECTION)
        if is_hedged(passage.block.text, passage.start, passage.end):
            checks.append(HEDGED)
        if PROPOSAL in (subject.resolved_by, getattr(target, "resolved_by", None)):
            checks.append(NEW_ENTITY)
        is_explicit = not {SUBJECT_OUTSIDE, OBJECT_OUTSIDE} & set(checks)
        return Candidate(
            document=passage.document.name,
            digest=passage.document.digest,
            quote=_text_quote(passage),
            subject=subject,
            predicate=known.iri,
            object=target,
            modality=claim.modality,
            quantifier=None,
            explicitness="explicit" if is_explicit else "interpreted",
            note=None,
            tier="C",
            origin=self._origin,
            checks=tuple(checks),
        )

    def _could_be_swapped(self, known: Property, subject: EntityReference, target: End) -> bool:
        if known.iri in self._symmetric or not isinstance(target, EntityReference):
            return False
        fits = self._names.fits
        return fits(subject, known.range) and fits(target, known.domain)


def _literal(claim: Claim, known: Property, passage: Passage) -> LiteralValue | None:
    """Read a literal from the document's own words; None if they are none of the wanted kind."""
    words = passage.slice_of(claim.object_span) or claim.object_span
    value = _lexical(words, known)
    if value is None or _lexical(claim.object, known) is None:
        return None
    if takes_date(known):
        datatype = v.XSD + {4: "gYear", 7: "gYearMonth"}.get(len(value), "date")
    elif known.range == v.XSD + "decimal":
        datatype = known.range
    else:
        datatype = v.XSD + "string"
    return LiteralValue(value, datatype, None, words)


def _literal_bound(
    end: LiteralValue, claim: Claim, known: Property, passage: Passage
) -> Bound | str:
    if passage.slice_of(claim.object_span) is None:
        return SPAN_NOT_IN_QUOTE
    is_same = unified(end.value) == unified(_lexical(claim.object, known) or "")
    return Bound(end, is_outside=False) if is_same else SPAN_NAMES_ANOTHER


def _lexical(words: str, known: Property) -> str | None:
    """Write a value as the property takes it; None if it cannot be read."""
    found = fg.figures(words)
    if takes_date(known):
        if len(found) != 1:
            return None
        only = found[0]
        is_year = only.kind == fg.NUMBER and only.value.isdigit() and only.end - only.start == 4
        return only.value if only.kind == fg.DATE or is_year else None
    if known.range == v.XSD + "decimal":
        is_number = len(found) == 1 and found[0].kind in (fg.NUMBER, fg.PERCENT)
        return found[0].value if is_number else None
    return " ".join(words.split())


def _text_quote(passage: Passage) -> TextQuote:
    text = passage.document.text
    start, end = passage.block.start + passage.start, passage.block.start + passage.end
    return TextQuote(
        text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT],
        start, end,
    )  # fmt: skip
