"""What stands around names: titles of plans and courses, and what only persons do or are."""

import re

from lodestone.population.mentions.name_shapes import GAP_IN_NAME, WORD_SHAPE

_PLACE_BEFORE = re.compile(
    r"\b(?:in|near|from|at|to|around|of|(?:along|across|throughout)(?:\s+the)?)\s+$"
    r"|(?i:headquarters?|seat|location|head office|registered office|based|city|总部)[:：]\s*$"
)
_PLACE_AFTER = re.compile(r"-(?:based|headquartered|listed|born)\b")
PLACE_OF = re.compile(
    r" (?:outfit|start-?up|scale-?up|firm|company|newcomer|upstart|maker|developer|designer|lab"
    r"|manufacturer|producer|foundry|insurer|lender|agency|body|studio|boutique|hospital)\b"
)
_ONE = re.compile(r"\b(?:an?|the|its|her|his|another|one) $", re.I)
"""Around a place that somebody is of: "a Dunedin start-up"."""
_DETERMINED = re.compile(r"(?:\b(?:[Tt]he|[Ii]ts|[Tt]heir)|['’]s) \Z")
_MAY_BE_TITLED = re.compile(
    r"(?:plan|strategy|roadmap|paper|agenda|declaration|programme|course|called|named|titled|dubbed)"
    r" [\"“‘]?\Z"
)
"""What ends all that stands before a title: whether there is one, is told by a few letters."""

_LONGEST_ENDING = 14
_NEAR = 45
"""How far before a name, in characters, it is read whether it is that of a place."""

_TITLED_THING = re.compile(
    r"(?:\b(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|['’]s) (?:[\w-]+ ){0,2}(?:plan|strategy|roadmap"
    r"|white paper|green paper|agenda"
    r"|(?:master's|bachelor's|degree|PhD|doctoral|study|training|online|diploma)"
    r" (?:programme|course))"
    r"|\b(?:programme|course|degree|curriculum|diploma|plan|strategy|roadmap|paper|agenda|doctorate)"
    r"(?: (?:in|on|for|of) [^,.;]{3,40})?,? (?:called|named|titled|entitled|dubbed))"
    r" [\"“‘]?\Z"
)
"""What stands before a title that may have small words in it: "the plan Robots for All"."""

_INSTRUMENT = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|['’]s) (?:[\w-]+ ){0,2}"
    r"(action plan|plan|strategy|roadmap|white paper|green paper|agenda|declaration)"
    r"(?: (?:called|named|titled|entitled|dubbed))? [\"“‘]?\Z"
)
_TITLE_GOES_ON = re.compile(
    rf"(?: (?:and|for|of|in|on|to|the|with|from|by|at)){{1,2}} {WORD_SHAPE}"
    rf"(?:{GAP_IN_NAME}(?:& )?{WORD_SHAPE}){{0,6}}"
    r"(?=[\"”’,.;)]| (?!and\b)[a-z]|$)"
)
_BEHIND_TITLE = re.compile(
    r"[\"”’,.;]| (?:in|on|was|is|of|which|that|and|sets?|wants?|aims?|for|has|by|from)\b"
)
_SEAT_BEFORE = re.compile(
    r"\b(?:headquartered|headquarters|based|seat|offices?|born|domiciled|campus|plant|factory|home"
    r"|head office|roots|rooted|hailing)(?: (?:is|are|remains|lies|lie))? (?:in|from) $"
    r"|\b(?:seat|home|headquarters|head office) (?:is|are|remains) $"
)
_DATELINE = re.compile(
    r"(?:/[A-Z]{3,})?(?:, \d{1,2} [A-Z][a-z]+)?(?: \([A-Z]\w+\))? [–—-] [A-Z\"“]"
)


def titled_end(text: str, start: int, end: int) -> int:
    """Give where a title ends that begins a name: "the plan Robots for All"."""
    if not (
        _MAY_BE_TITLED.search(text, max(0, start - _LONGEST_ENDING), start)
        and _TITLED_THING.search(text, max(0, start - 90), start)
    ):
        return end
    goes_on = _TITLE_GOES_ON.match(text, end)
    return goes_on.end() if goes_on else end


def instrument_before(text: str, start: int, end: int) -> str | None:
    """Give the noun that says that a title is of an instrument: "the white paper Robots"."""
    if not _MAY_BE_TITLED.search(text, max(0, start - _LONGEST_ENDING), start):
        return None
    found = _INSTRUMENT.search(text, max(0, start - 60), start)
    return found[1] if found and _BEHIND_TITLE.match(text, end) else None


def is_place_like(text: str, before: str, end: int, *, is_short: bool) -> bool:
    """Whether a name stands where those of places do: "in Oslo", "the Oslo firm"."""
    return bool(
        _PLACE_BEFORE.search(before[-_NEAR:])
        or _PLACE_AFTER.match(text, end)
        or (is_short and _ONE.search(before[-_NEAR:]) and PLACE_OF.match(text, end))
    )


def is_seat(text: str, before: str, surface: str, end: int) -> bool:
    """Whether a name stands where those of seats do: "based in Oslo", "OSLO, 3 May – …"."""
    is_dateline = surface.isupper() and _DATELINE.match(text, end)
    return bool(is_dateline or _SEAT_BEFORE.search(before[-_NEAR:]))


def keeps_topic(text: str, start: int) -> bool:
    """Whether "AI" is a part of the name that it begins: "its AI Compass"."""
    return bool(_DETERMINED.search(text, max(0, start - 6), start))
