"""What is not seen is taken out of a text before it takes its normal form."""

import re
import unicodedata

from lodestone.population.text import normalise

LONGEST_PILE = 30
"""Marks on one letter: as many as Unicode's stream-safe format (UAX 15) allows.

To bring a pile into canonical order takes time in the square of its height.
"""

_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\x1c-\x1f]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # control characters; a rule's \x01 hides markup
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # turn the order of what is read
    "\u00ad\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # have no width
    "\U000e0000-\U000e007f]+"  # tags: letters that only a machine reads
)
_BROKEN = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile(r"\s+")
_STRETCH = 1_000_000


def clean(raw: str) -> str:
    """Bring a text into its normal form, without control, direction and invisible characters.

    Halves of surrogate pairs, which no file can be written with, become U+FFFD.
    """
    text = replaced(_BREAKS, "\n", raw)
    text = replaced(_SPACES, " ", text)
    text = replaced(_UNSEEN, "", text)
    text = replaced(_BROKEN, "\ufffd", text)
    return normalise(_without_piles(text))


def clean_line(raw: str) -> str:
    """Clean a text that stands on one line, such as a title."""
    return _BLANKS.sub(" ", clean(raw)).strip()


def replaced(pattern: re.Pattern[str], by: str, text: str) -> str:
    """Replace what matches a pattern, in stretches: a match at a seam may be replaced twice.

    To replace millions of matches at once takes memory for all pieces between them.
    """
    if len(text) <= _STRETCH:
        return pattern.sub(by, text)
    seams = range(0, len(text), _STRETCH)
    return "".join([pattern.sub(by, text[seam : seam + _STRETCH]) for seam in seams])


def _without_piles(text: str) -> str:
    if text.isascii():
        return text
    marks = [re.escape(c) for c in set(text) if ord(c) >= 0x300 and _is_mark(c)]
    if not marks:
        return text
    pile = re.compile(f"[{''.join(marks)}]{{{LONGEST_PILE + 1},}}")
    return pile.sub(lambda found: found.group()[:LONGEST_PILE], text)


def _is_mark(character: str) -> bool:
    # some marks that say they are none fall apart into marks: U+0F73
    return any(unicodedata.combining(c) for c in unicodedata.normalize("NFD", character)[:1])
