"""The names that are known: those of the graph's own entities, and those in `data/names/`.

A name with a capital letter is found as it stands; one without is found in any case. The longest
name wins. A name that several entities bear keeps them all.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from lodestone import vocabulary as v
from lodestone.errors import FaultError
from lodestone.population.schema import Schema
from lodestone.population.text import lower

COMPARATOR = v.LS + "Comparator"
CURRENCY = v.LS + "Currency"
DEMONYM = "demonym"
"""The kind of an adjective that stands for a place, such as "French"."""

_BODY = v.LS + "GovernmentBody"
_READ_AS_LITERALS = frozenset({v.LS + "Measure", v.LS + "Target", COMPARATOR, CURRENCY})
"""A measure or a target is named by its number, which has to be read as a number."""

_DESCRIBED = frozenset(
    v.LS + kind
    for kind in ("AgentGroup", "Situation", "Occurrence", "Goal", "Norm", "Approach", "Finding")
) | {v.SKOS + "Concept"}
"""What has no name of its own: the words for it are those of any text."""

_RECORDS = {v.STATEMENT, v.EXTRACTION_ACTIVITY}
"""Texts do not name the concepts in which the record of a statement is kept."""

_START = re.compile(r"(?<![^\W_])[^\W_一-鿿]+|[一-鿿]")
_HEAD = re.compile(r"[^\W_一-鿿]+|[一-鿿]")


_Names = tuple[tuple[int, dict[str, list[str]]], ...]


@dataclass(frozen=True, slots=True)
class Bearer:
    """An entity that bears a name: its IRI and all its classes.

    `is_listed` tells one that only `data/names/` knows from one that the graph holds; `label` is
    what such a one is called, where the name is but an adjective.
    """

    iri: str
    classes: frozenset[str]
    is_listed: bool = False
    label: str = ""


_THE = re.compile(r"\b[Tt]he \Z")
_GOVERNMENT = re.compile(
    r" (?:(?:federal|central|national) )?(?:government|authorities)\b(?![-'])"
    r"(?! (?:agenc|bod|department|official|minist|fund|data|contract|polic|spokes|institut"
    r"|programme|offices?\b|support|subsid|of\b))"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A known name in a text."""

    start: int
    end: int
    bearers: tuple[Bearer, ...]


class Gazetteer:
    """All known names, ready to be found in a text in time linear in its length."""

    def __init__(self, schema: Schema, folders: Iterable[Path] = ()) -> None:
        self._by_name: dict[str, list[Bearer]] = {}
        self._by_head: dict[str, list[str]] = {}
        self._proper_by_head: dict[str, list[str]] = {}
        self._names_of: dict[str, list[str]] = {}
        self._countries: dict[str, frozenset[str]] = {}
        self.comparators: dict[str, str] = {}
        self.currencies: dict[str, str] = {}
        records = {known.range for known in schema.properties.values() if known.domain in _RECORDS}
        for entity in schema.entities.values():
            classes = schema.classes_of(entity.iri)
            if not classes & records:
                self._add_entity(entity.iri, classes, entity.names)
        for folder in folders:
            for path in sorted(folder.glob("names/*.yaml")):
                for entry in read_names(path):
                    self._add_listed(schema, entry)
        self._of_head = _by_length(self._by_head)
        self._proper_of_head = _by_length(self._proper_by_head)

    def _add_entity(self, iri: str, classes: frozenset[str], names: Iterable[str]) -> None:
        for name in names:
            if COMPARATOR in classes:
                self.comparators[name] = iri
            elif CURRENCY in classes:
                self.currencies[name] = iri
            self._add(name, Bearer(iri, classes), is_found=not classes & _READ_AS_LITERALS)

    def _add_listed(self, schema: Schema, entry: dict[str, Any]) -> None:
        iri = v.IDENTIFIER + entry["iri"]
        known = schema.classes_of(iri)
        classes = known or schema.closure([schema.class_iri(entry["kind"])])
        for name in entry.get("names") or ():
            self._add(name, Bearer(iri, classes, not known), is_found=True)
        label = str(next(iter(entry.get("names") or ()), ""))
        for name in entry.get("adjectives") or ():
            self._add(name, Bearer(iri, frozenset({DEMONYM}), not known, label), is_found=True)

    def _add(self, name: str, bearer: Bearer, *, is_found: bool) -> None:
        bearers = self._by_name.setdefault(_key(name), [])
        if _BODY in bearer.classes:
            self._names_of.setdefault(bearer.iri, []).append(name)
        same = next((b for b in bearers if b.iri == bearer.iri), None)
        if same is None:
            bearers.append(bearer)
        else:
            bearers[bearers.index(same)] = Bearer(
                same.iri, same.classes | bearer.classes, same.is_listed, same.label
            )
        head = _HEAD.search(name)
        if not is_found or not head:
            return
        indexes = [self._by_head]
        if _is_proper(name, bearer):
            indexes.append(self._proper_by_head)
        for index in indexes:
            names = index.setdefault(lower(head.group()), [])
            if name not in names:
                names.append(name)

    def named(self, name: str) -> tuple[Bearer, ...]:
        """Give the entities that bear exactly this name."""
        return tuple(self._by_name.get(_key(name), ()))

    def governed(self, text: str, found: Found) -> Found:
        """Give the country for its government: "the Dutch government" is the Netherlands."""
        words = _GOVERNMENT.match(text, found.end)
        if not words or not _THE.search(text, max(0, found.start - 4), found.start):
            return found
        country = tuple(
            replace(bearer, label=whose.label)
            for whose in found.bearers
            if whose.classes == {DEMONYM}
            for bearer in self.named(whose.label)
            if bearer.iri == whose.iri
        )
        return Found(found.start, words.end(), country) if len(country) == 1 else found

    def country_of(self, name: str, bearers: tuple[Bearer, ...]) -> frozenset[str]:
        """Give the places that longer names of a body add to one: China for "… of China"."""
        if len(bearers) != 1 or _BODY not in bearers[0].classes or not name.isascii():
            return frozenset()
        if name not in self._countries:
            longer = (n for n in self._names_of.get(bearers[0].iri, ()) if name in n and n != name)
            found = (
                f for n in longer for f in self.find(n.replace(name, "\x00"), proper_only=True)
            )
            self._countries[name] = frozenset(b.iri for f in found for b in f.bearers)
        return self._countries[name]

    def class_sets(self) -> set[tuple[frozenset[str], bool]]:
        """List what names can stand for, and whether the graph holds it, each combination once."""
        return {merged(bearers) for bearers in self._by_name.values()}

    def find(self, text: str, *, proper_only: bool = False) -> Iterator[Found]:
        """Find known names, left to right, without overlaps.

        `proper_only` leaves out the words for what has no name of its own ("AI companies").
        """
        index = self._proper_of_head if proper_only else self._of_head
        lowered = lower(text)
        end = 0
        for word in _START.finditer(lowered):
            names = index.get(word[0])
            place = word.start()
            if not names or place < end:
                continue
            found = self._longest(text, lowered, place, names)
            if found:
                end = found.end
                yield found

    def _longest(self, text: str, lowered: str, place: int, names: _Names) -> Found | None:
        for length, of_length in names:
            for name in of_length.get(lowered[place : place + length], ()):
                bearers = self._match(text, place, name)
                if bearers:
                    return Found(place, place + length, tuple(bearers))
        return None

    def _match(self, text: str, place: int, name: str) -> list[Bearer] | None:
        end = place + len(name)
        surface = text[place:end]
        if end < len(text) and _is_word(name[-1]) and _is_word(text[end]):
            return None
        if surface == name:
            return self._by_name[_key(name)]
        if name == name.lower():
            return self._by_name[name] if surface.lower() == name else None
        small = surface[:1].lower() + surface[1:]
        return self._by_name[_key(name)] if name[0].islower() and small == name else None


def read_names(path: Path) -> list[dict[str, Any]]:
    """Read the entries of a file of names.

    Raises:
        FaultError: the file is not YAML, or an entry lacks its IRI or kind.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise FaultError(f"{path} is not YAML: {error}") from error
    entries = content.get("names") or [] if isinstance(content, dict) else []
    for entry in entries:
        if not isinstance(entry, dict) or not {"iri", "kind"} <= set(entry):
            raise FaultError(f"{path}: an entry has to have 'iri', 'kind' and 'names': {entry}")
    return entries


def merged(bearers: Iterable[Bearer]) -> tuple[frozenset[str], bool]:
    """Give all classes of the bearers of a name, and whether the graph holds one of them."""
    listed = list(bearers)
    classes = frozenset[str]().union(*(bearer.classes for bearer in listed))
    return classes, any(not bearer.is_listed for bearer in listed)


def _by_length(by_head: dict[str, list[str]]) -> dict[str, _Names]:
    """Arrange names by head, then by length from the longest, then by how they read in any case."""
    arranged = {}
    for head, names in by_head.items():
        of_length: dict[int, dict[str, list[str]]] = {}
        for name in sorted(names, key=lambda name: (-len(name), name)):
            of_length.setdefault(len(name), {}).setdefault(lower(name), []).append(name)
        arranged[head] = tuple(of_length.items())
    return arranged


def _is_proper(name: str, bearer: Bearer) -> bool:
    if bearer.classes & _DESCRIBED:
        return False
    first = name.split(" ", maxsplit=1)[0]
    return first != first.lower() or "一" <= name[0] <= "鿿"


def _is_word(char: str) -> bool:
    return (char.isalnum() or char == "_") and not "一" <= char <= "鿿"


def _key(name: str) -> str:
    return name if name != name.lower() else name.lower()
