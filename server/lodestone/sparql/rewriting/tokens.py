"""Reading a text token by token, in linear time, where a whole parse would cost too much."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lodestone.errors import QueryError
from lodestone.sparql.syntax import OPAQUE, position

_NAME = r"[^\s\"'<>(){}\[\],;|^!&=/*+#\\]"
_BLANK = r"(?:\s|\#[^\n\r]*+)"
_LETTER = r"[\w\u00B7\u0300-\u036F\u203F\u2040-]"

_NAMES = re.compile(
    OPAQUE + rf"| (?P<label>_:(?:(?:{_LETTER}|\.)*{_LETTER})?)"
    rf"| [?$]\w+ | (?<![\w.@-])(?:[^\W\d_](?:{_LETTER}|\.)*+)?:(?:[\w:.%-]|\\.)*"
    rf"| (?P<boolean>(?<![\w.@-])(?i:true|false)(?!{_LETTER}))",
    re.VERBOSE | re.DOTALL,
)
_BOOLEANS = ("True", "TRUE", "False", "FALSE")
_DATA_OPERATIONS = re.compile(
    OPAQUE + r"| (?P<quote>[\"'])"
    rf"| (?P<data>(?<!{_NAME})(?:insert|delete){_BLANK}*+data{_BLANK}*+\{{)",
    re.VERBOSE | re.DOTALL | re.IGNORECASE | re.ASCII,
)
_QUADS = re.compile(rf"(?:[^\"'<#{{}}\\]++|{OPAQUE}|<)*+", re.VERBOSE | re.DOTALL)


def rename_blank_nodes(text: str, suffix: str) -> str:
    """Put a suffix behind each blank node label: a label stands for one group pattern only."""

    def renamed(match: re.Match[str]) -> str:
        return match[0] + suffix if match["label"] else match[0]

    return _NAMES.sub(renamed, text) if "_:" in text else text


def lower_booleans(quads: str) -> str:
    """Write `True` and `TRUE` in the quads of a data operation as the engine reads them."""

    def lowered(match: re.Match[str]) -> str:
        return match[0].lower() if match["boolean"] else match[0]

    return _NAMES.sub(lowered, quads) if any(word in quads for word in _BOOLEANS) else quads


@dataclass(frozen=True, slots=True)
class Outline:
    """An update request without the quads of its `INSERT DATA` and `DELETE DATA`.

    Attributes:
        text: the request, the quads left out.
        quads: what was left out, each with its place in `text`.
    """

    text: str
    quads: tuple[tuple[int, str], ...]


def outline(update: str) -> Outline:
    """Leave out the quads of data operations: they may be long, and nothing in them is rewritten.

    Raises:
        QueryError: a string or a group of quads has no end.
    """
    pieces: list[str] = []
    quads: list[tuple[int, str]] = []
    kept = length = 0
    for begins, ends in _data_operations(update):
        pieces.append(update[kept:begins])
        length += begins - kept
        quads.append((length, update[begins:ends]))
        kept = ends
    pieces.append(update[kept:])
    return Outline("".join(pieces), tuple(quads))


def _data_operations(update: str) -> Iterator[tuple[int, int]]:
    at = 0
    while match := _DATA_OPERATIONS.search(update, at):
        at = match.end()
        if match["quote"]:
            raise _without_end(update, match.start(), "string")
        if match["data"]:
            begins, at = at, _end_of_quads(update, at)
            yield begins, at


def _end_of_quads(update: str, begins: int) -> int:
    depth, at = 1, begins
    while depth:
        match = _QUADS.match(update, at)
        at = match.end() if match else at
        ends = update[at : at + 1]
        if ends not in ("{", "}"):
            kind = "string" if ends in ("'", '"') else "group of quads"
            raise _without_end(update, at if ends else begins, kind)
        depth += 1 if ends == "{" else -1
        at += 1
    return at - 1


def _without_end(update: str, offset: int, kind: str) -> QueryError:
    line, column = position(update, offset)
    return QueryError(f"This is not SPARQL: the {kind} at line {line}, column {column} has no end.")
