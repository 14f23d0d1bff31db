"""Finding mentions: where a sentence names an entity, a number or a year."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from lodestone import vocabulary as v
from lodestone.population.schema import Schema

NUMBER = "number"
YEAR = "year"
COMPARATOR = v.LS + "Comparator"
NAMED_BY_NUMBER = frozenset({v.LS + "Measure", v.LS + "Target"})
EXACTLY = v.SCHEME + "comparator/exactly"

_RECORDS = {v.STATEMENT, v.EXTRACTION_ACTIVITY}
"""Texts do not name the concepts in which the record of a statement is kept."""

_FACTORS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_NUMBER = (
    r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?"
    r"(?:\s+(thousand|million|billion|trillion))?(?![\w%])"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a sentence that names something; offsets are in the sentence.

    `entities` are the IRIs that bear the name, each with all its classes; for a number, `value` is
    its lexical form and `comparator` the concept that says how it is to be taken.
    """

    start: int
    end: int
    text: str
    entities: tuple[tuple[str, frozenset[str]], ...] = ()
    value: str | None = None
    comparator: str | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """All that this mention can stand for: classes, or the kinds of literal."""
        found = frozenset().union(*(classes for _, classes in self.entities))
        if self.value is None:
            return found
        is_year = self.comparator == EXACTLY and bool(_YEAR.fullmatch(self.text))
        return found | ({NUMBER, YEAR} if is_year else {NUMBER})

    def resolve(self, wanted: Iterable[str]) -> str | None:
        """Give the one entity that is of a wanted class; None if there is none, or several."""
        asked = set(wanted)
        fitting = [iri for iri, classes in self.entities if classes & asked]
        return fitting[0] if len(fitting) == 1 else None


class Gazetteer:
    """All names of all entities, ready to be found in a sentence.

    A name with a capital letter is found as it stands; one without is found in any case. The
    longest name wins. A name that several entities bear keeps them all.
    """

    def __init__(self, schema: Schema) -> None:
        self._by_name: dict[str, list[tuple[str, frozenset[str]]]] = {}
        comparators: dict[str, str] = {}
        records = {known.range for known in schema.properties.values() if known.domain in _RECORDS}
        for entity in schema.entities.values():
            classes = schema.classes_of(entity.iri)
            if classes & records:
                continue
            for name in entity.names:
                if COMPARATOR in classes:
                    comparators[name.lower()] = entity.iri
                    continue
                bearers = self._by_name.setdefault(_key(name), [])
                if (entity.iri, classes) not in bearers:
                    bearers.append((entity.iri, classes))
        self._comparators = comparators
        # A measure or target is named by its number, which has to be read as a number.
        self._names = _alternatives(
            name
            for name, bearers in self._by_name.items()
            if not any(NAMED_BY_NUMBER & classes for _, classes in bearers)
        )
        words = "|".join(sorted(map(re.escape, comparators), key=len, reverse=True))
        self._number = re.compile(rf"(?:\b({words})\s+)?{_NUMBER}" if words else _NUMBER, re.I)

    def named(self, name: str) -> tuple[tuple[str, frozenset[str]], ...]:
        """Give the entities that bear exactly this name."""
        return tuple(self._by_name.get(_key(name), ()))

    def kind_sets(self) -> set[frozenset[str]]:
        """List what mentions can stand for, each combination once."""
        sets = {frozenset().union(*(c for _, c in bearers)) for bearers in self._by_name.values()}
        return {*sets, frozenset({NUMBER}), frozenset({NUMBER, YEAR})}

    def find(self, text: str) -> list[Mention]:
        """Find all mentions in a sentence, left to right, without overlaps."""
        found: list[Mention] = []
        end = 0
        for mention in sorted(self._all(text), key=lambda m: (m.start, -m.end)):
            if mention.start >= end:
                found.append(mention)
                end = mention.end
        return found

    def _all(self, text: str) -> Iterator[Mention]:
        for match in self._names.finditer(text):
            surface = match.group()
            starts_small = surface[0].lower() + surface[1:]
            bearers = next(
                (
                    self._by_name[key]
                    for key in (surface, starts_small, surface.lower())
                    if key in self._by_name
                ),
                None,
            )
            if bearers:
                yield Mention(match.start(), match.end(), surface, tuple(bearers))
        for match in self._number.finditer(text):
            how, digits, decimals, factor = match.groups()
            value = Decimal(digits.replace(",", "") + (decimals or ""))
            value *= _FACTORS.get((factor or "").lower(), 1)
            lexical = f"{value.normalize():f}"
            comparator = self._comparators.get((how or "").lower(), EXACTLY)
            yield Mention(match.start(), match.end(), match.group(), (), lexical, comparator)


def _key(name: str) -> str:
    return name if name != name.lower() else name.lower()


def _alternatives(names: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all names; a name without capitals matches in any case."""
    parts = []
    for name in sorted(names, key=lambda n: (-len(n), n)):
        escaped = re.escape(name)
        if name == name.lower():
            escaped = f"(?i:{escaped})"
        elif name[0].islower():
            escaped = f"(?i:{escaped[0]}){escaped[1:]}"
        head = r"(?<!\w)" if name[0].isascii() and name[0].isalnum() else ""
        tail = r"(?!\w)" if name[-1].isascii() and name[-1].isalnum() else ""
        parts.append(head + escaped + tail)
    return re.compile("|".join(parts) if parts else r"(?!)")
