"""What is to be said of a text as a whole: its language, and where it is too long."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lodestone.population.limits import left_out
from lodestone.population.text import LONGEST_SENTENCE, split_sentences

ENGLISH_SHARE = 0.05
"""English has every fourth word on our list, other languages one in a hundred."""

UNDETERMINED = "und"
"""The code (ISO 639) of a language that was not told."""

_FEWEST_WORDS = 20
_SAMPLE = 10_000
_SAMPLES = 5
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_OTHER_EASTERN = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_WORD = re.compile("[^\\W\\d_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+")
_ENGLISH = frozenset(
    "the of and to that for with are by it this from which have has its their they but will more"
    " also can our other these been than would there who what when where were about into".split()
)  # none that German, Dutch, French, Spanish or Italian has: no "in", "is", "an", "on", "was"
_CLOSING = ".!?。！？；\"')]”’）"


@dataclass(frozen=True, slots=True)
class Language:
    """The language of a text: its code, what it rests on, and whether rules know it."""

    code: str
    words: int
    english: float
    chinese: float

    @property
    def warning(self) -> str:
        """A warning, if the text is in a language that no rule is written for."""
        if self.code != UNDETERMINED:
            return ""
        return (
            f"W-LANG: neither English nor Chinese: of {self.words:,} words {self.english:.0%} are "
            f"English function words and {self.chinese:.0%} Chinese characters; rules find little"
        )


def language_of(text: str, start: int = 0) -> Language:
    """Tell whether a text, from an offset on, is English or Chinese.

    A text of a few words is taken for English, unless it is written in Chinese characters.
    """
    sample = "\n".join(_samples(text, start))
    words = _WORD.findall(sample.lower())
    han = len(_HAN.findall(sample))
    others = len(_OTHER_EASTERN.findall(sample))
    total = len(words) + han + others
    english = sum(word in _ENGLISH for word in words) / max(len(words), 1)
    chinese = han / max(total, 1)
    if chinese >= 0.3 and others < 0.1 * han:
        code = "zh"
    elif total < _FEWEST_WORDS or (english >= ENGLISH_SHARE and len(words) > others):
        code = "en"
    else:
        code = UNDETERMINED
    return Language(code, total, english, chinese)


def long_parts(text: str, start: int = 0) -> str:
    """Warn of a text that is too long to be read whole, or has a sentence that has to be cut."""
    if warning := left_out(text, start):
        return warning
    for line, (first, last) in _long_lines(text, start):
        if _is_cut(text, first, last):
            number = text.count("\n", 0, first) + 1
            return (
                f"W-LONG: a sentence in line {number:,} ({line:,} characters) is longer than "
                f"{LONGEST_SENTENCE:,} and is cut where it reaches that"
            )
    return ""


def _samples(text: str, start: int) -> Iterator[str]:
    step = max((len(text) - start) // _SAMPLES, _SAMPLE)
    for first in range(start, len(text), step):
        yield text[first : first + _SAMPLE]


def _long_lines(text: str, start: int) -> Iterator[tuple[int, tuple[int, int]]]:
    first = start
    while first + LONGEST_SENTENCE < len(text):
        # what has a line end within reach from here is skipped without looking at its lines
        near = text.rfind("\n", first, first + LONGEST_SENTENCE + 1)
        if near >= 0:
            first = near + 1
            continue
        end = text.find("\n", first)
        end = len(text) if end < 0 else end
        yield end - first, (first, end)
        first = end + 1


def _is_cut(text: str, first: int, last: int) -> bool:
    before = None
    for start, end in split_sentences(text, first, last):
        if before is not None and text[before - 1] not in _CLOSING:
            return True
        if end - start > 0.95 * LONGEST_SENTENCE:  # it was cut at the last space within reach
            return True
        before = end
    return False
