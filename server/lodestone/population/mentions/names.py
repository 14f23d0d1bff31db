"""Finding names that nothing is known of, and what their words say about what they name.

A run of capitalised words is a name. Its last or first word ("Labs", "Ministry"), or a word before
it ("the chip maker …"), says of what kind it is; what one place of a document says holds for the
whole document, and so do the short forms that it introduces.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from lodestone import vocabulary as v
from lodestone.errors import FaultError
from lodestone.population.mentions.name_shapes import (
    AND_BODY,
    BARE,
    CALLED,
    DATA_THING,
    DIRECTIONS,
    FIELDS,
    LAST_PHRASE,
    LINK,
    LISTED,
    OF_BODY,
    PARTICLES,
    RUN,
    SMALL,
    TRADES,
    WITH_POINT,
    are_fields,
    beginning,
    is_firm,
)
from lodestone.population.mentions.name_surroundings import (
    PLACE_OF,
    instrument_before,
    is_place_like,
    is_seat,
    keeps_topic,
    titled_end,
)
from lodestone.population.mentions.openings import begins_sentence
from lodestone.population.mentions.persons import is_spoken_of_as_person
from lodestone.population.schema import Schema

_LONGEST = 300  # in characters; a name that goes on for longer is not followed to its end

_BODIES = frozenset("Assembly Authority Parliament Congress Inspectorate Commissioner".split())
_OFFICE = re.compile(r"(?:Ministry|Department|Office|Agency|Bureau|Directorate) (?:of|for) ")
_PLACED = ("University", "Hospital", "Port", "City", "Municipality")  # each of one place
_BEHIND_HEAD = re.compile(r" (?:of|for|on|de|des|du|der) ")
_ORDER = re.compile(r"(?:Order|Resolution|Circular|Proclamation) (?:No\.? ?)?\d")
_VISION = re.compile(r"\bVision (?:for )?(?:19|20)\d\d$|^(?:National|Digital|AI) .*\bVision$")
_ORDER_NUMBER = re.compile(r"(?: No\.)? \d[\d./-]*\d")
_NUMBERED_HEAD = re.compile(r"[A-Z][\w-]+(?: No\.? ?\d.*)?")
_GAP = re.compile(r"[\s-]")
_TAIL = re.compile(r"(?:'s|’s|'|[.,’])+$")
_LISTS = ("ignored", "headings", "describing", "shared", "impersonal")
_VERB_AFTER = re.compile(
    r" (?:has|had|is|was|will|began|took|won|sold|bought|built|made|became|[a-z]+(?:ed|ns|ts))\b"
)
_APPOSITION = re.compile(
    r"(?: \([^()]{1,40}\))?(?:[,:]| is| was| are| [-–—]) (?:an? |the |one of the |[A-Z]\w+'s )"
    r"((?:[\w'-]+ ?){1,7})"
)
_NOUN_BEHIND = re.compile(
    r" (models?|chatbots?|assistants?|platforms?|chips?|processors?|systems?|apps?"
    r"|(consortium|alliance|coalition|cluster|data space|data exchange|supercomputer"
    r"|exchange(?=[.,;]| (?:in|was|is|has|since)\b)))\b"
)
_WHERE = re.compile(r"\b[Aa]t (?:the )?$")
_POSSESSIVE_BEFORE = re.compile(r"(?:\b[Ii]ts|\b[Tt]heir|\b[Oo]ur|['’]s?) (?:\w+ )?$")
_PHRASE_END = re.compile(
    r" ?\b(?:of|for|in|on|at|from|that|which|who|whose|with|based|run|led|by|and|to|where|through"
    r"|dedicated|designed|meant|intended|built|created|set|launched|founded"
    r"|established|operated|managed|jointly|offered|taught|given|serving|covering|connecting|linking|open|aimed|focused|backed)\b"
)
_NUMBERED = re.compile(
    r"(?: \((?:EU|EC|EEC)\))?(?: No\.?)? \d{2,4}/\d{1,4}(?:/(?:EU|EC|EEC))?\b"
    r"|(?: No\.?|(?<= No)\.?|(?<= No\.)) ?\d[\d.,/-]*\d"
    r"(?:(?: of|,) (?:\d{1,2} [A-Z][a-z]+ )?(?:19|20)\d\d)?\b"
    r"|(?<=\d)/\d{2,4}\b"
)
_PERIOD = re.compile(
    r" (?:19|20)\d\d(?:[-–/](?:(?:19|20)\d\d|\d\d))?(?![\w-]|,\d| [a-z]+ (?:19|20)\d\d)"
)
_NUMBER_BEHIND = re.compile(r"(?: No\.?)?(?: \d[\w./-]*)+$| No\.?$")
INSTRUMENTS = frozenset(("LegalAct", "Regulation", "Strategy", "ActionPlan", "PolicyInstrument"))
"""Kinds of names that take in "of …" and years, and have no short form of one word."""

_CAMEL = re.compile(r"[A-Z]\w*[a-z](Space|Commons|Pool)")
"""How data spaces like to be called: "HydraCommons"."""

_REFERRING = re.compile(r"\b(?:the|this|that|said) $", re.I)


@dataclass(frozen=True, slots=True)
class Name:
    """An unknown name in a text; `kind` is the local name of a class, if its words say one."""

    start: int
    end: int
    text: str
    kind: str | None
    is_person_like: bool
    is_place_like: bool
    is_initial: bool = False
    """Whether it is a single word that begins a sentence, which any word does with a capital."""
    is_guess: bool = False  # whether its end shows only by the words behind it


@dataclass(frozen=True, slots=True)
class Cues:
    """What the words of names, and those beside them, say."""

    last: dict[str, str]
    first: dict[str, str]
    before: dict[str, str]
    chinese: tuple[tuple[str, str], ...]
    titles: tuple[tuple[str, str], ...]
    ignored: frozenset[str]
    headings: frozenset[str]
    describing: frozenset[str]
    shared: frozenset[str]
    impersonal: frozenset[str]
    folders: tuple[tuple[str, str], ...]
    _read: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)

    def kind_of(self, name: str) -> str | None:
        """Read the kind of a name off its own words: "Bank" of "State Bank of India"."""
        if name not in self._read:
            self._read[name] = self._kind_of(name)
        return self._read[name]

    def _kind_of(self, name: str) -> str | None:
        if _ORDER.match(name):
            return "LegalAct"
        if _VISION.search(name):
            return "Strategy"
        name = _NUMBER_BEHIND.sub("", name)
        head = _NUMBER_BEHIND.sub("", _BEHIND_HEAD.split(name, maxsplit=1)[0])
        if head != name and _NUMBERED_HEAD.fullmatch(head):
            named = self.first.get(head.partition(" ")[0])
            if named in INSTRUMENTS:
                return named
        if camel := _CAMEL.fullmatch(name):
            return self.last.get(f"Data {camel[1]}")
        for part in (head, name) if head != name else (name,):
            starts = (0, *(gap.end() for gap in _GAP.finditer(part)))
            kind = next((self.last[part[at:]] for at in starts if part[at:] in self.last), None)
            if kind:
                return kind
        inside = DATA_THING.search(name)
        return self.last[inside[0]] if inside else self.first.get(name.partition(" ")[0])

    def kind_before(self, words: str) -> str | None:
        """Read the kind of a name off the words that stand before it."""
        words = words.rstrip(" \"'“‘")
        if named := CALLED.search(words):
            words = _PHRASE_END.split(LAST_PHRASE.sub("", words[: named.start()]), maxsplit=1)[0]
            words = words.rstrip()
        parts = words.removesuffix(", the").rstrip(",").split(" ")[-2:]
        return self.before.get(" ".join(parts)) or self.before.get(parts[-1] if parts else "")

    def kind_after(self, words: str, before: str) -> str | None:
        """Read the kind of a name off what it is said to be: ", a data space for hospitals"."""
        noun = _NOUN_BEHIND.match(words)
        if noun and (noun[2] or _POSSESSIVE_BEFORE.search(before)):
            return self.before.get(noun[1].removesuffix("s"))
        found = _APPOSITION.match(words)
        if not found or (words[0] == "," and _WHERE.search(before)):
            return None
        head = _PHRASE_END.split(found[1], maxsplit=1)[0].rstrip()
        kind = self.kind_before(head)
        return self.before.get("family of models") if head.endswith("family") else kind

    def kind_of_chinese(self, name: str) -> str | None:
        """Read the kind of a Chinese name off its last characters."""
        return next((kind for end, kind in self.chinese if name.endswith(end)), None)

    def kind_of_title(self, title: str) -> str | None:
        """Read the kind of what a Chinese text names in《》off its last characters."""
        return next((kind for end, kind in self.titles if title.endswith(end)), None)


def read_cues(folders: Iterable[Path], schema: Schema) -> Cues:
    """Read `names/types.yaml` of the data folders.

    Raises:
        FaultError: a file is not YAML.
        RuleError: a kind is not a class of the ontology.
    """
    types: list[dict[str, Any]] = []
    lists: dict[str, set[str]] = {name: set() for name in _LISTS}
    kinds_of_folders: dict[str, str] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("names/types.yaml"))):
        try:
            content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        except yaml.YAMLError as error:
            raise FaultError(f"{path} is not YAML: {error}") from error
        types += content.get("types") or []
        for name, words in lists.items():
            words |= set(map(str, content.get(name) or ()))
        kinds_of_folders |= content.get("folders") or {}
    for entry in types:
        schema.class_iri(entry["kind"])
    chinese = _ends(types, "zh")
    return Cues(
        {str(word): e["kind"] for e in reversed(types) for word in e.get("last") or ()},
        {str(word): e["kind"] for e in types for word in e.get("first") or ()},
        {str(word): e["kind"] for e in types for word in e.get("before") or ()},
        chinese,
        tuple(sorted((*chinese, *_ends(types, "title")), key=lambda item: -len(item[0]))),
        folders=tuple(kinds_of_folders.items()),
        ignored=frozenset(lists["ignored"]),
        headings=frozenset(lists["headings"]),
        describing=frozenset(lists["describing"]),
        shared=frozenset(lists["shared"]),
        impersonal=frozenset(lists["impersonal"]),
    )


def _ends(types: Iterable[dict[str, Any]], key: str) -> tuple[tuple[str, str], ...]:
    """List how Chinese names end, the longest first, each with the kind that it shows."""
    listed = ((str(end), entry["kind"]) for entry in types for end in entry.get(key) or ())
    return tuple(sorted(listed, key=lambda item: -len(item[0])))


def find_names(
    text: str, cues: Cues, within: Sequence[tuple[int, int]] | None = None
) -> Iterator[Name]:
    """Find runs of capitalised words, without those that only begin a sentence.

    They are looked for in the whole text, or in some stretches of it.
    """
    stretches = ((0, len(text)),) if within is None else within
    for match in (m for start, end in stretches for m in RUN.finditer(text, start, end)):
        start, end = match.start(), match.end()
        words = match.group()
        first = words.split(" ")[0]
        begins = begins_sentence(text, start)
        if begins and (first.lower() in SMALL or (first in cues.describing and first != words)):
            begins = False
            start += len(first) + 1
            if start >= end:
                continue
        end = _extended(text, start, end, cues)
        is_instrument = (kind := cues.kind_of(_trimmed(text[start:end]))) in INSTRUMENTS
        start = beginning(text, start) if is_instrument or kind == "GovernmentBody" else start
        if titled_end(text, start, match.end()) == match.end():
            start = _without_ignored(text, start, end, kind, cues)
        surface = _trimmed(text[start:end])
        if len(surface) < 2 or surface in cues.ignored or not surface[0].isalpha():
            continue
        is_bare = surface in BARE or (is_instrument and " " not in surface)
        if is_bare and _refers(text, start, end):
            continue
        if begins and " " not in surface and surface.endswith("s") and surface in cues.last:
            continue  # "Hospitals"
        found = _name(text, start, start + len(surface), cues)
        letters = surface.replace("-", "")
        is_plain = letters.isalpha() and surface[1:] == surface[1:].lower()
        is_initial = begins and is_plain and found.kind in (None, "Company")
        yield replace(found, is_initial=True) if is_initial else found


def _without_ignored(text: str, start: int, end: int, kind: str | None, cues: Cues) -> int:
    """Give where a name starts without the words before it that name nothing: "Article"."""
    is_typed = kind is not None and (
        kind in INSTRUMENTS
        or text.startswith(DIRECTIONS, start)
        or text.count(" ", start, end) > 1
        or text[start : start + 3].isupper()
    )
    while start < end and not is_typed:
        head = text[start:end].split(" ", maxsplit=1)[0]
        if head == "AI" and keeps_topic(text, start):
            break
        if not head or head.rstrip(".,") not in cues.ignored or (kind and f"{head} " in DIRECTIONS):
            break
        start += len(head) + 1
        if head.endswith("or") and text.startswith("General ", start):
            start += len("General ")  # "Director General Ada Berg"
    return start


def _refers(text: str, start: int, end: int) -> bool:
    """Whether "the Act" refers back; "the Regulation on …" does not."""
    before, behind = text[max(0, start - 6) : start], text[end : end + 4]
    return bool(_REFERRING.search(before)) and behind != " on "


def _extended(text: str, start: int, end: int, cues: Cues) -> int:
    """Take in "of …" after a word such as "Ministry"; "and" only within such a name."""
    if (titled := titled_end(text, start, end)) > end:
        return titled
    head = text[start:end].split(" ")
    opens = cues.first.get(head[0]) not in (None, "SubnationalUnit") or cues.kind_of(
        text[start:end]
    ) in ("LegalAct", "Regulation")
    if (joined := AND_BODY.match(text, end)) and _is_joined(text, start, joined, cues):
        end = joined.end()
    if head[-1] in _BODIES and (body := OF_BODY.match(text, end)):
        return body.end()
    if (number := _ORDER_NUMBER.match(text, end)) and _ORDER.match(text[start : number.end()]):
        return number.end()
    is_open = (
        opens
        or head[-1] in cues.first
        or head[-1]
        in ("Space", "Commons", "Code", "Act", "Bank", "Court", "Board", "Republic", "People")
    )
    if cues.kind_of(_trimmed(text[start:end])) in INSTRUMENTS:
        opens = is_open = True
        if number := _NUMBERED.match(text, end) or _PERIOD.match(text, end):
            end = number.end()
    head_end = end
    while is_open and end - start < _LONGEST and (link := LINK.match(text, end)):
        if " and " in link.group()[:5] and (
            not ((opens and head[0] not in _PLACED and " " in text[start:end]) or link[1] in FIELDS)
            or is_firm(link[1])
            or cues.kind_of(_trimmed(link[1])) in INSTRUMENTS
            or _OFFICE.match(text, link.start(1))
            or PLACE_OF.match(text, link.end())
        ):
            break
        end = link.end()
        if opens and (listed := LISTED.match(text, end)) and are_fields(link[1], listed):
            return listed.end()
    is_titled = end > head_end and cues.kind_of(_trimmed(text[start:end])) in INSTRUMENTS
    return period.end() if is_titled and (period := _PERIOD.match(text, end)) else end


def _is_joined(text: str, start: int, joined: re.Match[str], cues: Cues) -> bool:
    """Whether "and" is within a name: "the Digital and AI Agency", not "the Lumo and AI Acts"."""
    kind = cues.kind_of(_trimmed(joined[1]))
    before = text[start : joined.start()]
    if kind and {before.rpartition(" ")[2], joined[1].partition(" ")[0]} <= TRADES:
        return " " in joined[1]  # "Radio and Television Corporation"
    return bool(
        (kind in INSTRUMENTS or kind == "GovernmentBody")
        and cues.kind_of(before) is None
        and text[max(0, start - 4) : start].lower() == "the "
        and before[-3:] not in ("ish", "ian", "ese", "nch", "can", "man")
        and not before.isupper()
    )


def _trimmed(surface: str) -> str:
    """Take the possessive and the full stop off the end of a name."""
    tail = _TAIL.search(surface)
    return surface[: tail.start()] if tail and not surface.endswith(WITH_POINT) else surface


def _name(text: str, start: int, end: int, cues: Cues) -> Name:
    surface, before = text[start:end], text[max(0, start - 80) : start]
    kind = cues.kind_of(surface)
    if kind is None and not (before.endswith(", ") and _VERB_AFTER.match(text, end)):
        kind = cues.kind_before(before)  # not of "having sold his company, Ada Berg started"
    if kind is None and (noun := instrument_before(text, start, end)):
        kind = cues.kind_of(noun.title())
    kind = kind or cues.kind_after(text[end : end + 100].replace("\n", " "), before)
    words = surface.split(" ")
    if kind is None and len(words) < 4 and is_seat(text, before, surface, end):
        kind = "Place"
    capitals = [word for word in words if word not in PARTICLES]
    is_person = (
        2 <= len(capitals) <= 3
        and words[-1] not in cues.impersonal
        and all(
            word[0].isupper()
            and not word.isupper()
            and word.replace("-", "").replace("'", "").isalpha()
            for word in capitals
        )
    )
    if kind is None and is_person and is_spoken_of_as_person(text, start, end):
        kind = "Person"
    is_place = is_place_like(text, before, end, is_short=len(words) < 3)
    return Name(
        start, end, surface, kind, is_person and kind in (None, "Person"), is_place and kind is None
    )


def folder_of(classes: Iterable[str], cues: Cues) -> str:
    """Name the folder of the IRI that a new entity of these classes gets."""
    given = set(classes)
    return next(
        (folder for kind, folder in cues.folders if v.LS + kind in given or v.SKOS + kind in given),
        "entity",
    )
