"""What stands in whatever a pattern matches, so that it need not be tried elsewhere."""

import re
from collections.abc import Iterator
from functools import lru_cache
from re import _constants as _codes
from re import _parser

from lodestone.population.expressions.word_index import MOST_SETS

_FIRST_PRIVATE = 0xE000
_MOST_WORDS = 400
_MOST_RUNS = 8
"""How many words one stretch of a pattern can stand for, to be looked for before it is tried."""


Known = tuple[tuple[str, frozenset[str]], ...]
"""Characters that stand for parts of an expression, and words of which one is in each part."""


@lru_cache(maxsize=4096)
def required(
    expression: str, known: Known = ()
) -> tuple[tuple[tuple[str, ...], ...], frozenset[str]]:
    """Find words of which one stands in every match, and the groups of which each takes part.

    There are up to three sets of words, of each of which one has to stand there, and none if that
    cannot be told. Sentences without any of them, or without a mention for each of the groups, need
    not be tried, which is what makes many rules fast. To tell takes most of the time of loading, so
    that a process does it once, and once for what many rules share.
    """
    parsed = _parser.parse(expression)
    names = {number: name for name, number in parsed.state.groupdict.items()}
    groups = frozenset(names[number] for number in _groups(parsed) if number in names)
    found = set(_sets(parsed, dict(known)))
    sets = sorted(found, key=lambda words: (-_strength(words), sorted(words)))
    strong = [tuple(sorted(words)) for words in sets if _strength(words)]
    return tuple(strong[:MOST_SETS]), groups


@lru_cache(maxsize=1024)
def words_of(expression: str) -> frozenset[str] | None:
    """Find words of which one stands in every match of a part; None if it is none by itself."""
    try:
        parsed = _parser.parse(expression)
    except re.error:
        return None
    return None if parsed.state.groups > 1 else _words(parsed, {})


def _groups(items: object) -> Iterator[int]:
    """Give the numbers of the groups of a sequence that take part in every match."""
    for code, argument in items:  # type: ignore[attr-defined]
        if code is _codes.SUBPATTERN:
            if argument[0] is not None:
                yield argument[0]
            yield from _groups(argument[3])
        elif code in (_codes.MAX_REPEAT, _codes.MIN_REPEAT) and argument[0] > 0:
            yield from _groups(argument[2])


def _words(items: object, known: dict[str, frozenset[str]]) -> frozenset[str]:
    """Give the best set of words of a sequence: the one whose shortest word is the longest."""
    return max(_sets(items, known), key=_strength, default=frozenset())


def _sets(items: object, known: dict[str, frozenset[str]]) -> Iterator[frozenset[str]]:
    """Give sets of words of a sequence, of each of which one stands in every match."""
    runs = frozenset({""})
    for code, argument in [*items, (None, None)]:  # type: ignore[misc]
        letters = _letters(code, argument)
        if letters and len(runs) * len(letters) <= _MOST_RUNS:
            runs = frozenset(run + letter for run in runs for letter in letters)
            continue
        words = frozenset(run.strip() for run in runs)
        if "" not in words:
            yield words
        runs = frozenset(letters or {""})
        if not letters and (inner := _inner(code, argument, known)):
            yield inner


def _letters(code: object, argument: object) -> tuple[str, ...]:
    """Give the letters that one item stands for, if they are few: "[Ff]" is two."""
    if code is _codes.LITERAL and argument < _FIRST_PRIVATE:  # type: ignore[operator]
        return (chr(argument),)  # type: ignore[arg-type]
    if code is not _codes.IN:
        return ()
    items = list(argument)  # type: ignore[call-overload]
    if len(items) > 2 or any(c is not _codes.LITERAL or a >= _FIRST_PRIVATE for c, a in items):
        return ()
    return tuple(chr(a) for _, a in items)


def _inner(code: object, argument: object, known: dict[str, frozenset[str]]) -> frozenset[str]:
    if code is _codes.LITERAL:
        return known.get(chr(argument), frozenset())  # type: ignore[arg-type]
    if code is _codes.SUBPATTERN:
        if argument[1] & re.IGNORECASE:  # type: ignore[index]
            return frozenset()
        return _words(argument[3], known)  # type: ignore[index]
    if code is _codes.BRANCH:
        options = [_words(option, known) for option in argument[1]]  # type: ignore[index]
        return frozenset().union(*options) if all(options) else frozenset()
    if code in (_codes.MAX_REPEAT, _codes.MIN_REPEAT) and argument[0] > 0:  # type: ignore[index]
        return _words(argument[2], known)  # type: ignore[index]
    return _seldom(code, argument, known)


def _seldom(code: object, argument: object, known: dict[str, frozenset[str]]) -> frozenset[str]:
    """Give the words of a look ahead, or the Chinese characters of which one has to stand."""
    if code is _codes.ASSERT and argument[0] > 0:  # type: ignore[index]
        return _words(argument[1], known)  # type: ignore[index]
    listed = list(argument) if code is _codes.IN else []  # type: ignore[call-overload]
    if not listed or any(c is not _codes.LITERAL for c, _ in listed):
        return frozenset()
    letters = frozenset(chr(a) for _, a in listed)
    return letters if all("一" <= letter <= "鿿" for letter in letters) else frozenset()


def _strength(words: frozenset[str]) -> int:
    return min(map(len, words)) if words and len(words) < _MOST_WORDS else 0
