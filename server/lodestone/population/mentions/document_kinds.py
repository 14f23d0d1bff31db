"""What a document as a whole says of its names: heads of columns, what it calls its subject."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from lodestone.population.mentions.names import INSTRUMENTS, Cues, Name
from lodestone.population.text import CAPITALS

_CALLED = re.compile(r"\b(?:[Tt]he|Type:|Kind:) ((?:[a-z-]+ ?){1,3})")
_TABLE = re.compile(
    r"^\|[ *]*([A-Z][^|\n]{2,40}?)[ *]*\|.*\n\|[\s:|-]+\|[ \t]*\n((?:\|.*(?:\n|\Z))+)", re.M
)
_FIRST_CELL = re.compile(r"^\|[ *]*([^|\n]{2,60}?)[ *]*\|", re.M)
_OF_NAMES = re.compile(
    "name|organi[sz]ation|institution|participant|member|partner|actor|recipient"
)
"""Heads of columns whose cells are names, whatever they name."""

_ACRONYM = re.compile(
    r"\s?[（(](?:以?下?简?称：?)?[“\"]?([A-Z][A-Za-z0-9&-]{1,9}|[一-鿿]{2,8})[”\"]?[)）]"
)
_ALSO_KNOWN = re.compile(
    r",? (?:(?:also |better |commonly |generally |popularly |usually |widely |often )?"
    r"(?:called|referred to as|known (?:as|by [^,.;]{3,40}? (?:acronym|name|abbreviation)))"
    r"|abbreviated(?: as| to)?|or|in short) (?:the )?([A-Z][A-Za-z0-9&-]*[A-Z][A-Za-z0-9&-]*)\b"
)
_SHORT = re.compile(
    r",? (?:(?:also|better|commonly|generally|popularly|usually|widely|often|mostly|simply|now)"
    r" (?:called|known as|referred to as|styled)|known as|which (?:trades|operates) as|trading as"
    r"|called (?=[^,.;]{2,30} for short)) (?:just |simply )?"
    rf"([{CAPITALS}][\w&-]+(?: [{CAPITALS}][\w&-]+)?)(?=[,.;)]| (?:for short|is|was|has)\b)"
)
"""How a text says by what name it goes on to call somebody."""

_PLURAL = re.compile(r"(?:(?<=[a-z])ies|(?<=[a-rt-z])s)$")
_THINGS = frozenset(("AISystem", "AIModelFamily", "Device", "Platform"))
_FAMILIES = frozenset(
    "Kim Park Lee Choi Jung Jeong Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Song Ahn Hong"
    " Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Gao Lin Luo Liang"
    " Xie Tang Deng Feng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye Cheng Wei Su Lu"
    " Ding Ren Shen Yao Ng Tan Wong Chan Cheung Ho Nguyen Tran Le Pham Vu Vo Dang Bui Ngo".split()
)
"""Family names that come first."""

_AS_FIRM = re.compile(
    r"(?:['’]s (?:[a-z-]+ )?(?:managing director|chief executive|CEO|customers?|clients?|models?"
    r"|software|products?|engineers|staff|shares|investors|backers|board|headquarters)\b"
    r"|,? whose (?:\d|[a-z]+ (?:software|models?|products?|chips?)|software|forecasts|products"
    r"|engineers|shares|staff|customers)"
    r"| (?:has |have |had )?(?:raised|employs|sells|borrowed|makes|acquired|licenses)\b"
    r"| (?:made|launched|released|opened) its\b)"
)
"""What stands behind the name of a firm."""

_IS_FIRM = re.compile(
    r"['’]s (?:[a-z-]+ )?(?:customers?|clients?|shares|headquarters|head office|workforce|sales"
    r"|revenues?|turnover|shareholders|subsidiary|subsidiaries|parent|founders?|co-founders?)\b"
    r"|,? (?:(?:which|that) )?(?:has|have|had|keeps|moved|opened|expanded|doubled|increased"
    r"|made|cut|sold|listed|counts|is cutting|builds|sells|makes) its\b"
    r"|(?:,| (?:was|is|has been|were))(?: [a-z]+ly)? (?:founded|established|incorporated|acquired"
    r"|bought|taken over|headquartered|spun (?:off|out)|listed|floated|set up|owned)\b"
    r"| (?:(?:has|had) (?:moved|relocated) to|(?:had|recorded|posted|reported) (?:sales|revenues?)"
    r"|employs|raised (?=[$€£]|\d)|belongs to|went public|has raised|specialises in"
    r"|specializes in|supplies|manufactures|has (?:some |about )?[\d,]+ (?:employees|staff))\b"
    r"| (?:and|,) its (?:subsidiary|parent|competitor|customers?|shareholders)\b"
    r"|: [\d,]+ (?:employees|staff|people)\b"
)
"""What stands behind the name of a firm, and hardly ever behind that of a person."""

_OF_FIRM = re.compile(
    r"\b(?:(?:chief executive|CEO|chair(?:man|woman)?|president|director|boss|head|founders?"
    r"|co-founders?|subsidiary|subsidiaries|customers?|clients?|board|headquarters|workforce|staff"
    r"|shareholders?|acquisition|takeover|purchase|management|shares|stake|in charge|at the helm)"
    r" (?:of|in|at|from)|(?:headcount|sales|revenues?|turnover) (?:of|at)) (?:the )?$",
    re.I,
)
"""What stands before it."""

_FRONTED = re.compile(
    r"(?:^|[.!?\n]\s*)(?:Taken over|Bought|Acquired|Owned|Founded|Established|Incorporated|Set up"
    r"|Listed|Quoted|Floated|Headquartered|Spun (?:off|out))\b[^.;]{3,80}, $"
)
_DOES = re.compile(r" (?:[a-z]+[^s\W]s|[a-z]+ed|has|had|is|was|will|makes|sold|bought|built)\b")
"""Around the name of a firm: "Taken over by Acme in 2018, Lumo Sensors continues"."""
_PLACES = (
    "hospitals|clinics|ports|terminals|farms|farmers|growers|municipalities|universities|carmakers"
    "|manufacturers|suppliers|utilities|research (?:groups|centres|institutes)|laboratories"
    "|airports|shipping lines|hauliers|carriers|foresters|sawmills|factories|libraries|museums"
    "|schools"
)
_SHARED_THERE = re.compile(
    r"(?:(?:shar|exchang|pool|trad)(?:e|es|ed|ing) (?:[\w-]+ (?:and )?){0,4}?(?:data|data ?sets"
    r"|records|readings)(?: [a-z]+)?(?: with (?:one another|each other))?"
    r" (?:through|via|over|on|in)"
    r"|(?:share|exchange|pool)s? (?:[a-z][\w-]* ){1,5}?(?:through|via|over|on)) (?:the )?\Z"
)
"""What stands before the name of a data space: "carriers exchange data through Lumo"."""

_SHARING_BEFORE = 120
"""In characters, how far before a name it is read whether data is shared there."""

_LINKS = re.compile(
    r"(?: is the (?:sharing|exchange|pooling) of "
    r"|(?:, which)? (?:now |already )?(?:connects|links|brings together|unites|joins up) (?:up )?"
    rf"(?:[\w,]+ ){{0,2}}(?:{_PLACES})\b"
    r"| (?:is|was) (?:[a-z]+ )?(?:[a-z ]{2,40} )?for (?:the )?(?:sharing|exchange|pooling) of\b)"
)
"""What stands behind it: "Lumo links hospitals"."""


def typed_by_use(text: str, names: Sequence[Name]) -> list[Name]:
    """Give names that nothing types as those of data spaces, if the text says that they are."""
    typed = {n.text for n in names if n.kind}
    untyped = [n for n in names if n.text not in typed]
    firms = {n.text for n in untyped if _AS_FIRM.match(text, n.end)}
    spaces = {
        n.text
        for n in untyped
        if _LINKS.match(text, n.end)
        or _SHARED_THERE.search(text, max(0, n.start - _SHARING_BEFORE), n.start)
    } - firms
    if not spaces:
        return list(names)
    return [
        replace(n, kind="DataSpace", is_person_like=False) if n.text in spaces else n for n in names
    ]


def typed_by_column(text: str, names: Sequence[Name], cues: Cues) -> list[Name]:
    """Give names with the kinds that the heads of the tables tell: "Data space", "Company".

    What only the last word of a name says of it counts less: Padi Vision is no strategy there.
    """
    kinds: dict[str, str] = {}
    named: set[str] = set()
    for table in _TABLE.finditer(text):
        head = table[1].lower()
        singular = _PLURAL.sub(lambda end: "y" if end[0] == "ies" else "", head)
        kind = cues.kind_before(head) or cues.kind_before(singular)
        if kind and kind not in INSTRUMENTS:
            kinds |= dict.fromkeys(_FIRST_CELL.findall(table[2]), kind)
        elif _OF_NAMES.match(head):
            named |= {*_FIRST_CELL.findall(table[2])}
    typed = [
        _in_column(name, kinds[name.text])
        if name.text in kinds and (name.kind is None or name.kind in INSTRUMENTS)
        else name
        for name in names
    ]
    return [replace(n, is_initial=False) if n.text in named else n for n in typed]


def without_first_names(text: str, names: Sequence[Name]) -> list[Name]:
    """Give names without the guess that one may be a person whom a text calls by its first word.

    "Iroko" is Iroko Grid, if it makes or has what companies do; persons go by their last name.
    """
    bodies = {
        n.text
        for n in names
        if n.is_person_like
        and n.kind is None
        and (
            _IS_FIRM.match(text, n.end)
            or _OF_FIRM.search(text, max(0, n.start - 36), n.start)
            or (_DOES.match(text, n.end) and _FRONTED.search(text, max(0, n.start - 96), n.start))
        )
    }
    if bodies:
        names = [replace(n, is_person_like=False) if n.text in bodies else n for n in names]
    alone = {n.text for n in names if " " not in n.text}
    short = {
        n.text.partition(" ")[0]
        for n in names
        if n.is_person_like and n.kind is None and n.text.rpartition(" ")[2] not in alone
    }
    asked = (short & alone).difference(_FAMILIES)
    if not asked:
        return list(names)
    firms = {n.text for n in names if n.text in asked and _AS_FIRM.match(text, n.end)}
    return [
        replace(n, is_person_like=False)
        if n.kind is None and n.text.partition(" ")[0] in firms
        else n
        for n in names
    ]


def _in_column(name: Name, kind: str) -> Name:
    """Give a name the kind of its column, in which also a common word is one."""
    return replace(name, kind=kind, is_person_like=False, is_place_like=False, is_initial=False)


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
    in_full = min((n.start for n in names if n.text.startswith(name.text + " ")), default=len(text))
    again = (n.start for n in names if n.text == name.text and n.start > end)
    if is_title and in_full < min(again, default=0):
        return None  # but the short form of a name
    nouns = Counter(
        kind
        for match in _CALLED.finditer(text)
        if (kind := _called(match[1].split(), cues)) and kind not in longer
    )
    if not nouns:
        return None
    kind = nouns.most_common(1)[0][0]
    if not is_title and kind not in spaces:
        return None
    if kind in _THINGS and any(_IS_FIRM.match(text, n.end) for n in names if n.text == name.text):
        return None  # "the new system" of a firm that is only called by its name
    return replace(name, kind=kind, is_person_like=False)


def _called(words: Sequence[str], cues: Cues) -> str | None:
    """Read a kind off the first words that name one: "health data space links"."""
    first = (cues.kind_before(" ".join(words[:end])) for end in range(1, len(words) + 1))
    return next(filter(None, first), None)


def abbreviation_after(text: str, end: int) -> str | None:
    """Give the short form that a text introduces in brackets right after a name."""
    match = _ACRONYM.match(text, end) or _ALSO_KNOWN.match(text, end) or _SHORT.match(text, end)
    return match[1] if match else None
