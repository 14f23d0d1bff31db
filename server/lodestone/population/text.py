"""The normal form of a text, its matching form, and its sentences."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import accumulate

_REMOVED = dict.fromkeys(map(ord, "\ufeff\u00ad\u200b\u200c\u200d\u2060"))
_MATCHING = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "\u202f": " "}
)
HIDDEN = "\x01"
"""Stands in the matching form for a character of markup, which no rule sees."""

_MARKUP = re.compile(
    r"(?<!\w)(?:\*\*|__)(?=\S)|(?<=\S)(?:\*\*|__)(?!\w)|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])|`"
    r"|!?\[(?=[^\]\n]{1,200}\]\([^)\s]{0,500}\))|\]\([^)\s]{0,500}\)|\[\^\w{1,8}\]"
)
CAPITALS = "A-ZÀ-ÖØ-Þ" + "".join(
    letter
    for letter in map(chr, (*range(0x100, 0x250), *range(0x1E00, 0x1F00)))
    if letter.isupper()
)
"""Capital letters, to be written in a class of a regular expression: "Škoda", "Łódź", "Ấn Độ"."""

_BOUNDARY = re.compile(
    rf"[.!?][\"')\]\x01]*\s+(?=[\"'(\[\x01]{{0,3}}[{CAPITALS}0-9])|[。！？；][”’）]*"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Inc|Ltd|Pvt|Pte|Sp|Co|Corp|No|Nos|Art|Arts|St|vs|approx|ca|cf|e\.g|i\.e|U\.S|U\.K"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)|\b[A-Z])\.$"
)
_MARK = re.compile(r"[.!?。！？；][\"')\]”’）\x01]*")
_WORD_BEHIND_SPACE = re.compile(r"(?<= )[^\W\d_](?:[^\W\d_]|-)*")
_GAP = re.compile(r"(?<=\S ) +(?=\S)")
LONGEST_SENTENCE = 2000
"""In characters; what is longer is cut at a space, so that no rule meets more at a time."""


def normalise(raw: str) -> str:
    """Bring a text into the form that offsets refer to: NFC, LF, no byte order mark, no tabs."""
    lines = raw.replace("\r\n", "\n").replace("\r", "\n").translate(_REMOVED)
    return unicodedata.normalize("NFC", lines.replace("\t", " "))


def matching_form(text: str) -> str:
    """Give a text of the same length with straight quotes and hidden markup.

    An offset in one is an offset in the other.
    """
    plain = text.translate(_MATCHING)
    return _MARKUP.sub(lambda found: HIDDEN * len(found.group()), plain)


def without_gaps(text: str) -> tuple[str, Callable[[int], int]]:
    """Give a text with one space wherever there are more, and the way back to its offsets."""
    gaps = [gap.span() for gap in _GAP.finditer(text)]
    if not gaps:
        return text, int
    widths = [0, *accumulate(end - start for start, end in gaps)]
    starts = [start - width for (start, _), width in zip(gaps, widths, strict=False)]
    return _GAP.sub("", text), lambda place: place + widths[bisect_right(starts, place)]


def lower(text: str) -> str:
    """Give a text in small letters, of the same length: "İ" has none of one letter, and stays."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the offsets of the sentences of a block, in its matching form."""
    first = start
    for boundary in _BOUNDARY.finditer(text, start, end):
        mark = _MARK.match(text, boundary.start())
        last = mark.end() if mark else boundary.start() + 1
        if _ABBREVIATION.search(text[max(first, boundary.start() - 8) : boundary.start() + 1]):
            continue
        yield from _bounded(text, first, last)
        first = boundary.end()
    yield from _bounded(text, first, end)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = end
        if end - start > LONGEST_SENTENCE:
            space = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
            stop = space if space > start else start + LONGEST_SENTENCE
        yield from trimmed(text, start, stop)
        start = stop


def trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give a stretch without the white space at its ends, if anything is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def has_behind_space(text: str, word: str) -> bool:
    """Whether a word of letters and hyphens, or one that so begins, stands behind a space."""
    words = _words_behind_spaces(text)
    place = bisect_left(words, word)
    return place < len(words) and words[place].startswith(word)


@lru_cache(maxsize=1)
def _words_behind_spaces(text: str) -> list[str]:
    """List the words once for all that is asked of a text: it may be long, and much be asked."""
    return sorted(set(_WORD_BEHIND_SPACE.findall(text)))
