"""What the short forms and abbreviations of a document stand for: "Lumo" for Lumo Robotics AS."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lodestone import vocabulary as v
from lodestone.population.mentions.chinese_names import introduced
from lodestone.population.mentions.document_kinds import abbreviation_after
from lodestone.population.mentions.gazetteer import DEMONYM
from lodestone.population.mentions.mention import Mention
from lodestone.population.mentions.names import INSTRUMENTS, Name

Whole = Name | Mention
"""A name as the document has it in full, unknown or known."""

_BODY = "GovernmentBody"
_BEHIND_BODY = re.compile(r" (?:of|for) ")
_LEGAL_FORM = re.compile(
    r",? (?:Inc|Ltd|Limited|Corp|Corporation|LLC|PLC|plc|GmbH|AG|SE|SA|SAS|AB|AS|ASA"
    r"|Oy|NV|BV|SpA|A\.?Ş|A/S|ApS|Oyj|OÜ|UAB|Kft|Zrt|Nyrt|(?:Sp\. z )?o\.o|d\.o\.o|d\.d|a\.s"
    r"|s\.r\.o|S\.p\.A|S\.r\.l|S\.A|N\.V|B\.V|K\.K|KG|LLP|(?:Sdn\.? )?Bhd|P(?:ty|te|vt)\.? Ltd)\.?$"
)
_GROUP = re.compile(r" (?:Group|Holdings?)(?: [A-Z][A-Za-z]{0,3})?$")
"""How the name of a company ends whose units bear its first word, too: "Lumo" is Lumo Group AB."""


def anchors(
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
            same = longer.setdefault(form, {})
            bare = _LEGAL_FORM.sub("", whole.text)
            if len(whole.text) >= len(same.setdefault(bare, whole).text):
                same[bare] = whole
    for form, by_text in longer.items():
        groups = sorted((text for text in by_text if _GROUP.search(text)), key=len)
        is_clear = len(by_text) == 1 or (groups and all(g.startswith(groups[0]) for g in groups))
        if is_clear and form not in found:
            found[form] = _standing_for(
                by_text[groups[-1] if groups else next(iter(by_text))], "short"
            )
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
        if not isinstance(whole, Name) and v.LS + _BODY not in whole.kinds:
            continue
        head = _BEHIND_BODY.split(whole.text, maxsplit=1)[0].rpartition(" ")[2]
        if head != whole.text:
            bodies.setdefault(head, {})[whole.text] = whole
    for head, by_text in bodies.items():
        if len(by_text) == 1 and head not in longer:
            yield head, next(iter(by_text.values()))


def _standing_for(whole: Whole, how: str) -> Whole:
    return whole if isinstance(whole, Name) else replace(whole, how=how)


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
