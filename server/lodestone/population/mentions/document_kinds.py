"""What a document as a whole says of its names: heads of columns, what it calls its subject."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from lodestone.population.expressions.alternatives import alternatives
from lodestone.population.mentions.names import INSTRUMENTS, Cues, Name

_CALLED = re.compile(r"\b(?:[Tt]he|Type:|Kind:) ((?:[a-z-]+ ?){1,3})")
_IN_TITLE = re.compile(r" \(([a-z][a-z ]*)\)")
"""What a title says of its name: "Lumo (company)"."""

_TABLE = re.compile(
    r"^\|[ *]*([A-Z][^|\n]{2,40}?)[ *]*\|.*\n\|[\s:|-]+\|[ \t]*\n((?:\|.*(?:\n|\Z))+)", re.M
)
_FIRST_CELL = re.compile(r"^\|[ *]*([^|\n]{2,60}?)[ *]*\|", re.M)
_ACRONYM = re.compile(
    r"\s?[（(](?:以?下?简?称：?)?[“\"]?([A-Z][A-Za-z0-9&-]{1,9}|[一-鿿]{2,8})[”\"]?[)）]"
)
_ALSO_KNOWN = re.compile(
    r",? (?:(?:also |better |commonly |generally |popularly |usually |widely |often )?"
    r"(?:called|referred to as|known (?:as|by [^,.;]{3,40}? (?:acronym|name|abbreviation)))"
    r"|abbreviated(?: as| to)?|or|in short) (?:the )?([A-Z][A-Za-z0-9&-]*[A-Z][A-Za-z0-9&-]*)\b"
)
_PLURAL = re.compile(r"(?:(?<=[a-z])ies|(?<=[a-rt-z])s)$")
_FAMILIES = frozenset(
    "Kim Park Lee Choi Jung Jeong Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Song Ahn Hong"
    " Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Gao Lin Luo Liang"
    " Xie Tang Deng Feng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye Cheng Wei Su Lu"
    " Ding Ren Shen Yao Ng Tan Wong Chan Cheung Ho Nguyen Tran Le Pham Vu Vo Dang Bui Ngo".split()
)
"""Family names that come first."""

_AS_FIRM = (
    r"(?:['’]s (?:[a-z-]+ )?(?:managing director|chief executive|CEO|customers?|clients?|models?"
    r"|software|products?|engineers|staff|shares|investors|backers|board|headquarters)\b"
    r"|,? whose (?:\d|[a-z]+ (?:software|models?|products?|chips?)|software|forecasts|products"
    r"|engineers|shares|staff|customers)"
    r"| (?:has |have |had )?(?:raised|employs|sells|borrowed|makes|acquired|licenses)\b"
    r"| (?:made|launched|released|opened) its\b)"
)
"""What stands behind the name of a firm."""


_MADE_BEFORE = re.compile(
    r"\b(?:(?:re)?launch(?:ed|es|ing)|releas(?:ed|es|ing)|unveil(?:ed|s|ing)|(?:brought|put|bring"
    r"|brings) out|roll(?:ed|s)? out|open-sourced|shipped|shipping|train(?:s|ed|ing)"
    r"|fine-tun(?:ed|ing)|debuted|developing|(?:launch|release|roll-?out|version|users) of"
    r"|working on|dubbed|integration of) (?:the |its |\*)?$"
)
_MADE_BEHIND = re.compile(
    r",? (?:(?:which|that|was|were|is|has been|had been|can be|first) ){0,3}(?:(?:pre-?|re)?trained"
    r" on|fine-tuned|released|rolled out|launched|downloaded|downloadable|open-sourced|debuted"
    r"|went on sale|hit the|(?:integrated|built|embedded) into|available|runs on|came out"
    r"|on sale)\b"
)
"""Around the name of a thing, which no person has."""

_FIRM_BEHIND = re.compile(
    r",? (?:which )?(?:has (?:its|(?:an? )?(?:head ?quarters|head office|seat)|offices in)"
    r"|(?:is )?(?:head ?quartered|incorporated|listed) (?:in|on)"
    r"|was (?:founded|set up|established|incorporated|spun out)"
    r"|employs \d|went public)\b"
    r"|, founded in \d|['’]s (?:customers|software|headquarters|products)\b"
    r"|,? which (?:has|is|was|makes|sells|builds|employs|develops|had|runs|operates|raised"
    r"|bought|owns)\b"
)
_FIRM_BEFORE = re.compile(
    r"\b(?:(?:Founded|Set up|Established|Incorporated|Headquartered) [^.;]{3,60}, "
    r"|(?:customers?|clients?|suppliers?|subsidiar(?:y|ies)) of )$"
)
"""Around the name of a firm."""


def typed_by_column(text: str, names: Sequence[Name], cues: Cues) -> list[Name]:
    """Give names with the kinds that the heads of the tables tell: "Data space", "Company".

    What only the last word of a name says of it counts less: Padi Vision is no strategy there.
    """
    kinds: dict[str, str] = {}
    for table in _TABLE.finditer(text):
        head = table[1].lower()
        singular = _PLURAL.sub(lambda end: "y" if end[0] == "ies" else "", head)
        kind = cues.kind_before(head) or cues.kind_before(singular)
        if kind and kind not in INSTRUMENTS:
            kinds |= dict.fromkeys(_FIRST_CELL.findall(table[2]), kind)
    return [
        replace(name, kind=kinds[name.text], is_person_like=False, is_place_like=False)
        if name.text in kinds and (name.kind is None or name.kind in INSTRUMENTS)
        else name
        for name in names
    ]


def without_first_names(text: str, names: Sequence[Name]) -> list[Name]:
    """Give names without the guess that one may be a person whom a text calls by its first word.

    "Iroko" is Iroko Grid, if it makes or has what companies do; persons go by their last name,
    and nobody launches them.
    """
    things = {
        n.text
        for n in names
        if n.is_person_like
        and n.kind is None
        and (
            _MADE_BEFORE.search(text, max(0, n.start - 24), n.start)
            or _MADE_BEHIND.match(text, n.end)
            or _FIRM_BEFORE.search(text, max(0, n.start - 80), n.start)
            or _FIRM_BEHIND.match(text, n.end)
        )
    }
    names = [replace(n, is_person_like=False) if n.text in things else n for n in names]
    alone = {n.text for n in names if " " not in n.text}
    short = {
        n.text.partition(" ")[0]
        for n in names
        if n.is_person_like and n.kind is None and n.text.rpartition(" ")[2] not in alone
    }
    asked = (short & alone).difference(_FAMILIES)
    if not asked:
        return list(names)
    firms = set(re.findall(rf"\b(?=({alternatives(asked)}){_AS_FIRM})", text))
    return [
        replace(n, is_person_like=False)
        if n.kind is None and n.text.partition(" ")[0] in firms
        else n
        for n in names
    ]


def protagonist_of(
    text: str, names: Sequence[Name], kinds: dict[str, Name], cues: Cues, spaces: Collection[str]
) -> Name | None:
    """Give the one name of the title that nothing types, as what the text keeps calling it.

    "The association" is not Lumo if there is a Lumo Association. `spaces` are the kinds of data
    spaces, as which also one is known that the title does not name.
    """
    end = text.find("\n", len(text) - len(text.lstrip()))
    titles = {n.text for n in names if n.end <= end and not kinds[n.text].kind}
    times = Counter(n.text for n in names)
    name = kinds[titles.pop()] if len(titles) == 1 else None
    is_title = name is not None and times[name.text] > 1
    if not is_title:  # or else the first that the text speaks of more than once
        first = (n for n in names if n.start > end and times[n.text] > 1)
        name = next(first, None)
    if name is None or kinds[name.text].kind:
        return None
    longer = {n.kind for text, n in kinds.items() if text.startswith(name.text + " ")}
    nouns = Counter(
        kind
        for match in _CALLED.finditer(text)
        if (kind := _called(match[1].split(), cues))
        and kind not in longer
        and not _is_another(text, match.end(), name.text)
    )
    if is_title and (said := _IN_TITLE.match(text, name.end)):
        nouns = Counter(filter(None, [_called(said[1].split(), cues)])) or nouns
    if not nouns:
        return None
    kind = nouns.most_common(1)[0][0]
    if not is_title and kind not in spaces:
        return None
    return replace(name, kind=kind, is_person_like=False)


def _is_another(text: str, end: int, name: str) -> bool:
    """Whether a noun calls one that is named behind it: "the language model Vesla"."""
    return text[end : end + 1].isupper() and not text.startswith(name, end)


def _called(words: Sequence[str], cues: Cues) -> str | None:
    """Read a kind off the first words that name one: "health data space links"."""
    first = (cues.kind_before(" ".join(words[:end])) for end in range(1, len(words) + 1))
    return next(filter(None, first), None)


def abbreviation_after(text: str, end: int) -> str | None:
    """Give the short form that a text introduces in brackets right after a name."""
    match = _ACRONYM.match(text, end) or _ALSO_KNOWN.match(text, end)
    return match[1] if match else None
