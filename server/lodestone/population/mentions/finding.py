"""Mentions: every stretch of a document that names an entity, a number, an amount or a date.

All offsets are those of the document. What a mention can stand for is its `kinds`: IRIs of classes,
and the kinds of literal. Names of the graph come first; then names that the document itself
introduces ("(CAC)", "Mistral" after "Mistral AI"); then names that nothing is known of.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lodestone import vocabulary as v
from lodestone.population.mentions import literals as lit
from lodestone.population.mentions.chinese_names import find_chinese_names, introduced
from lodestone.population.mentions.chinese_parties import find_all_chinese
from lodestone.population.mentions.chinese_words import IS_CHINESE, goes_on
from lodestone.population.mentions.document_kinds import (
    abbreviation_after,
    protagonist_of,
    typed_by_column,
    without_first_names,
)
from lodestone.population.mentions.gazetteer import DEMONYM, Bearer, Gazetteer, merged
from lodestone.population.mentions.literals import Literal, LiteralReader
from lodestone.population.mentions.names import (
    INSTRUMENTS,
    Cues,
    Name,
    find_names,
)
from lodestone.population.mentions.openings import begins_sentence, may_begin
from lodestone.population.mentions.spans import mask, outside, without_overlaps
from lodestone.population.schema import Schema

KNOWN = "known"
"""The kind of all mentions that the graph holds already."""

CALLED = "called"
"""The kind of a description that calls what it stands for a company: "the firm"."""

REFERRING = ("pronoun", "topic")
"""How mentions are bound that do not name what they stand for."""

_OPEN = ("Company", "Organisation", "AISystem", "AIModelFamily", "Platform", "Device")
_LITERAL_KINDS = {
    **{kind: frozenset({kind}) for kind in lit.LITERALS},
    lit.YEAR: frozenset({lit.YEAR, lit.DATE}),
    lit.COMPARED: frozenset({lit.COMPARED, lit.NUMBER}),
}


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


Whole = Name | Mention
"""A name as the document has it in full, unknown or known."""


class MentionFinder:
    """Finds the mentions of a document."""

    def __init__(self, schema: Schema, gazetteer: Gazetteer, cues: Cues) -> None:
        self._schema = schema
        self._gazetteer = gazetteer
        self._cues = cues
        self._literals = LiteralReader(gazetteer.currencies, gazetteer.comparators)
        self._kinds: dict[tuple[Bearer, ...], frozenset[str]] = {}
        self._open = schema.closure(v.LS + kind for kind in _OPEN)
        self._closures = {
            kind: schema.closure([schema.class_iri(kind)]) for kind in _kinds_of(cues)
        }
        space = v.LS + "DataSharingArrangement"
        self._spaces = {kind for kind, classes in self._closures.items() if space in classes}

    def kind_sets(self) -> set[frozenset[str]]:
        """List what mentions can stand for, each combination once."""
        known = {_kinds(*classes) for classes in self._gazetteer.class_sets()}
        unknown = {
            self._kinds_of_name(kind, *flags)
            for kind in (None, *self._closures)
            for flags in _FLAGS
        }
        called = {kinds | {CALLED} for kinds in known | unknown if v.LS + "Company" in kinds}
        return known | unknown | called | set(_LITERAL_KINDS.values())

    def literals(self, text: str) -> list[Mention]:
        """Find the numbers, amounts and dates of a text; they may overlap."""
        return [self._literal(text, item) for item in self._literals.read(text)]

    def names(self, text: str) -> list[Name]:
        """Find what looks like a name in a text, known or not."""
        found = [*find_names(text, self._cues)]
        if IS_CHINESE.search(text):
            found = find_all_chinese(text, self._cues, found)
        return typed_by_column(text, found, self._cues)

    def find(
        self,
        text: str,
        literals: Sequence[Mention],
        names: Sequence[Name],
        *,
        proper_only: bool = True,
    ) -> list[Mention]:
        """Find all mentions of a text, its literals among them, left to right, without overlaps.

        Unless `proper_only`, also the common nouns that the graph has labels for.
        """
        money = sorted((m.start, m.end) for m in literals if lit.MONEY in m.kinds)
        names = outside(names, money)  # "EUR 2 million" is no name
        found_names = self._gazetteer.find(text, proper_only=proper_only)
        found_names = (f for f in found_names if not goes_on(text, f.end))
        known = [self._known(text, f.start, f.end, f.bearers) for f in found_names]
        known = outside(_in_their_country(known, self._gazetteer), money)  # "Canadian dollars"
        typed = sorted((n for n in names if _absorbs(n, known, text)), key=lambda n: n.start)
        known = outside(known, [(n.start, n.end) for n in typed])
        surnames = {n.text.rpartition(" ")[2] for n in typed if n.kind == "Person"}
        known = [m for m in known if m.text not in surnames or _PLACE not in m.kinds]
        wholes: list[Whole] = [*known, *typed]
        masked = mask(text, [(whole.start, whole.end) for whole in wholes])
        others = [*typed, *self._around(masked, names, wholes)]
        named = without_overlaps([*known, *self._unknown(text, others, known)])
        taken = [(m.start, m.end) for m in named]
        return without_overlaps([*named, *outside(literals, taken)])

    def nouns(self, text: str) -> list[Mention]:
        """Find the common nouns and the names that the graph has, wherever they stand."""
        found = self._gazetteer.find(text)
        return [self._known(text, f.start, f.end, f.bearers) for f in found]

    def _around(
        self, masked: str, names: Sequence[Name], wholes: Sequence[Whole]
    ) -> Iterator[Name]:
        """Give the names around the masked ones: of those that run into one, what is left."""
        taken = sorted((whole.start, whole.end) for whole in wholes)
        free = outside(names, taken)
        yield from free
        kept = {(name.start, name.end) for name in free}
        cut = [(n.start, n.end) for n in names if (n.start, n.end) not in kept]
        yield from find_names(masked, self._cues, cut)
        if IS_CHINESE.search(masked):
            yield from find_chinese_names(masked, self._cues)

    def _known(self, text: str, start: int, end: int, bearers: tuple[Bearer, ...]) -> Mention:
        if bearers not in self._kinds:
            self._kinds[bearers] = _kinds(*merged(bearers))
        unit = _PLACE in self._kinds[bearers] and _UNIT_OF.search(text, max(0, start - 24), start)
        start = unit.start() if unit else start
        surface = text[start:end]
        return Mention(start, end, surface, surface, self._kinds[bearers], bearers)

    def _literal(self, text: str, item: Literal) -> Mention:
        surface = text[item.start : item.end]
        kinds = _LITERAL_KINDS[item.kind]
        return Mention(item.start, item.end, surface, surface, kinds, (), "literal", item)

    def _unknown(
        self, text: str, names: Sequence[Name], known: Sequence[Mention]
    ) -> Iterable[Mention]:
        """Give unknown names their kinds, the same throughout the document."""
        inside = {name.text for name in names if not name.is_initial}
        names = [n for n in names if not n.is_initial or n.text in inside or self._begins(text, n)]
        names = without_first_names(text, names)
        kinds: dict[str, Name] = {}
        for name in names:
            best = kinds.get(name.text)
            if best is None or (name.kind and not best.kind):
                kinds[name.text] = name
        protagonist = protagonist_of(text, names, kinds, self._cues, self._spaces)
        if protagonist:
            kinds[protagonist.text] = protagonist
            kind = protagonist.kind
            names = [replace(n, kind=kind) if n.text == protagonist.text else n for n in names]
        anchors = _anchors(text, names, known, self._cues.shared)
        for name in names:
            target = anchors.get(name.text)
            if isinstance(target, Mention):
                yield replace(target, start=name.start, end=name.end, text=name.text)
                continue
            best = kinds[target.text if target else name.text]
            how = "short" if target else "name"
            found = self._kinds_of_name(
                best.kind, best.is_person_like, name.is_place_like and not best.kind
            )
            yield Mention(name.start, name.end, name.text, best.text, found, (), how)

    def _begins(self, text: str, name: Name) -> bool:
        return may_begin(text, name.text, name.end, self._cues.headings)

    def _kinds_of_name(self, kind: str | None, is_person: bool, is_place: bool) -> frozenset[str]:
        if kind:
            return self._closures[kind]
        kinds = self._open
        if is_person:
            kinds |= self._schema.closure([v.LS + "Person"])
        if is_place:
            kinds |= self._schema.closure([v.LS + "Place"])
        return kinds


_FREE_BEFORE = re.compile(
    r"\b(?:the|an?|in|from|at|of|across|outside|all|other|most|many)\s$", re.I
)
"""What stands before a place, or "French", that is not the first word of a name."""

_PLACE = v.LS + "Place"
_BODY = "GovernmentBody"
_MORE_FIELDS = re.compile(r"(?:, [A-Z][\w ,]*)? and [A-Z]")
_BEHIND_BODY = re.compile(r" (?:of|for) ")
_LEGAL_FORM = re.compile(
    r",? (?:Inc|Ltd|Limited|Corp|Corporation|LLC|PLC|plc|GmbH|AG|SE|SA|SAS|AB|AS|ASA"
    r"|Oy|NV|BV|SpA|S\.A|N\.V|B\.V|A\.Ş|A\.S|a\.s|S\.p\.A|d\.o\.o|s\.r\.o)\.?$"
)
_GROUP = re.compile(r" (?:Group|Holdings?)(?: [A-Z][A-Za-z]{0,3})?$")
"""How the name of a company ends whose units bear its first word, too: "Lumo" is Lumo Group AB."""

_WHENCE = {_PLACE, DEMONYM}
_UNIT_OF = re.compile(
    r"\b(?:City|Town|Municipality|County|Province|Canton|Region|Free State|State) of (?:the )?$"
)
"""What is part of how a place is called as a body: "the City of Rotterdam"."""

_FLAGS = tuple((person, place) for person in (False, True) for place in (False, True))


def _absorbs(name: Name, known: Sequence[Mention], text: str) -> bool:
    """Whether a name takes in a known one ("Paris Climate Fund"), which is then not meant."""
    first = bisect_left(known, name.start, key=lambda m: m.start)
    last = bisect_right(known, name.end, key=lambda m: m.end)
    inside = known[first:last]
    if any(m.start == name.start and m.end == name.end for m in inside):
        return False
    free = {_PLACE} if name.kind == _BODY else _WHENCE  # "Norwegian" of a ministry says whose it is
    if any(m.start == name.start and not m.kinds & free for m in inside) and (" of " in name.text):
        return name.kind == _BODY and all(_MORE_FIELDS.match(text, m.end) for m in inside)
    if name.is_guess and any(m.start == name.start and _PLACE not in m.kinds for m in inside):
        return False
    if name.kind:
        return any(m.end < name.end or _PLACE in m.kinds for m in inside)
    if any(m.start == name.start and m.end < name.end for m in inside):
        return not _FREE_BEFORE.search(text[max(0, name.start - 8) : name.start])
    return any(
        name.start < m.start
        and (m.end < name.end or (m.kinds & _WHENCE and not _begins(name, m, text)))
        for m in inside
    )


def _in_their_country(known: list[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Leave out bodies of one country in a text on others: "Ministry of Education" of Austria."""
    told = {b.iri for m in known for b in m.bearers if b.classes & _WHENCE}
    return [
        m
        for m in known
        if not (told and (of := gazetteer.country_of(m.text, m.bearers)) and not of & told)
    ]


def _begins(name: Name, place: Mention, text: str) -> bool:
    """Whether what stands before a place in a name is but a sentence's first word."""
    first = text[name.start : place.start].strip()
    is_plain = " " not in first and first[1:] == first[1:].lower()
    return is_plain and begins_sentence(text, name.start)


def _anchors(
    text: str, names: Sequence[Name], known: Sequence[Mention], shared: frozenset[str]
) -> dict[str, Whole]:
    """Find what the short forms and abbreviations of a document stand for."""
    found: dict[str, Whole] = {}
    longer: dict[str, dict[str, Whole]] = {}
    typed = {n.text: n.kind for n in names if n.kind and " " not in n.text}
    firsts = _first_places(text, names)
    wholes: list[Whole] = [*names, *known]
    for whole in wholes:
        short = abbreviation_after(text, whole.end) or introduced(text, whole.end)
        if short:
            found.setdefault(short, _standing_for(whole, "abbreviation"))
        for form in _short_forms(whole):
            is_other = isinstance(whole, Name) and (
                typed.get(form, whole.kind) != whole.kind  # what has a kind of its own
                or (
                    " " not in form
                    and firsts.get(form, whole.start) < firsts.get(whole.text, whole.start)
                )
            )
            if form in shared or is_other:
                continue
            longer.setdefault(form, {})[whole.text] = whole
    for form, by_text in longer.items():
        groups = sorted((text for text in by_text if _GROUP.search(text)), key=len)
        is_clear = len(by_text) == 1 or (groups and all(g.startswith(groups[0]) for g in groups))
        legal = [text for text in by_text if _LEGAL_FORM.search(text)]
        best = groups[-1] if groups else legal[0] if len(legal) == 1 else next(iter(by_text))
        if (is_clear or len(legal) == 1) and form not in found:
            found[form] = _standing_for(by_text[best], "short")
    for head, whole in _heads(names, known, longer):
        found.setdefault(head, _standing_for(whole, "short"))
    return found


def _first_places(text: str, names: Sequence[Name]) -> dict[str, int]:
    """Give where each name first stands; a short form in the title introduces nothing."""
    title = text.find("\n", len(text) - len(text.lstrip()))
    firsts: dict[str, int] = {}
    for name in sorted(names, key=lambda n: n.start):
        if name.start > title or " " in name.text:
            firsts.setdefault(name.text, name.start)
    return firsts


def _heads(
    names: Sequence[Name], known: Sequence[Mention], longer: dict[str, dict[str, Whole]]
) -> Iterator[tuple[str, Whole]]:
    """Give what "the Authority" stands for: the one body of the document whose name ends so."""
    bodies: dict[str, dict[str, Whole]] = {}
    wholes: list[Whole] = [*(n for n in names if n.kind == _BODY), *known]
    for whole in wholes:
        if isinstance(whole, Mention) and v.LS + _BODY not in whole.kinds:
            continue
        head = _BEHIND_BODY.split(whole.text, maxsplit=1)[0].rpartition(" ")[2]
        if head != whole.text:
            bodies.setdefault(head, {})[whole.text] = whole
    for head, by_text in bodies.items():
        if len(by_text) == 1 and head not in longer:
            yield head, next(iter(by_text.values()))


def _standing_for(whole: Whole, how: str) -> Whole:
    return replace(whole, how=how) if isinstance(whole, Mention) else whole


def _short_forms(whole: Whole) -> Iterator[str]:
    """Give what can stand for a longer name: its first word; a person's last.

    So can a name without its legal form.
    """
    first, space, rest = whole.text.partition(" ")
    if not space:
        return
    if isinstance(whole, Name):
        if whole.kind in INSTRUMENTS or whole.kind == _BODY:
            return
        is_person = whole.kind == "Person" or whole.is_person_like
    elif DEMONYM in whole.kinds:
        return
    else:
        is_person = v.LS + "Person" in whole.kinds
    yield first
    without = _LEGAL_FORM.sub("", whole.text)
    if " " in without and without != whole.text:
        yield without
    if is_person:
        yield rest.rpartition(" ")[2]


def _kinds_of(cues: Cues) -> set[str]:
    listed = (kind for _, kind in cues.chinese)
    return {
        *listed,
        *cues.last.values(),
        *cues.first.values(),
        *cues.before.values(),
        "Person",
        "Place",
    }


def _kinds(classes: frozenset[str], is_known: bool) -> frozenset[str]:
    return classes | {KNOWN} if is_known else classes
