"""Whether a candidate states a gold fact: strictly, with its place; or by and large.

Strictly: the same relation, both ends in one of the gold's wordings or by another name of the same
entity, and a quote that overlaps the gold's. Relaxed: ends that share their main words, anywhere in
the document. A relation and its inverse count as one, as do both directions of a symmetric one.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from lodestone import vocabulary as v
from lodestone.evaluation.gold import GoldFact
from lodestone.model.candidate import Candidate, EntityReference, LiteralValue
from lodestone.population.schema import Schema

End = EntityReference | LiteralValue

_LEADING = re.compile(
    r"^(?:the|a|an|its|their|his|her|our|own|these|this|such|all|many|some)\s+", re.I
)
_NODE = re.compile(r"<([A-Za-z]+)(?: \d+)?>")
_WORD = re.compile(r"[^\W_]+|[一-鿿]")
_LITTLE = frozenset("of in on for and or the a an to with by at from as".split())
_SHARED = 0.5


class Matcher:
    """Compares candidates with gold facts, under one schema."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._names = {iri: entity.names for iri, entity in schema.entities.items()}

    def states(self, candidate: Candidate, fact: GoldFact, *, strict: bool) -> bool:
        """Whether a candidate states a fact."""
        if strict and not any(
            candidate.quote.start < end and start < candidate.quote.end for start, end in fact.spans
        ):
            return False
        return any(
            self._is(subject, fact.subject, strict=strict)
            and self._is(target, fact.object, strict=strict)
            for subject, target in self._readings(candidate, fact.relation)
        )

    def _readings(self, candidate: Candidate, relation: str) -> Iterator[tuple[End, End]]:
        """Give the ends of a candidate in the directions in which it states a relation."""
        iri = v.RDF_TYPE if relation == "type" else v.LS + relation
        known = self._schema.properties.get(candidate.predicate)
        wanted = self._schema.properties.get(iri)
        if candidate.predicate == iri:
            yield candidate.subject, candidate.object
            if known and known.is_symmetric:
                yield candidate.object, candidate.subject
        elif (known and known.inverse == iri) or (wanted and wanted.inverse == candidate.predicate):
            yield candidate.object, candidate.subject

    def _is(self, end: End, wordings: tuple[str, ...], *, strict: bool) -> bool:
        return any(self._is_one(end, wording, strict=strict) for wording in wordings)

    def _is_one(self, end: End, wording: str, *, strict: bool) -> bool:
        if isinstance(end, LiteralValue):
            return _same_value(end, wording, strict=strict)
        node = _NODE.fullmatch(wording)
        if node:
            return self._is_of(end, v.LS + node[1])
        texts = {end.text, *self._names.get(end.iri, ())}
        if end.iri.startswith(v.LS):
            texts.add(v.local_name(end.iri))
        compare = _same if strict else _alike
        return any(compare(text, wording) for text in texts)

    def _is_of(self, end: EntityReference, kind: str) -> bool:
        classes = self._schema.classes_of(end.iri)
        if end.kind:
            classes |= self._schema.closure([end.kind])
        return kind in classes or any(c in self._schema.closure([kind]) for c in classes)


def _plain(text: str) -> str:
    text = " ".join(re.sub(r"[\"“”«»‘]", "", text.replace("’", "'")).split()).strip(" .,;:'")
    while (found := _LEADING.match(text)) and found.end() < len(text):
        text = text[found.end() :]
    return text.removesuffix("'s").casefold()


def _same(one: str, another: str) -> bool:
    return _plain(one) == _plain(another)


def _alike(one: str, another: str) -> bool:
    """Whether two names share their main words, or one is part of the other."""
    first, second = _words(one), _words(another)
    if not first or not second:
        return _same(one, another)
    shared = len(first & second)
    return (
        shared == min(len(first), len(second)) or 2 * shared / (len(first) + len(second)) > _SHARED
    )


def _words(text: str) -> set[str]:
    words = {word for word in _WORD.findall(_plain(text)) if word not in _LITTLE}
    return {word[:-3] + "y" if word.endswith("ies") else word.rstrip("s") or word for word in words}


def _same_value(literal: LiteralValue, wording: str, *, strict: bool) -> bool:
    if wording in (literal.value, literal.text) or _same(literal.text, wording):
        return True
    try:
        return Decimal(literal.value) == Decimal(wording)
    except InvalidOperation:
        pass
    if strict:
        return False
    is_date = literal.value[:4].isdigit() and wording[:4].isdigit()
    if is_date:
        return literal.value.startswith(wording) or wording.startswith(literal.value)
    return bool(_words(literal.text) & _words(wording)) and _alike(literal.text, wording)
