"""The normal form of a text, and its sentences with their offsets."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_REMOVED = dict.fromkeys(map(ord, "\ufeff\u00ad\u200b\u200c\u200d\u2060"))
_MATCHING = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "\n": " "})
_LINE = re.compile(r"[^\n]+")
_BOUNDARY = re.compile(r"[.!?][\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])|[。！？]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Inc|Ltd|Co|Corp|No|Art|vs|approx|e\.g|i\.e)|\b[A-Z])\.$"
)
_SHORT_LINE = 60
_CLOSING = (".", "!", "?", ":", '"', "”", "。", "！", "？")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, as it stands and as it is matched; `start` and `end` are offsets in the text.

    `matching` has the same length as `text`, with straight quotes and no line ends, so that an
    offset in one is an offset in the other.
    """

    text: str
    matching: str
    start: int
    end: int
    is_heading: bool


def normalise(raw: str) -> str:
    """Bring a text into the form that offsets refer to: NFC, LF, no byte order mark, no tabs."""
    lines = raw.replace("\r\n", "\n").replace("\r", "\n").translate(_REMOVED)
    return unicodedata.normalize("NFC", lines.replace("\t", " "))


def sentences(text: str, start: int = 0) -> Iterator[Sentence]:
    """Split a text, from an offset on, into sentences and headings."""
    for block_start, block_end in _blocks(text, start):
        block = text[block_start:block_end]
        is_heading = block.startswith("#") or (
            len(block) < _SHORT_LINE and not block.rstrip().endswith(_CLOSING)
        )
        if is_heading:
            stripped = block.lstrip("# ")
            yield _sentence(text, block_end - len(stripped), block_end, is_heading=True)
            continue
        for first, last in _split(block.translate(_MATCHING)):
            yield _sentence(text, block_start + first, block_start + last, is_heading=False)


def _sentence(text: str, start: int, end: int, *, is_heading: bool) -> Sentence:
    exact = text[start:end]
    return Sentence(exact, exact.translate(_MATCHING), start, end, is_heading)


def _blocks(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Join the lines that a hard wrap broke; a short line, or a full stop, ends a block."""
    block: tuple[int, int] | None = None
    for line in _LINE.finditer(text, start):
        if block is not None and _continues(text, block, line.start()):
            block = (block[0], line.end())
            continue
        if block is not None:
            yield block
        block = (line.start(), line.end())
    if block is not None:
        yield block


def _continues(text: str, block: tuple[int, int], next_start: int) -> bool:
    last_line = text[block[0] : block[1]].rsplit("\n", 1)[-1].rstrip()
    wrapped = len(last_line) > _SHORT_LINE and not last_line.endswith(_CLOSING)
    return wrapped and next_start == block[1] + 1 and text[next_start] != "#"


def _split(block: str) -> Iterator[tuple[int, int]]:
    start = 0
    for boundary in _BOUNDARY.finditer(block):
        mark = re.match(r"[.!?。！？][\"')\]]*", boundary.group())
        end = boundary.start() + (len(mark.group()) if mark else 1)
        if _ABBREVIATION.search(block[start : boundary.start() + 1]):
            continue
        yield from _trimmed(block, start, end)
        start = boundary.end()
    yield from _trimmed(block, start, len(block))


def _trimmed(block: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and block[start].isspace():
        start += 1
    while end > start and block[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
