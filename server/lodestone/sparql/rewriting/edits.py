"""Edits of a text at places that a syntax tree names; all else stays byte for byte."""

from bisect import bisect_left, insort
from typing import NamedTuple

from lodestone.sparql.syntax import Span


class _Edit(NamedTuple):
    start: int
    end: int
    rank: int
    text: str


class Edits:
    """Insertions and replacements in one text, inner ones before the outer that hold them.

    What is inserted at an end of a span is outside of it.
    """

    def __init__(self, original: str) -> None:
        self.original = original
        self._edits: list[_Edit] = []
        self._lowest = self._highest = 0

    def __bool__(self) -> bool:
        return bool(self._edits)

    def copy(self) -> "Edits":
        """Give edits of the same text that go on from these."""
        other = Edits(self.original)
        other._edits = list(self._edits)
        other._lowest, other._highest = self._lowest, self._highest
        return other

    def insert(self, place: int, addition: str) -> None:
        """Insert at a place; what is inserted later at the same place stands after it."""
        self._highest += 1
        insort(self._edits, _Edit(place, place, self._highest, addition))

    def wrap(self, span: Span, before: str, after: str) -> None:
        """Put a span between two texts, around what was put around it earlier."""
        self._lowest -= 1
        insort(self._edits, _Edit(span.start, span.start, self._lowest, before))
        self.insert(span.end, after)

    def replace(self, span: Span, replacement: str) -> None:
        """Put a text in the place of a span, with all edits that were made inside."""
        first, last = self._range(span)
        self._edits[first:last] = [e for e in self._edits[first:last] if not _is_inside(e, span)]
        insort(self._edits, _Edit(span.start, span.end, 0, replacement))

    def text(self, span: Span | None = None) -> str:
        """Give the text of a span, or all of it, with the edits inside made."""
        if span is None:
            return self._joined(Span(0, len(self.original)), self._edits)
        first, last = self._range(span)
        return self._joined(span, [e for e in self._edits[first:last] if _is_inside(e, span)])

    def _range(self, span: Span) -> tuple[int, int]:
        return bisect_left(self._edits, (span.start,)), bisect_left(self._edits, (span.end,))

    def _joined(self, span: Span, edits: list[_Edit]) -> str:
        pieces: list[str] = []
        at = span.start
        for edit in edits:
            pieces += (self.original[at : edit.start], edit.text)
            at = edit.end
        pieces.append(self.original[at : span.end])
        return "".join(pieces)


def _is_inside(edit: _Edit, span: Span) -> bool:
    if edit.start == edit.end:
        return span.start < edit.start < span.end
    return span.start <= edit.start and edit.end <= span.end
