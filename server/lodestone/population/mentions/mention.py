"""A mention: a stretch of a document that stands for something."""

from collections.abc import Iterable
from dataclasses import dataclass

from lodestone.population.mentions.gazetteer import Bearer
from lodestone.population.mentions.literals import Literal


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a document that stands for something.

    `name` is what it is called there, or what its antecedent is called if it is a pronoun; `how`
    says how it was bound: `label`, `abbreviation`, `short`, `name`, `pronoun` or `topic`.
    """

    start: int
    end: int
    text: str
    name: str
    kinds: frozenset[str]
    bearers: tuple[Bearer, ...] = ()
    how: str = "label"
    literal: Literal | None = None
    title: str = ""
    """What it is called if the text also says whence it is: "start-up" of "the Oslo start-up"."""

    def resolve(self, wanted: Iterable[str]) -> Bearer | None:
        """Give the one bearer of a wanted class; None if there is none, or several."""
        asked = set(wanted)
        fitting = [bearer for bearer in self.bearers if bearer.classes & asked]
        return fitting[0] if len(fitting) == 1 else None
