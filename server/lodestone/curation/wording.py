"""A candidate as people read it: the fact in words, and its paragraph with what counts marked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from lodestone import vocabulary as v
from lodestone.curation.suggestions import NameIndex
from lodestone.model.candidate import Candidate, EntityReference, LiteralValue, TextQuote
from lodestone.model.statement import Statement

_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[-_]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_PARAGRAPH = "\n\n"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a paragraph: in the quote or around it, and the end that it names, if any."""

    text: str
    in_quote: bool
    end: str | None = None


def label(iri: str) -> str:
    """Put an IRI's local name into words: `ont#basedIn` reads “based in”."""
    if iri == v.RDF_TYPE:
        return "is a"
    words = [part if part.isupper() else part.lower() for part in _BREAK.split(v.local_name(iri))]
    return " ".join(filter(None, words))


def visible(text: str) -> str:
    """Show characters that would steer a terminal, or turn the direction of writing, as `�`."""
    return _UNSEEN.sub("�", text)


def value_in_words(end: EntityReference | LiteralValue, name: str | None = None) -> str:
    """Give an end of a claim in words: an entity by the words for it, a literal as it was read.

    The name by which an entity is known is added, where the words are others.
    """
    if isinstance(end, LiteralValue):
        read = end.value if not end.language else f"{end.value} ({end.language})"
        return visible(read if end.text in ("", end.value) else f"{read} (“{end.text}”)")
    if end.iri.startswith(v.LS):
        return label(end.iri)
    is_other = name is not None and name.casefold() != end.text.casefold()
    return visible(f"{end.text} ({name})" if is_other else end.text)


def in_words(claim: Candidate | Statement, names: NameIndex | None = None) -> str:
    """Give a claim as a sentence of three parts, with the names that are known."""

    def words(end: EntityReference | LiteralValue) -> str:
        if names is None or isinstance(end, LiteralValue):
            return value_in_words(end)
        return value_in_words(end, names.name(end.iri))

    return " – ".join((words(claim.subject), label(claim.predicate), words(claim.object)))


def paragraph(candidate: Candidate) -> list[Segment]:
    """Give the paragraph around a quote, cut where the quote or an end of the claim begins or ends.

    An end is looked for in the quote first, then before it and behind it.
    """
    quote = candidate.quote
    prefix = quote.prefix.rpartition(_PARAGRAPH)[2].lstrip("\n")
    suffix = quote.suffix.partition(_PARAGRAPH)[0].rstrip("\n")
    text = prefix + quote.exact + suffix
    inside = (len(prefix), len(prefix) + len(quote.exact))
    spans = _ends(candidate, text, inside)
    cuts = sorted({0, len(text), *inside, *(at for start, end, _ in spans for at in (start, end))})
    return [
        Segment(
            visible(text[start:end]),
            inside[0] <= start < inside[1],
            next((name for s, e, name in spans if s <= start < e), None),
        )
        for start, end in pairwise(cuts)
    ]


def is_cut(quote: TextQuote) -> tuple[bool, bool]:
    """Whether the paragraph goes on before what is known of it, and behind."""
    before = bool(quote.prefix) and quote.start > len(quote.prefix)
    return (
        before and _PARAGRAPH not in quote.prefix,
        bool(quote.suffix) and _PARAGRAPH not in quote.suffix,
    )


def _ends(candidate: Candidate, text: str, inside: tuple[int, int]) -> list[tuple[int, int, str]]:
    """Find where the ends are named; the longer one first, so that neither lies in the other."""
    ends = [("subject", candidate.subject.text), ("object", candidate.object.text)]
    spans: list[tuple[int, int, str]] = []
    for name, words in sorted(ends, key=lambda end: -len(end[1])):
        for start in _places(text, words, inside):
            end = start + len(words)
            if all(end <= s or start >= e for s, e, _ in spans):
                spans.append((start, end, name))
                break
    return spans


def _places(text: str, words: str, inside: tuple[int, int]) -> Iterator[int]:
    """List where words stand: in the quote first, in the same case first, nearest first."""
    if not words:
        return
    same = [m.start() for m in re.finditer(re.escape(words), text)]
    any_case = [m.start() for m in re.finditer(re.escape(words), text, re.IGNORECASE)]
    for places in (same, any_case):
        yield from (p for p in places if inside[0] <= p and p + len(words) <= inside[1])
    for places in (same, any_case):
        yield from (p for p in reversed(places) if p < inside[0])
        yield from (p for p in places if p >= inside[0])
