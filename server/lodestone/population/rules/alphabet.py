"""The private-use characters that stand for mentions in typed sentences, two for each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lodestone.population.expressions.alternatives import with_capital
from lodestone.population.mentions import literals as lit
from lodestone.population.mentions.finding import KNOWN
from lodestone.population.word_lists import STOP

FIRST_KIND = 0xE000
FIRST_MENTION = 0xE800
LAST_MENTION = 0xF8FF
KIND = f"[{chr(FIRST_KIND)}-{chr(FIRST_MENTION - 1)}]"
"""The pattern of the first character of a mention: what it can stand for."""

INDEX = f"[{chr(FIRST_MENTION)}-{chr(LAST_MENTION)}]"
"""The pattern of the second: which of the sentence it is."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What a slot of a rule takes: classes or kinds of literal; and how it is written."""

    kinds: frozenset[str]
    form: str
    unwanted: frozenset[str] = frozenset()


class Alphabet:
    """The private-use characters that stand for mentions in typed sentences."""

    def __init__(self, kind_sets: Iterable[frozenset[str]]) -> None:
        ordered = sorted(kind_sets, key=sorted)
        self._codes = {kinds: chr(FIRST_KIND + i) for i, kinds in enumerate(ordered)}
        stop = f"(?:{with_capital(STOP)}|all over)"
        plain = self._class(code for kinds, code in self._codes.items() if not kinds & lit.LITERALS)
        word = r"[\w&][\w&'/+-]*"
        name = rf"{plain}(?:'s|-[\w-]+)?"
        self._token = rf"(?:\b(?!{stop}\b){word}\"?|\"{word}\"?|\"?{name}\"?)"

    def noun_phrase(self, heads: str | None = None) -> str:
        """Give the pattern of a noun phrase, perhaps of one that ends with one of some words."""
        if heads:
            return rf"(?:{self._token} ){{0,5}}?(?:{heads})\b(?!-)"
        return rf"{self._token}(?: {self._token}){{0,5}}"

    def long_phrase(self, heads: str | None = None, *, only_of: bool = False) -> str:
        """Give the pattern of a noun phrase, perhaps with another behind a preposition."""
        how = "of" if only_of else "(?:of|for|in|on|at|to|from|between)"
        behind = rf" (?:at work\b|{how} (?:(?:the|an?|their|its) )?{self.noun_phrase()})"
        return rf"{self.noun_phrase(heads)}(?:{behind})?"

    def code(self, kinds: frozenset[str]) -> str:
        """Give the character for all that a mention can stand for."""
        return self._codes[kinds]

    @property
    def any(self) -> str:
        """The pattern of one mention, whatever it stands for."""
        return KIND + INDEX

    def codes(self, slot: Slot, *, only_known: bool = False) -> str:
        """Give the characters for all that can stand for any of the kinds of a slot."""
        return "".join(
            code
            for kinds, code in self._codes.items()
            if kinds & slot.kinds
            and not kinds & slot.unwanted
            and (KNOWN in kinds or not only_known or kinds & lit.LITERALS)
        )

    def slot(self, slot: Slot, *, only_known: bool = False) -> str:
        """Give the pattern of one mention that can stand for any of the kinds of a slot."""
        return self._class(self.codes(slot, only_known=only_known))

    def _class(self, codes: Iterable[str]) -> str:
        listed = _ranges(sorted(codes))
        return f"[{listed}]{INDEX}" if listed else r"(?!)"


def _ranges(characters: Sequence[str]) -> str:
    """Write what stands in a class of characters, those that follow each other as ranges."""
    runs: list[list[str]] = []
    for character in characters:
        if runs and ord(character) == ord(runs[-1][1]) + 1:
            runs[-1][1] = character
        else:
            runs.append([character, character])
    return "".join(first if first == last else f"{first}-{last}" for first, last in runs)
