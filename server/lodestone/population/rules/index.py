"""Which rules can match a sentence, told by its words and by what its mentions can stand for."""

import re
from collections.abc import Iterable, Iterator

from lodestone.population.expressions.word_index import WordIndex
from lodestone.population.rules.alphabet import KIND
from lodestone.population.rules.language import Rule

_KIND = re.compile(KIND)
_MOST_KEPT = 20_000


class RuleIndex:
    """Finds the rules that can match a sentence; sets of rules are the bits of a number."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._words = WordIndex(rule.pattern.words for rule in self._rules)
        self._known = 0
        needing: dict[frozenset[str], int] = {}
        for place, rule in enumerate(self._rules):
            bit = 1 << place
            self._known |= bit * rule.is_known
            for kinds in map(frozenset, rule.pattern.needed):
                needing[kinds] = needing.get(kinds, 0) | bit
        self._needing = tuple(needing.items())
        self._of_kinds: dict[frozenset[str], int] = {}

    def worth_trying(self, *texts: str) -> Iterator[Rule]:
        """Give the rules of which a word stands in any of the texts, in their order."""
        return self._listed(self._words.found(*texts))

    def matching(self, general: str, known: str) -> Iterator[Rule]:
        """Give the rules that can match a sentence, each as it is written for the rule."""
        one, another = self._by_kinds(general), self._by_kinds(known)
        fitting = (one & ~self._known) | (another & self._known)
        return self._listed(self._words.found(general, known) & fitting)

    def _listed(self, found: int) -> Iterator[Rule]:
        while found:
            lowest = found & -found
            yield self._rules[lowest.bit_length() - 1]
            found ^= lowest

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
