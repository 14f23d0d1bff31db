"""Whether a candidate states a gold fact: strictly, with its place; or by and large.

Strictly: the same relation, a quote that overlaps the gold's, and both ends in one of the gold's
wordings, but for case, white space and a leading article, or by another name of the same entity.
Relaxed: ends that share their main words, anywhere in the document. A relation and its inverse
count as one, as do both directions of a symmetric one.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from lodestone import vocabulary as v
from lodestone.evaluation.gold import GoldFact
from lodestone.model.candidate import Candidate, EntityReference, LiteralValue
from lodestone.population.schema import Schema

End = EntityReference | LiteralValue
Binding = frozenset[tuple[str, str]]
"""Which nodes of the gold have to stand for which IRIs, if a candidate is to state a fact."""

_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.I)
_DETERMINERS = re.compile(
    r"^(?:(?:the|a|an|its|their|his|her|our|own|these|this|such|all|many|some)\s+)+(?=\S)", re.I
)
_NODE = re.compile(r"<([A-Za-z]+)(?: \d+)?>")
_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[一-鿿]{2}")
_LITTLE = frozenset("of in on for and or the a an to with by at from as".split())
_DENIALS = frozenset({"not", "never", "no"})
_SHARED = 0.5


class Matcher:
    """Compares candidates with gold facts, under one schema."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._names = {iri: entity.names for iri, entity in schema.entities.items()}

    def states(self, candidate: Candidate, fact: GoldFact, *, strict: bool) -> bool:
        """Whether a candidate states a fact, whatever its nodes stand for elsewhere."""
        return bool(self.bindings(candidate, fact, strict=strict))

    def bindings(self, candidate: Candidate, fact: GoldFact, *, strict: bool) -> list[Binding]:
        """Give the ways in which a candidate can state a fact: what each asks of the nodes."""
        if strict and not overlaps(candidate, fact):
            return []
        return [
            of_subject | of_target
            for subject, target in self._readings(candidate, fact.relation)
            for of_subject in self._as(subject, fact.subject, strict=strict)
            for of_target in self._as(target, fact.object, strict=strict)
        ]

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

    def _as(self, end: End, wordings: tuple[str, ...], *, strict: bool) -> list[Binding]:
        if isinstance(end, LiteralValue):
            is_same = any(_same_value(end, wording, strict=strict) for wording in wordings)
            return [frozenset()] if is_same else []
        if any(self._is_named(end, wording, strict=strict) for wording in wordings):
            return [frozenset()]
        return [
            frozenset({(wording, end.iri)})
            for wording in wordings
            if (node := _NODE.fullmatch(wording)) and self._is_of(end, v.LS + node[1])
        ]

    def _is_named(self, end: EntityReference, wording: str, *, strict: bool) -> bool:
        if _NODE.fullmatch(wording):
            return False
        texts = {end.text, *self._names.get(end.iri, ())}
        if end.iri.startswith(v.LS):
            texts.add(v.local_name(end.iri))
        compare = _same if strict else _alike
        return any(compare(text, wording) for text in texts)

    def _is_of(self, end: EntityReference, kind: str) -> bool:
        """Whether an end is of a class: of a part of it, or of what the class is a part of."""
        entity = self._schema.entities.get(end.iri)
        classes = {*(entity.classes if entity else ()), *([end.kind] if end.kind else ())}
        return kind in self._schema.closure(classes) or bool(classes & self._schema.closure([kind]))


def overlaps(candidate: Candidate, fact: GoldFact) -> bool:
    """Whether a candidate's quote has characters in common with one of a fact's."""
    quote = candidate.quote
    return any(quote.start < end and start < quote.end for start, end in fact.spans)


def _plain(text: str) -> str:
    text = " ".join(
        re.sub(r"[\"“”«»‘]", "", text.replace("’", "'").replace("–", "-")).split()
    ).strip(" .,;:'")
    return (_ARTICLE.sub("", text) or text).removesuffix("'s").casefold()


def _same(one: str, another: str) -> bool:
    return _plain(one) == _plain(another)


def _alike(one: str, another: str) -> bool:
    """Whether two names share their main words, or one is part of the other."""
    if _HAN.search(one) and _HAN.search(another):  # which puts no spaces between words
        return _plain(one) in _plain(another) or _plain(another) in _plain(one)
    first, second = _words(one), _words(another)
    if not first or not second:
        return _same(one, another)
    if bool(first & _DENIALS) != bool(second & _DENIALS):
        return False  # "not to refuse an assistant" is not "to refuse an assistant"
    shared = len(first & second)
    return (
        shared == min(len(first), len(second)) or 2 * shared / (len(first) + len(second)) > _SHARED
    )


def _words(text: str) -> set[str]:
    plain = _DETERMINERS.sub("", _plain(text))
    words = {word for word in _WORD.findall(plain) if word not in _LITTLE}
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
