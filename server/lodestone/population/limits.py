"""How much of a text is read: what would take too long is left out, and that is said."""

import re
import time

from lodestone.errors import DocumentError
from lodestone.population.expressions.alternatives import alternatives
from lodestone.population.mentions.literals import SPELLED

MOST_SECONDS = 7
"""Of computing; only a text that was made to be slow takes so long. Nothing is taken from it."""

MOST_WORK = 4_500_000
"""About the microseconds that a text may take; a report of 1,000,000 characters takes 3 to 5."""

MOST_MATCHES = 100
"""Of a rule in one sentence."""

MOST_REFERRING = 60
"""Pronouns and descriptions in one sentence."""

MOST_SUBJECTS = 60
"""Names of a sentence that it may be about, the first ones."""

_ALWAYS = 1 << 16
_STEP = 1 << 14
_REACH = 1 << 13
"""In characters: a text that is always read whole, steps in which work is estimated, and how far
before such a step there is looked for the end of a paragraph."""

_COSTS = (
    (re.compile(r"(?<![^\W_])[A-ZÀ-ÖØ-Þ]"), 60),  # a name
    (re.compile(r"\d+"), 160),
    (re.compile(rf"\b(?:{alternatives(SPELLED)})\b", re.I), 20),
    (re.compile(r"[一-鿿]"), 13),
    (re.compile(r"[。！？；]"), 30),
    (re.compile(r"\n"), 20),
    (re.compile(r"\n {0,9}[|*•·–-]"), 60),  # a row of a table, an item of a list
)
_ENDS = ("\n\n", "\n", ". ", "。", " ")


def readable_to(text: str, start: int = 0) -> int:
    """Give the offset up to which a text is read, the same in every run: mostly its end.

    Names, numbers and lines are what takes time. What is left out begins with a paragraph, so that
    no sentence is read by half, unless there are none.
    """
    if len(text) - start <= _ALWAYS:
        return len(text)
    work = 0
    for place in range(start, len(text), _STEP):
        work += _work(text[place : place + _STEP])
        if work > MOST_WORK:
            ends = (text.rfind(end, place - _REACH, place) + len(end) for end in _ENDS)
            return next((end for end in ends if end > place - _REACH), place)
    return len(text)


def left_out(text: str, start: int = 0) -> str:
    """Warn of what is not read; nothing, if all is."""
    end = readable_to(text, start)
    if end == len(text):
        return ""
    share = (len(text) - end) / (len(text) - start)
    return (
        f"W-LONG: it would take too long to read it all: rules read {end - start:,} characters, up "
        f"to line {text.count(chr(10), 0, end) + 1:,}, the other {share:.0%} is left out; split it"
    )


class Patience:
    """The time that one document may take, from now on."""

    def __init__(self) -> None:
        self._end = time.thread_time() + MOST_SECONDS

    def check(self, text: str, place: int) -> None:
        """Stop where it has taken too long.

        Raises:
            DocumentError: says how far it got.
        """
        if time.thread_time() > self._end:
            line = text.count("\n", 0, place) + 1
            raise DocumentError(
                f"E-TIME: after {MOST_SECONDS} seconds rules had read {place:,} of {len(text):,} "
                f"characters, up to line {line:,}. Nothing was taken from it. Split it."
            )


def _work(text: str) -> int:
    """Estimate the microseconds that a text takes, from what was measured."""
    letters = 13 * len(text) // 10
    return letters + sum(each * len(found.findall(text)) for found, each in _COSTS)
