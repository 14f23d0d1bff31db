"""Which rules can match a sentence, told by its words and by what its mentions can stand for."""

import re
from collections.abc import Iterable, Iterator

from lodestone.population.rule_language import Rule
from lodestone.population.rule_patterns import FIRST_KIND, FIRST_MENTION
from lodestone.population.text import alternatives

_KIND = re.compile(f"[{chr(FIRST_KIND)}-{chr(FIRST_MENTION - 1)}]")
_MOST_KEPT = 20_000
_LONGEST_KEPT = 40
"""How many words are kept with their rules, and how long they are: what stands often in texts."""

_Phrases = tuple[tuple[str, int], ...]


class RuleIndex:
    """Finds the rules that can match a sentence; sets of rules are the bits of a number."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._known = 0
        self._always = [0, 0]
        self._of_part: dict[str, dict[str, int]] = {}
        needing: dict[frozenset[str], int] = {}
        for place, rule in enumerate(self._rules):
            bit = 1 << place
            self._known |= bit * rule.is_known
            sets = rule.pattern.words
            self._always = [of | bit * (len(sets) <= n) for n, of in enumerate(self._always)]
            for number, words in enumerate(sets):
                for word in words:
                    of_word = self._of_part.setdefault(max(word.split(), key=len), {})
                    of_word[word] = of_word.get(word, 0) | bit << number * len(self._rules)
            for kinds in map(frozenset, rule.pattern.needed):
                needing[kinds] = needing.get(kinds, 0) | bit
        self._needing = tuple(needing.items())
        parts = f"(?=({alternatives(self._of_part)}))" if self._of_part else "(?!)()"
        self._parts = re.compile(parts)
        self._of_token: dict[str, tuple[int, _Phrases]] = {}
        self._of_kinds: dict[frozenset[str], int] = {}

    def worth_trying(self, *texts: str) -> Iterator[Rule]:
        """Give the rules of which a word stands in any of the texts, in their order."""
        return self._listed(self._by_words(*texts))

    def matching(self, general: str, known: str) -> Iterator[Rule]:
        """Give the rules that can match a sentence, each as it is written for the rule."""
        one, another = self._by_kinds(general), self._by_kinds(known)
        fitting = (one & ~self._known) | (another & self._known)
        return self._listed(self._by_words(general, known) & fitting)

    def _listed(self, found: int) -> Iterator[Rule]:
        while found:
            lowest = found & -found
            yield self._rules[lowest.bit_length() - 1]
            found ^= lowest

    def _by_words(self, *texts: str) -> int:
        """Give the rules of which each set of words has one in the texts.

        Those of the second sets are that many bits further up as there are rules.
        """
        first, second = self._always
        found = first | second << len(self._rules)
        for token in {token for text in set(texts) for token in text.split()}:
            rules, phrases = self._of_token.get(token) or self._read(token)
            found |= rules
            for phrase, of_phrase in phrases:
                if any(phrase in text for text in texts):
                    found |= of_phrase
        return found & found >> len(self._rules)

    def _read(self, token: str) -> tuple[int, _Phrases]:
        """Find the rules of the words within a token, and the phrases of which it may be a part."""
        rules, phrases = 0, []
        longest = set(self._parts.findall(token))
        # The longest word is found at a place; the words that it begins with stand there too.
        for part in {word[:end] for word in longest for end in range(1, len(word) + 1)}:
            for word, of_word in self._of_part.get(part, {}).items():
                if word == part:
                    rules |= of_word
                else:
                    phrases.append((word, of_word))
        if len(self._of_token) >= _MOST_KEPT:
            self._of_token.clear()
        read = rules, tuple(phrases)
        if len(token) <= _LONGEST_KEPT:
            self._of_token[token] = read
        return read

    def _by_kinds(self, text: str) -> int:
        """Give the rules that need no mention of a kind that a text has none of."""
        kinds = frozenset(_KIND.findall(text))
        if kinds not in self._of_kinds:
            lacking = 0
            for needed, rules in self._needing:
                if kinds.isdisjoint(needed):
                    lacking |= rules
            if len(self._of_kinds) >= _MOST_KEPT:
                self._of_kinds.clear()
            self._of_kinds[kinds] = ~lacking
        return self._of_kinds[kinds]
