"""Stretches of a text, of which none may overlap another."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar


class Span(Protocol):
    """What has a start and an end in a text."""

    @property
    def start(self) -> int:
        """Where it starts."""

    @property
    def end(self) -> int:
        """Where it ends."""


Spanned = TypeVar("Spanned", bound=Span)


def mask(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Hide stretches of a text, which keeps its length."""
    parts, last = [], 0
    for start, end in sorted(spans):
        if start >= last:
            parts += [text[last:start], "\x00" * (end - start)]
            last = end
    return "".join([*parts, text[last:]])


def outside(mentions: Iterable[Spanned], taken: Sequence[tuple[int, int]]) -> list[Spanned]:
    """Keep those that overlap none of the taken spans, both in order of their start."""
    kept, place = [], 0
    for mention in sorted(mentions, key=lambda m: m.start):
        while place < len(taken) and taken[place][1] <= mention.start:
            place += 1
        if place == len(taken) or mention.end <= taken[place][0]:
            kept.append(mention)
    return kept


def without_overlaps(mentions: Iterable[Spanned]) -> list[Spanned]:
    """Keep the first, and of those that begin together the longest."""
    kept: list[Spanned] = []
    end = -1
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if mention.start >= end:
            kept.append(mention)
            end = mention.end
    return kept


def with_longer(taken: Sequence[Spanned], others: Sequence[Spanned]) -> list[Spanned]:
    """Add those of others that stand elsewhere, or that take in what is there, in its place."""
    longer = [
        other
        for other in others
        if all(other.end <= t.start or t.end <= other.start or _takes_in(other, t) for t in taken)
    ]
    kept = [t for t in taken if not any(_takes_in(other, t) for other in longer)]
    return sorted([*kept, *longer], key=lambda span: (span.start, span.end))


def _takes_in(one: Span, another: Span) -> bool:
    is_within = one.start <= another.start and another.end <= one.end
    return is_within and one.end - one.start > another.end - another.start
