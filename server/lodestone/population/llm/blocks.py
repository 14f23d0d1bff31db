"""Cutting a document into blocks: groups of whole paragraphs, each the text of one call."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lodestone.model.document import Document

LIMIT = 3_000
"""How many characters a block has at most."""

_GAP = re.compile(r"\n\s*\n")
_BREAKS = ("\n", ". ", "。", " ")
"""Where a paragraph that is too long is cut, the best place first."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document; `start` is its offset there."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """The offset in the document at which the block ends."""
        return self.start + len(self.text)


def blocks(document: Document) -> list[Block]:
    """Cut a document, without its front matter, into blocks."""
    text = document.text
    groups: list[tuple[int, int]] = []
    for start, end in _paragraphs(text, document.body_start):
        if groups and end - groups[-1][0] <= LIMIT:
            groups[-1] = (groups[-1][0], end)
        else:
            groups.append((start, end))
    return [Block(start, text[start:end]) for start, end in groups]


def _paragraphs(text: str, start: int) -> Iterator[tuple[int, int]]:
    for gap in _GAP.finditer(text, start):
        yield from _pieces(text, *_trimmed(text, start, gap.start()))
        start = gap.end()
    yield from _pieces(text, *_trimmed(text, start, len(text)))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LIMIT:
        cut = _cut(text, start)
        yield _trimmed(text, start, cut)
        start, end = _trimmed(text, cut, end)
    if start < end:
        yield start, end


def _cut(text: str, start: int) -> int:
    """Find the best place in the second half of what fits; without one, cut where it is full."""
    for mark in _BREAKS:
        place = text.rfind(mark, start + LIMIT // 2, start + LIMIT)
        if place >= 0:
            return place + len(mark)
    return start + LIMIT


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
