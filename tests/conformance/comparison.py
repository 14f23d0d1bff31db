"""Compares an answer with the expected one: by exact terms, or else by the values of literals."""

import re
import struct
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

import pyoxigraph as ox

from conformance.isomorphism import Row, Term, isomorphic

XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = (
    "integer nonPositiveInteger negativeInteger long int short byte nonNegativeInteger "
    "unsignedLong unsignedInt unsignedShort unsignedByte positiveInteger"
)
_TEMPORAL = "dateTime dateTimeStamp date time gYear gYearMonth gMonth gMonthDay gDay"
_DURATIONS = "duration dayTimeDuration yearMonthDuration"
_DURATION = re.compile(
    r"(-?)P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?"
    r"(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


class Grade(Enum):
    """How far an answer is what the suite expects."""

    EXACT = "exact"
    VALUE = "value"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Table:
    """An answer of any kind, as rows: solutions, triples, quads, or one boolean."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    is_ordered: bool = False
    is_lexical: bool = False

    def arranged(self, columns: Sequence[str]) -> list[Row]:
        """Give the rows with their columns in this order."""
        places = [self.columns.index(name) for name in columns]
        return [tuple(row[place] for place in places) for row in self.rows]


def compare(expected: Table, found: Table, *, is_lax: bool = False) -> Grade:
    """Grade an answer; `is_lax` lets it repeat a solution less often than expected."""
    if sorted(expected.columns) != sorted(found.columns):
        return Grade.DIFFERENT
    canonical = canonical_cell if expected.is_lexical else canonical_term
    mine, yours = expected.arranged(found.columns), found.arranged(found.columns)
    for grade, change in ((Grade.EXACT, _unchanged), (Grade.VALUE, canonical)):
        if _equal(_changed(mine, change), _changed(yours, change), expected.is_ordered, is_lax):
            return grade
    return Grade.DIFFERENT


def _equal(mine: list[Row], yours: list[Row], is_ordered: bool, is_lax: bool) -> bool:
    if is_lax:
        often, seldom = Counter(mine), Counter(yours)
        return often.keys() == seldom.keys() and seldom <= often
    if is_ordered:
        mine, yours = _numbered(mine), _numbered(yours)
    return isomorphic(mine, yours)


def _numbered(rows: list[Row]) -> list[Row]:
    return [(ox.Literal(number), *row) for number, row in enumerate(rows)]


def _changed(rows: list[Row], change: Callable[[Term], Term]) -> list[Row]:
    return [tuple(change(term) for term in row) for row in rows]


def _unchanged(term: Term) -> Term:
    return term


def canonical_term(term: Term) -> Term:
    """Write a number or a time in one way, whatever way it was written in; keep its datatype."""
    if isinstance(term, ox.Triple):
        subject, predicate, value = (canonical_term(part) for part in term)
        return ox.Triple(subject, predicate, value)  # type: ignore[arg-type]
    if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(XSD):
        return term
    write = _WRITERS.get(term.datatype.value.removeprefix(XSD))
    try:
        return ox.Literal(write(term.value.strip()), datatype=term.datatype) if write else term
    except (ValueError, ArithmeticError):  # no number or time after all
        return term


def canonical_cell(term: Term) -> Term:
    """Do so for a cell of a CSV document, which has lost its datatype."""
    if isinstance(term, ox.Literal) and _NUMBER.fullmatch(term.value):
        return ox.Literal(repr(float(term.value)))
    return term


def _integer(lexical: str) -> str:
    return str(int(lexical))


def _decimal(lexical: str) -> str:
    return str(Decimal(lexical).normalize())


def _double(lexical: str) -> str:
    return repr(float(lexical))


def _float(lexical: str) -> str:
    return repr(struct.unpack("f", struct.pack("f", float(lexical)))[0])


def _boolean(lexical: str) -> str:
    return {"1": "true", "0": "false"}.get(lexical, lexical)


def _temporal(lexical: str) -> str:
    fraction = re.sub(r"(\.\d*?)0+(?=$|[Z+-])", r"\1", lexical)
    whole = re.sub(r"\.(?=$|[Z+-])", "", fraction)
    return re.sub(r"[+-]00:00$", "Z", whole)


def _duration(lexical: str) -> str:
    found = _DURATION.fullmatch(lexical)
    if not found:
        raise ValueError(lexical)
    parts = [Decimal(part or 0) for part in found.groups()[1:]]
    years, months, days, hours, minutes, seconds = (-part if found[1] else part for part in parts)
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return f"{years * 12 + months} months {total.normalize()} seconds"


_WRITERS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(_INTEGERS.split(), _integer),
    **dict.fromkeys(_TEMPORAL.split(), _temporal),
    **dict.fromkeys(_DURATIONS.split(), _duration),
    "decimal": _decimal,
    "double": _double,
    "float": _float,
    "boolean": _boolean,
}
