"""Reading numbers, amounts of money, shares and dates, in English and Chinese.

Dates stay as exact as the text has them: a year is `gYear`, a month `gYearMonth`, a day `date`.
What is relative to the day of writing ("last month") is kept as words.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lodestone.population.expressions.alternatives import alternatives

NUMBER = "number"
COMPARED = "compared"
"""A number with a comparator: "at least 48"."""
YEAR = "year"
DATE = "date"
MONEY = "money"
PERCENT = "percent"
TIME = "time"
LITERALS = frozenset({NUMBER, COMPARED, YEAR, DATE, MONEY, PERCENT, TIME})

_FACTORS = {
    "hundred": 100,
    **dict.fromkeys(("thousand", "k", "千"), 10**3),
    **dict.fromkeys(("million", "m", "mn", "mln", "百万"), 10**6),
    **dict.fromkeys(("billion", "bn", "十亿"), 10**9),
    **dict.fromkeys(("trillion", "tn", "万亿"), 10**12),
    "万": 10**4,
    "千万": 10**7,
    "亿": 10**8,
}
_UNITS = ("one two three four five six seven eight nine ten eleven twelve ").split()
_TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: value for value, word in enumerate([*_UNITS, *_TEENS], start=1)}
_WORDS |= {word: 10 * value for value, word in enumerate(_TENS, start=2)}
_WORDS |= {f"{t}-{u}": _WORDS[t] + _WORDS[u] for t in _TENS for u in _UNITS[:9]}
_WORDS |= {"a dozen": 12, "a hundred": 100, "a thousand": 1000}
_WORDS |= {"half a million": 500_000, "a quarter of a million": 250_000, "a million": 10**6}

_MONTHS = (
    "January February March April May June July August September October November December "
).split()
_MONTH_NUMBER = {name: number for number, name in enumerate(_MONTHS, start=1)}
_MONTH_NUMBER |= {name[:3]: number for name, number in list(_MONTH_NUMBER.items())}
_MONTH_NUMBER["Sept"] = 9
_MONTH = "(?:" + "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True)) + r")\.?"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DATE = re.compile(
    r"(?=[\dJFMASOND])"  # nothing else begins a date, which is told at once
    rf"(?:\b(?P<d1>\d{{1,2}}){_ORDINAL}(?: of)? (?P<m1>{_MONTH}),? (?P<y1>(?:19|20)\d\d)\b"
    rf"|\b(?P<m2>{_MONTH}) (?P<d2>\d{{1,2}}){_ORDINAL},? (?P<y2>(?:19|20)\d\d)\b"
    rf"|\b(?P<m3>{_MONTH}),? (?P<y3>(?:19|20)\d\d)\b"
    r"|(?<![\d.-])(?P<y4>(?:19|20)\d\d)-(?P<m4>[01]\d)-(?P<d4>[0-3]\d)(?![\d-])"
    r"|(?<![\d.,/])(?P<d6>[0-3]?\d)\.(?P<m6>[01]?\d)\.(?P<y6>(?:19|20)\d\d)(?![\d.])"
    r"|(?P<y5>(?:19|20)\d\d)\s?年(?:\s?(?P<m5>\d{1,2})\s?月(?:\s?(?P<d5>\d{1,2})\s?日)?)?"
    r"|(?<![\w.,/-])(?P<y7>(?:19|20)\d\d)(?![\w%]|[.,]\d|-\d|/\d))"
)
_DATELINE = re.compile(
    r"(?P<year>(?:19|20)\d\d)年\d{1,2}月\d{1,2}日(?:电|讯|消息|[（(] ?记者|[\s，]{0,3}(?:来源"
    r"|发布|$))",
    re.M,
)
_FIRST_DAY = re.compile(r"(?P<year>(?:19|20)\d\d)年\d{1,2}月\d{1,2}日")
"""What tells the year of a text without a dateline: news gives the day of what is new."""

_TOLD_DATE = re.compile(
    r"(?P<when>(?<!\d)今年|去年|明年|同年|次年|当年|(?<![\d年])(?=\d{1,2}月(?:\d{1,2}日|[，、底初末中起])))"
    r"(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?)?"
)
_LATER = {"去年": -1, "明年": 1, "次年": 1}
_FROM_BEFORE = ("同年", "次年", "当年")
_SAME_YEAR = re.compile(
    rf"\b(?:(?P<d>\d{{1,2}}){_ORDINAL}(?: of)? )?(?P<m>{_MONTH}) (?:of )?(?:the same|that) year\b"
)
_TIME = re.compile(
    r"\b(?:last|this|next|earlier this|later this) (?:week|month|quarter|year|spring|summer|autumn"
    r"|fall|winter)\b|\b(?:recently|yesterday|today)\b|(?:去年|今年|明年|近日|日前|上个?月|本月)",
    re.I,
)
_DIGITS = r"(?:\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_FACTOR = (
    r"(?:[ \u00a0-]?(?:hundred(?! and \w+)|thousand|million|billion|trillion)\b"
    r"|[ \u00a0]?(?:bn|mn|mln|tn|m|k)\b"
    r"|万亿|千万|百万|十亿|[万亿千])"
)
_SIGNS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = "一二两三四五六七八九十百千万亿零"
_CHINESE_NUMBER = re.compile(
    rf"(?<![{_NUMERAL}\d几数第])[一二三四五六七八九十两](?:[{_NUMERAL}]{{0,12}}(?=元|人民币|美元|欧元)"
    rf"|[{_NUMERAL}]{{1,12}}(?=余?[家名项]|余?个(?!月)))"
)
_PHRASAL = re.compile(r"\b(?:turn|turns|turned|hand|handed|took|taken|carry|carried) \Z")
_MORE_BEHIND = re.compile(
    r"[余多]?[个家所名项座条位款种人件台辆套枚户笔份]?(以上)|([余多])[个家所名项座条位款种人件台辆套枚户笔份万亿]"
)
_LONGEST_WORDS = 40
"""How far before a number its comparator and its currency can begin, in characters."""

_LONGEST_HEAD = 400
"""How far into a text its dateline can stand, in characters."""

_LONGEST_NUMBER = 40
"""In characters; what has more digits counts nothing."""

SPELLED = tuple(_WORDS)
"""The numbers that are read where they are spelled."""

_SPELLED = alternatives(_WORDS)


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal that a text has: where it stands, of what kind, and its value.

    `unit` is the IRI of a currency and `comparator` of the concept that says how the value is to be
    taken, with the words for each; `datatype` is the local name of an XSD type.
    """

    start: int
    end: int
    kind: str
    value: str
    datatype: str
    unit: str | None = None
    unit_text: str = ""
    comparator: str | None = None
    comparator_text: str = ""


_FAR_BEFORE = 20_000
"""How many characters before an amount a nation may be named of whose money it is."""

_NATIONS = {"Danish": "Denmark", "Swiss": "Switzerland", "Norwegian": "Norw", "Chilean": "Chile"}
"""How countries begin that begin otherwise than what is of them."""


class LiteralReader:
    """Reads literals; knows the words for currencies and comparators, each with its IRI."""

    def __init__(self, currencies: Mapping[str, str], comparators: Mapping[str, str]) -> None:
        self._currencies = {word.lower(): iri for word, iri in currencies.items()}
        self._comparators = {word.lower(): iri for word, iri in comparators.items()}
        symbols = _alternatives(w for w in currencies if not w[-1].isalnum() or w.isupper())
        words = _alternatives(w for w in currencies if w[0].isalnum() or "一" <= w[0] <= "鿿")
        how = _alternatives(comparators)
        self._number = re.compile(
            rf"(?<!\d)(?<!\d[.,-])(?P<digits>{_DIGITS})(?P<factor>{_FACTOR})?"
            rf"(?!-(?!(?:euro|dollar|pound|yen|yuan)s?\b)[a-z]"
            rf"|[A-Za-z0-9_])",
            re.I,
        )
        self._spelled = re.compile(
            rf"\b(?P<digits>{_SPELLED})\b(?P<factor>{_FACTOR})?(?!-\w| of (?:the|its)\b)", re.I
        )
        self._symbol_before = re.compile(rf"(?<![A-Za-z])({symbols})\s?$", re.I)
        self._how_before = re.compile(rf"(?<![A-Za-z])({how})\s*(?:a total of |some )?$", re.I)
        self._currency = re.compile(
            rf"[ \u00a0-]?(?P<unit>{words})(?:(?<=[一-鿿])|(?![a-zA-Z]))", re.I
        )
        self._shared = _shared(currencies)
        shared = _alternatives(self._shared)
        self._shared_unit = re.compile(rf" (?P<unit>{shared})\b", re.I)
        self._percent = re.compile(r"\s?(?:%|percent\b|per cent\b)", re.I)

    def read(self, text: str) -> Iterator[Literal]:
        """Give all literals of a text; dates first, then amounts, which may overlap them."""
        dates = [_date(match) for match in _DATE.finditer(text)]
        yield from dates
        if " year" in text:
            yield from _dates_of_same_year(text, dates)
        if "月" in text or "年" in text:
            yield from _told_dates(text)
        for match in _TIME.finditer(text):
            yield Literal(match.start(), match.end(), TIME, match.group(), "string")
        for match in self._number.finditer(text):
            if match.end() - match.start() > _LONGEST_NUMBER:
                continue
            value = Decimal(re.sub(r"[,\s]", "", match["digits"])) * _factor(match["factor"])
            start, symbol = self._opened(text, match.start())
            if symbol or _may_start(text, match.start()):
                yield self._amount(text, (start, match.end()), value, symbol)
        for match in _CHINESE_NUMBER.finditer(text):
            yield self._amount(text, match.span(), Decimal(_chinese(match[0])), "")
        for match in self._spelled.finditer(text):
            value = Decimal(_WORDS[match["digits"].lower()]) * _factor(match["factor"])
            yield self._amount(text, match.span(), value, "")

    def _opened(self, text: str, start: int) -> tuple[int, str]:
        """Take in the symbol of a currency that stands before a number."""
        symbol = self._symbol_before.search(text, max(0, start - _LONGEST_WORDS), start)
        return (symbol.start(), symbol[1]) if symbol else (start, "")

    def _unit(
        self, text: str, span: tuple[int, int], symbol: str
    ) -> tuple[str, str, str | None, int]:
        """Give of what a number is: its kind, the words for its currency, that, and the end."""
        start, end = span
        if symbol:
            return MONEY, symbol, self._currencies[symbol.lower()], end
        if after := self._currency.match(text, end):
            return MONEY, after["unit"], self._currencies[after["unit"].lower()], after.end()
        if after := self._percent.match(text, end):
            return PERCENT, "", None, after.end()
        if (after := self._shared_unit.match(text, end)) and (
            currency := self._spoken_of(after["unit"], text, start)
        ):
            return MONEY, after["unit"], currency, after.end()
        return NUMBER, "", None, end

    def _spoken_of(self, noun: str, text: str, place: int) -> str | None:
        """Give the currency of the nation that a text named last: "pesos" after "Chile"."""
        first = max(0, place - _FAR_BEFORE)
        found = [
            (max(text.rfind(word, first, place) for word in words), currency)
            for words, currency in self._shared[noun.lower()]
        ]
        last, currency = max(found)
        return currency if last >= 0 else None

    def _amount(self, text: str, span: tuple[int, int], value: Decimal, symbol: str) -> Literal:
        start, _ = span
        kind, unit, currency, end = self._unit(text, span, symbol)
        if kind == MONEY and text.startswith("以下", end) and "不超过" in self._comparators:
            value_text, most = f"{value.normalize():f}", self._comparators["不超过"]
            return Literal(start, end, MONEY, value_text, "decimal", currency, unit, most, "以下")
        how = self._how_before.search(text, max(0, start - _LONGEST_WORDS), start)
        if how and _PHRASAL.search(text, max(0, how.start() - 8), how.start()):
            how = None  # "turns over 62 million" says not how much more
        more = None if how else _MORE_BEHIND.match(text, end)
        if more and kind == NUMBER and self._comparators:
            words = more[1] or more[2]
            how_iri = self._comparators.get("至少" if more[1] else "超过")
            return Literal(
                start, end, COMPARED, f"{value.normalize():f}", "decimal", None, "", how_iri, words
            )
        return Literal(
            how.start() if how else start,
            end,
            COMPARED if how and kind == NUMBER else kind,
            f"{value.normalize():f}",
            "decimal",
            currency,
            unit,
            self._comparators[how[1].lower()] if how else None,
            how[1] if how else "",
        )


def _shared(currencies: Mapping[str, str]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Give the nouns that are no currency by themselves, each with the nations that have one."""
    known = {word.lower() for word in currencies}
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, currency in currencies.items():
        nation, _, noun = words.rpartition(" ")
        if nation.isalpha() and nation[:1].isupper() and noun.isalpha() and noun not in known:
            names = (nation, _NATIONS.get(nation, nation[:5]))
            found.setdefault(noun.lower(), []).append((names, currency))
    return found


def _may_start(text: str, place: int) -> bool:
    """Whether a number can start here: after a Chinese character, but no letter, point or comma."""
    before = text[place - 1 : place]
    return (
        not (before.isalnum() or before in ("_", ".", ",")) or "一" <= before <= "鿿" or not before
    )


def _factor(word: str | None) -> int:
    return _FACTORS[word.strip(" \u00a0-").lower()] if word else 1


def _date(match: re.Match[str]) -> Literal:
    parts = {name[0]: text for name, text in match.groupdict().items() if text}
    year, month, day = parts["y"], parts.get("m"), parts.get("d")
    number = _MONTH_NUMBER.get(month.rstrip(".")) if month else None
    number = number or (int(month) if month else None)
    place = (match.start(), match.end())
    if number is None or not 1 <= number <= 12:
        return Literal(*place, YEAR, year, "gYear")
    if day is None or not 1 <= int(day) <= 31:
        return Literal(*place, DATE, f"{year}-{number:02}", "gYearMonth")
    return Literal(*place, DATE, f"{year}-{number:02}-{int(day):02}", "date")


def _chinese(numeral: str) -> int:
    """Read a number in Chinese characters: "一百五十万"."""
    total = part = digit = 0
    for sign in numeral:
        if sign in _SIGNS:
            digit = _SIGNS[sign]
        elif sign == "万":
            total, part, digit = total + (part + digit or 1) * 10**4, 0, 0
        elif sign == "亿":
            total, part, digit = (total + part + digit or 1) * 10**8, 0, 0
        else:
            part += (digit or 1) * _STEPS[sign]
            digit = 0
    return total + part + digit


def _told_dates(text: str) -> Iterator[Literal]:
    """Give Chinese dates without a year: that of the dateline, or of the date before ("同年")."""
    dateline = _DATELINE.search(text, 0, _LONGEST_HEAD) or _FIRST_DAY.search(text)
    written = int(dateline["year"]) if dateline else None
    for match in _TOLD_DATE.finditer(text):
        year = written
        before = [*_DATE.finditer(text, max(0, match.start() - _LONGEST_WORDS), match.start())]
        if match["when"] in _FROM_BEFORE:
            year = int(_date(before[-1]).value[:4]) if before else None
        elif before and not match["when"] and before[-1]["y5"]:
            year = int(before[-1]["y5"])
            year += int(match["month"]) < int(before[-1]["m5"] or 0)
        if year is None or not (match["month"] or match["when"] in ("同年", "次年")):
            continue
        year += _LATER.get(match["when"], 0)
        month, day = int(match["month"] or 0), int(match["day"] or 0)
        if not month:
            yield Literal(*match.span(), YEAR, str(year), "gYear")
        elif month <= 12 and day <= 31:
            value = f"{year}-{month:02}" + (f"-{day:02}" if day else "")
            yield Literal(*match.span(), DATE, value, "date" if day else "gYearMonth")


def _dates_of_same_year(text: str, dates: Sequence[Literal]) -> Iterator[Literal]:
    """Read "15 August of the same year", which is that of the date before."""
    ends = [date.end for date in dates]
    for match in _SAME_YEAR.finditer(text):
        before = bisect_right(ends, match.start())
        if not before:
            continue
        month = f"{dates[before - 1].value[:4]}-{_MONTH_NUMBER[match['m'].rstrip('.')]:02}"
        exact = bool(match["d"]) and 1 <= int(match["d"]) <= 31
        value = f"{month}-{int(match['d']):02}" if exact else month
        yield Literal(*match.span(), DATE, value, "date" if exact else "gYearMonth")


def _alternatives(words: Iterable[str]) -> str:
    listed = sorted(set(words), key=lambda w: (-len(w), w))
    return "|".join(re.escape(word) for word in listed) or r"(?!)"
