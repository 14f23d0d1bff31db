"""Numbers, dates and provisions in a text, read so that they can be compared.

A provision is one unit: “Article 5” is no part of “Article 50”, and its 5 is not a number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from lodestone.population.llm.wording import unified

DATE, NUMBER, PERCENT, PROVISION, TOKEN = "date", "number", "percent", "provision", "token"

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4})(?!\d)"
_DATES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)",
        rf"(?<![A-Za-z0-9]){_DAY}(?: of)?\s+{_MONTH},?\s+{_YEAR}",
        rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"\b{_MONTH},?\s+{_YEAR}",
        r"(?<!\d)(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月(?:\s*(?P<day>\d{1,2})\s*[日号])?",
    )
)
_YEAR_AND_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})")
_ITEM = r"(?:\d+[a-z]?(?:\(\w{1,5}\))*|(?-i:[IVXLC]+))(?![A-Za-z0-9])"
_PROVISION = re.compile(
    r"\b(?P<kind>art(?:icle|\.)|annex|section|recital|chapter|title|paragraph|rule|clause|part)"
    # Only a plural goes on: “Articles 5 and 6”, but “Article 5 and 6 companies”.
    rf"(?P<plural>e?s)?\s+(?P<items>{_ITEM}(?(plural)(?:\s*(?:,|and|or|to|-)\s*{_ITEM})*|))"
    r"|第(?P<number>[0-9零一二三四五六七八九十百]+)(?P<unit>[条章款节项])",
    re.I,
)
_WORDS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_FACTORS = {
    "hundred": 10**2, "thousand": 10**3, "k": 10**3, "million": 10**6, "mn": 10**6, "m": 10**6,
    "billion": 10**9, "bn": 10**9, "b": 10**9, "trillion": 10**12, "tn": 10**12,
    "万": 10**4, "亿": 10**8, "万亿": 10**12,
}  # fmt: skip
_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?P<word>{'|'.join(_WORDS)}))"
    r"(?:\s*(?P<percent>%|per ?cent(?![a-z])))?"
    r"(?:\s*(?P<factor>万亿|万|亿|(?:hundred|thousand|million|billion|trillion|mn|bn|tn|[mbk])"
    r"(?![A-Za-z0-9])))?(?![A-Za-z0-9])",
    re.I,
)
_TOKEN = re.compile(r"[A-Za-z0-9]*\d[A-Za-z0-9]*")
_PARENTHESIS = re.compile(r"\(\w{1,5}\)$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, a date or a provision, where it stands, and its value in one spelling."""

    kind: str
    value: str
    start: int
    end: int

    @property
    def carries(self) -> frozenset[tuple[str, str]]:
        """All that a text with this figure says: a day says its month and its year as well."""
        said = {(self.kind, self.value)}
        if self.kind == DATE:
            said |= {(DATE, self.value[:7]), (NUMBER, self.value[:4])}
        value = self.value
        while self.kind == PROVISION and _PARENTHESIS.search(value):
            value = _PARENTHESIS.sub("", value)
            said.add((PROVISION, value))
        return frozenset(said)


@lru_cache(maxsize=64)  # the claims of one block are all compared with that block
def figures(text: str) -> tuple[Figure, ...]:
    """Find all figures of a text; no character belongs to two."""
    rest = unified(text)
    found: list[Figure] = []
    whole = _YEAR_AND_MONTH.fullmatch(rest.strip())
    patterns = (*_DATES, _PROVISION, _NUMBER, _TOKEN)
    for pattern in (_YEAR_AND_MONTH, *patterns) if whole else patterns:
        for match in pattern.finditer(rest):
            found += _read(match)
        read = [(f.start, f.end) for f in found]
        for start, end in read:
            rest = rest[:start] + " " * (end - start) + rest[end:]
    return tuple(sorted(found, key=lambda f: f.start))


def missing(words: str, text: str, start: int, end: int) -> list[str]:
    """List the figures of some words that a stretch of a text lacks.

    The text is read as a whole, so that a stretch that ends inside a number does not have it.
    """
    whole = (figure for figure in figures(text) if start <= figure.start and figure.end <= end)
    said = frozenset[tuple[str, str]]().union(*(figure.carries for figure in whole))
    return [f.value for f in figures(words) if (f.kind, f.value) not in said]


def _read(match: re.Match[str]) -> Iterator[Figure]:
    start, end = match.span()
    if match.re is _PROVISION:
        yield from _provisions(match)
    elif match.re is _NUMBER:
        percent = match["percent"] is not None
        yield Figure(PERCENT if percent else NUMBER, _value(match), start, end)
    elif match.re is _TOKEN:
        yield Figure(TOKEN, match.group().lower(), start, end)
    elif (day := _date(match)) is not None:
        yield Figure(DATE, day, start, end)


def _provisions(match: re.Match[str]) -> Iterator[Figure]:
    if match["number"]:
        yield Figure(PROVISION, f"{match['unit']} {match['number']}", *match.span())
        return
    kind = "article" if match["kind"].lower().startswith("art") else match["kind"].lower()
    offset = match.start("items")
    for item in re.finditer(_ITEM, match["items"], re.I):
        # The word before the first number belongs to it, and is read with it.
        start = match.start() if item.start() == 0 else offset + item.start()
        yield Figure(PROVISION, f"{kind} {item.group().lower()}", start, offset + item.end())


def _value(match: re.Match[str]) -> str:
    digits, word = match["digits"], match["word"]
    value = Decimal(digits.replace(",", "")) if digits else Decimal(_WORDS.index(word.lower()) + 2)
    value *= _FACTORS.get((match["factor"] or "").lower(), 1)
    return f"{value.normalize():f}"


def _date(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    name = parts["month"].lower()
    month = _MONTHS.index(name) + 1 if name in _MONTHS else int(name)
    day = int(parts["day"]) if parts.get("day") else None
    try:
        full = date(int(parts["year"]), month, day or 1).isoformat()
    except ValueError:
        return None
    return full if day else full[:7]
