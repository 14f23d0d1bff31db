"""Which expressions can match a text, told by the words of which one stands in every match."""

import re
from collections.abc import Iterable, Sequence

from lodestone.population.expressions.alternatives import alternatives

MOST_SETS = 3
"""How many sets of words are looked for of each expression."""

_MOST_KEPT = 20_000
_LONGEST_KEPT = 40
"""How many words are kept with what they belong to, and how long they are: what stands often."""

_Phrases = tuple[tuple[str, int], ...]
WordSets = Sequence[Iterable[str]]


class WordIndex:
    """Finds the expressions that a text has words of; sets of expressions are bits of a number.

    Each expression has some sets of words, of each of which one has to stand in the text. The
    second sets are that many bits further up as there are expressions, the third twice that.
    """

    def __init__(self, expressions: Iterable[WordSets]) -> None:
        listed = [list(sets) for sets in expressions]
        self._count = len(listed)
        self._always = 0
        self._of_part: dict[str, dict[str, int]] = {}
        for place, sets in enumerate(listed):
            for number in range(MOST_SETS):
                bit = 1 << place + number * self._count
                self._always |= bit * (len(sets) <= number)
                for word in sets[number] if number < len(sets) else ():
                    of_word = self._of_part.setdefault(max(word.split(), key=len), {})
                    of_word[word] = of_word.get(word, 0) | bit
        parts = f"(?=({alternatives(self._of_part)}))" if self._of_part else "(?!)()"
        self._parts = re.compile(parts)
        self._of_token: dict[str, tuple[int, _Phrases]] = {}

    def found(self, *texts: str) -> int:
        """Give the expressions of which each set of words has one in any of the texts."""
        found = self._always
        text = "\n".join(dict.fromkeys(texts))
        for token in set(text.split()):
            of_token, phrases = self._of_token.get(token) or self._read(token)
            found |= of_token
            for phrase, of_phrase in phrases:
                if phrase in text:
                    found |= of_phrase
        return found & found >> self._count & found >> 2 * self._count

    def _read(self, token: str) -> tuple[int, _Phrases]:
        """Find what the words within a token belong to, and the phrases of which it is a part."""
        found, phrases = 0, []
        longest = set(self._parts.findall(token))
        # The longest word is found at a place; the words that it begins with stand there too.
        for part in {word[:end] for word in longest for end in range(1, len(word) + 1)}:
            for word, of_word in self._of_part.get(part, {}).items():
                if word == part:
                    found |= of_word
                else:
                    phrases.append((word, of_word))
        if len(self._of_token) >= _MOST_KEPT:
            self._of_token.clear()
        read = found, tuple(phrases)
        if len(token) <= _LONGEST_KEPT:
            self._of_token[token] = read
        return read
