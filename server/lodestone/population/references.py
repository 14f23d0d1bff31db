"""What pronouns and descriptions refer to: "it", "the company", "this Regulation", "we".

The antecedent is the subject of the same sentence if the pronoun follows it, or else of the one
before, if it is of the right class; for "the law" or "we" it may be what the document is about.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import yaml

from lodestone import vocabulary as v
from lodestone.population import literals as lit
from lodestone.population.gazetteer import DEMONYM
from lodestone.population.limits import MOST_REFERRING
from lodestone.population.mentions import Mention
from lodestone.population.passages import HEADING, Passage
from lodestone.population.schema import Schema

_ACTORS = ("Agent", "Artefact", "Arrangement", "NormativeInstrument")
_PERSONAL = re.compile(r"\b(?:[Ii]ts?|[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Tt]hey|[Tt]heir|[Ww]e|[Oo]ur)\b")
_ADVERBIAL = re.compile(
    r"^(?:In|At|For|Under|With|By|From|On|According to|Despite|Unlike|Like|After|Before|Since"
    r"|Within|Across|Through|Until|As|Among|Alongside|Beyond|To) (?:[^,]*)$"
)
_NO_SUBJECT = re.compile(
    rf"{_ADVERBIAL.pattern}"
    r"|\b(?:include[sd]?|is|are|was|were|has|have|had|by|from|with|between|among)\b[^,]*$"
)
"""What stands before a name that is not the subject: a phrase with a preposition, or the verb."""

_FAR = 3
"""Over how many sentences an antecedent is remembered."""


def read_descriptions(folders: Iterable[Path], schema: Schema) -> "Descriptions":
    """Read the nouns by which texts refer back, from `names/descriptions.yaml`."""
    nouns: dict[str, frozenset[str]] = {}
    for path in (p for folder in folders for p in sorted(folder.glob("names/descriptions.yaml"))):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for entry in content.get("descriptions") or ():
            classes = frozenset(schema.class_iri(kind) for kind in entry["kinds"])
            nouns |= {str(noun): classes for noun in (*entry["nouns"], *entry.get("zh", ()))}
    return Descriptions(nouns)


class Descriptions:
    """The pronouns and descriptions of a language, with the classes that each can stand for."""

    def __init__(self, nouns: dict[str, frozenset[str]]) -> None:
        self.nouns = {noun.lower(): classes for noun, classes in nouns.items()}
        self.actors = frozenset(v.LS + kind for kind in _ACTORS)
        self.persons = frozenset({v.LS + "Person"})
        self.groups = frozenset({v.LS + "AgentGroup", v.LS + "Organisation"})
        english = [noun for noun in nouns if noun.isascii()]
        listed = "|".join(sorted(map(re.escape, english), key=len, reverse=True)) or r"(?!)"
        chinese = sorted((n for n in nouns if not n.isascii()), key=len, reverse=True)
        self.chinese = re.compile(rf"[该本]({'|'.join(chinese) or '(?!)'})")
        self.pattern = re.compile(
            rf"\b(?:the|this|that) (?:[\w'-]+ ){{0,2}}?({listed})\b(?!-| (?-i:[A-Z]))", re.I
        )
        self.fingerprint = repr(sorted((n, sorted(c)) for n, c in self.nouns.items()))


class Discourse:
    """The discourse of one document: who was spoken of last, and what it is all about."""

    def __init__(self, descriptions: Descriptions, mentions: Sequence[Mention]) -> None:
        self._descriptions = descriptions
        self._actors = descriptions.actors
        self._subjects: list[Mention] = []
        self._recent: list[Mention] = []
        self._topics = [m for m in mentions[:12] if m.kinds & self._actors]

    def resolve(self, form: str, passage: Passage, mentions: Sequence[Mention]) -> list[Mention]:
        """Give the mentions of a passage together with its pronouns, bound to antecedents."""
        found = list(mentions)
        for match in islice(self._referring(form, passage.pieces), MOST_REFERRING):
            inside = [m for m in found if m.start < match.end() and match.start() < m.end]
            if not all(_is_modifier(m, match) for m in inside):
                continue
            bound = self._bind(match, found)
            if bound is not None:
                found = [*(m for m in found if m not in inside), bound]
        found.sort(key=lambda m: m.start)
        if passage.kind != HEADING:
            self._remember(form, passage.pieces, found)
        return found

    def _referring(self, form: str, pieces: Sequence[tuple[int, int]]) -> Iterator[re.Match[str]]:
        """Find descriptions and pronouns; what lies between an intro and its item is not read."""
        for pattern in (self._descriptions.pattern, self._descriptions.chinese, _PERSONAL):
            for start, end in pieces:
                yield from pattern.finditer(form, start, end)

    def topic(self, wanted: str, taken: Collection[int] = ()) -> Mention | None:
        """Give what was spoken of last, or else what the document is about, of a class.

        Mentions that start where one is `taken` are not meant.
        """
        recent = [m for m in self._subjects if not is_untyped(m) and m.start not in taken]
        found = next((m for m in (*recent, *self._topics) if wanted in m.kinds), None)
        return replace(found, how="topic") if found else None

    def _bind(self, match: re.Match[str], mentions: Sequence[Mention]) -> Mention | None:
        word = match.group().lower()
        before = sorted((m for m in mentions if m.end <= match.start()), key=lambda m: m.start)
        if match.re is not _PERSONAL:
            wanted = self._descriptions.nouns[match[1].lower()]
            return self._first(
                match, [*self._candidates(before), *self._recent], wanted, "pronoun"
            ) or (self._first(match, self._topics, wanted, "topic"))
        if word in ("we", "our"):
            typed_first = sorted(self._topics[:4], key=is_untyped)
            return self._first(match, typed_first, self._actors, "topic")
        wanted = self._descriptions.persons if word in ("he", "she", "his", "her") else self._actors
        if word in ("they", "their"):
            wanted = self._descriptions.groups
        return self._first(match, self._candidates(before), wanted, "pronoun")

    def _candidates(self, before: Sequence[Mention]) -> Iterator[Mention]:
        yield from [m for m in before if m.kinds & self._actors][:1]
        yield from self._subjects

    def _first(
        self, match: re.Match[str], found: Iterable[Mention], wanted: frozenset[str], how: str
    ) -> Mention | None:
        """Bind to the first that fits; a place is nobody that "it" or "the company" stands for.

        One that may as well be a person comes after all others.
        """
        fitting = [m for m in found if m.kinds & wanted and not _is_only_place(m, wanted)]
        fitting.sort(key=lambda m: is_untyped(m) and v.LS + "Person" in m.kinds)
        for mention in fitting[:1]:
            return replace(
                mention, start=match.start(), end=match.end(), text=match.group(), how=how
            )
        return None

    def _remember(
        self, form: str, pieces: Sequence[tuple[int, int]], mentions: Sequence[Mention]
    ) -> None:
        actors = [
            m
            for m in mentions
            if m.kinds & self._actors and DEMONYM not in m.kinds and not m.kinds & lit.LITERALS
        ]
        first, last = pieces[0], pieces[-1]
        intro = form[first[0] : first[1]] + " " if last != first else ""

        def before(mention: Mention) -> str:
            if mention.start < last[0]:
                return form[first[0] : mention.start]
            return intro + form[last[0] : mention.start]

        main = next((m for m in actors if not _NO_SUBJECT.search(before(m))), None)
        if main is not None:
            self._subjects = [main, *self._subjects][:_FAR]
        self._recent = [*actors, *self._recent][: 4 * _FAR]


def is_untyped(mention: Mention) -> bool:
    """Whether nothing says what a name names."""
    return {v.LS + "Company", v.LS + "Device"} <= mention.kinds


def _is_modifier(mention: Mention, description: re.Match[str]) -> bool:
    """Whether a mention only says whence somebody is, within "the Nairobi company"."""
    is_inside = description.start() < mention.start and mention.end < description.end()
    is_place = v.LS + "Place" in mention.kinds or DEMONYM in mention.kinds
    return is_inside and is_place and bool(mention.bearers)


def _is_only_place(mention: Mention, wanted: frozenset[str]) -> bool:
    is_place = v.LS + "Place" in mention.kinds and v.LS + "Organisation" not in mention.kinds
    return is_place and v.LS + "Place" not in wanted
