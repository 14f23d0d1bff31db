"""How a sentence means what it says: as a fact, a plan, a possibility, or not at all.

What is denied, supposed, rumoured, asked, over, or only compared is not asserted, and no fact is
made of it. The cues are looked for in the clause of a match and in what shortly precedes it.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from lodestone.population.meaning.attitudes import CHINESE, DISTANCED, TAILED, WISHED, end_of
from lodestone.population.meaning.cues import (
    ANNOUNCED,
    COMPARED,
    DEGREE_WORD,
    DENIED,
    ENDED,
    ENDS,
    FAILED,
    FELL_THROUGH,
    IMAGINED,
    INVERTED,
    ONLY_PLANNED,
    OPENED,
    PAST_VERB,
    PLANNED,
    POSSIBLE,
    QUESTION,
    REFUTED,
    REFUTED_ANYWHERE,
    RELATIVE,
    RUMOURED,
    SUPPOSED,
    THAN,
    TOLD,
    UNTIL,
    UNTIL_ANYWHERE,
    WOULD,
    Cue,
    cues_in,
)
from lodestone.population.meaning.scope import heard

REPORTED = "reported-fact"
PLAN = "plan"
POSSIBILITY = "possibility"

_Found = Iterable[tuple[re.Match[str] | bool | None, str]]
_REACH = 60
"""How many characters before a match a cue still bears on it, within its clause."""

_CLAUSE = re.compile(
    r"[;:(]|[,.!?][\"”] |, (?=(?:and|but|while|whereas|although|though|which|who|where)\b)|，|；"
)
_CHINESE_STOP = re.compile("[。；]")
_OF_ALL = (
    (QUESTION, "it is asked"),
    (INVERTED, "it is supposed"),
    (RUMOURED, "it is rumoured or only claimed"),
    (IMAGINED, "it is fiction, or called untrue"),
    (FELL_THROUGH, "it came to nothing"),
    (DISTANCED, "it is only told, believed or doubted by some"),
    (CHINESE, "it is rumoured, or over"),
)
"""What bears on all of a sentence."""


def modality_of(
    sentence: str, start: int, end: int, given: str | None, cues: frozenset[Cue] | None = None
) -> str | None:
    """Say how a sentence means what stands between two offsets; None if it does not assert it.

    `given` is the modality that the rule names, if it does; `cues` are those of the sentence.
    """
    cues = cues_in(sentence) if cues is None else cues
    sentence = heard(sentence, start, end)
    if objection_to_all(sentence, cues) or _objection_to_part(sentence, start, end, cues):
        return None
    window = _window(sentence, start, end)
    if POSSIBLE in cues and POSSIBLE.search(window):
        return POSSIBILITY
    if (ONLY_PLANNED in cues and ONLY_PLANNED.search(window)) or ANNOUNCED.search(sentence[:start]):
        return PLAN
    if given:
        return given
    return PLAN if PLANNED in cues and PLANNED.search(window) else REPORTED


def modality_of_denial(sentence: str, start: int, end: int, given: str | None) -> str | None:
    """Say how a sentence means what it denies between two offsets: "it does not apply to".

    None if it only supposes, asks or tells of a rumour.
    """
    sentence = heard(sentence, start, end)
    start += len(sentence[start:end]) - len(sentence[start:end].lstrip(" ;,"))
    window = _window(sentence, start, start)
    cues = (DENIED, SUPPOSED, WOULD, ENDED, WISHED)
    of_all = objection_to_all(sentence, cues_in(sentence))
    if of_all or any(cue.search(window) for cue in cues):
        return None
    if POSSIBLE.search(window):
        return POSSIBILITY
    return PLAN if ONLY_PLANNED.search(window + sentence[start:end]) else given or REPORTED


def objection(sentence: str, start: int, end: int) -> str:
    """Say why a sentence does not assert what stands between two offsets; empty if it does."""
    cues = cues_in(sentence)
    sentence = heard(sentence, start, end)
    return objection_to_all(sentence, cues) or _objection_to_part(sentence, start, end, cues)


def is_taken_back(sentence: str) -> bool:
    """Whether the end of a sentence takes back all of it, be it part of a phrase or not."""
    return bool(TAILED.search(sentence))


@lru_cache(maxsize=256)
def objection_to_all(sentence: str, cues: frozenset[Cue]) -> str:
    """Say why nothing of a sentence is asserted, whose `cues` were found before."""
    left = cues and cues & cues_in(sentence)
    return _told((cue.search(sentence), why) for cue, why in _OF_ALL if cue in left)


def _objection_to_part(sentence: str, start: int, end: int, cues: frozenset[Cue]) -> str:
    window = _window(sentence, start, end)
    behind = sentence[end : end + _REACH]
    told = WOULD in cues and TOLD.search(sentence[max(0, start - _REACH) : start])
    for cue, why in _OBJECTIONS:
        if cue in cues and not (cue is WOULD and told) and (found := cue.search(window)):
            return _told(((found, why),))
    rest = sentence[start:end] + _CHINESE_STOP.split(behind, maxsplit=1)[0]
    is_degree = DEGREE_WORD in cues and DEGREE_WORD.search(window)
    return _told(
        (
            (is_degree and THAN.match(behind), _LIKENED),
            (REFUTED_ANYWHERE in cues and REFUTED.search(behind), "it is refuted"),
            (
                ENDS in cues and end_of(window, behind),
                "it is over",
            ),
            (FAILED in cues and FAILED.search(rest), "it failed"),
            (
                UNTIL_ANYWHERE in cues
                and PAST_VERB.search(sentence, start, end)
                and UNTIL.match(behind),
                "it is over",
            ),
        )
    )


_LIKENED = "it is only compared"
_OBJECTIONS = (
    (DENIED, "it is denied"),
    (SUPPOSED, "it is supposed"),
    (WOULD, "it is supposed"),
    (ENDED, "it is over"),
    (COMPARED, _LIKENED),
)


def _told(found: _Found) -> str:
    cues = ((cue, why) for cue, why in found if isinstance(cue, re.Match))
    return next((f"{why} (“{cue.group().strip()}”)" for cue, why in cues), "")


def _window(sentence: str, start: int, end: int) -> str:
    """Give the words whose cues bear on a match: its own, and those before it in its clause.

    What is said of a name in a relative clause stands for itself, whatever the main clause denies.
    """
    relative = RELATIVE.match(sentence, start, end)
    if relative:
        return sentence[relative.end(1) : end]
    opening = OPENED.match(sentence)
    first = opening.end() if opening and opening.end() <= start else 0
    before = sentence[max(first, start - _REACH) : start]
    clauses = [b.end() for b in _CLAUSE.finditer(before)]
    return (before[clauses[-1] :] if clauses else before) + sentence[start:end]
