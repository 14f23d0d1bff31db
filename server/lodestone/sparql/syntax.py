"""The syntax of SPARQL 1.1 and 1.2: text to tree, and what a reader of trees asks.

The grammar stands in `grammar.lark`. A tree says where each of its parts begins and ends in the
text, so that a rewriter can edit the text there and leave everything else as it was written.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from lodestone.errors import QueryError

Node = Tree[Token]

OPAQUE = r"""
    \#[^\n\r]*+
  | \'\'\'(?:\'{0,2}(?:[^\'\\]|\\.))*+\'\'\' | \"\"\"(?:"{0,2}(?:[^"\\]|\\.))*+\"\"\"
  | \'(?:[^\'\\\n\r]|\\.)*+\' | "(?:[^"\\\n\r]|\\.)*+"
  | <(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>
  | \\.
"""
"""Matches a comment, a string, an IRI, or a character escaped in a name (verbose, dot for all)."""

DEEPEST_NESTING = 128
"""How many brackets may be open at one place; the engine's own stack ends not far beyond."""

_BRACKETS = re.compile(
    OPAQUE + r"| (?P<opens><<|[{(\[]) | (?P<closes>>>|[})\]])",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: from `start` up to, and without, `end`."""

    start: int
    end: int


def parse_query(text: str) -> Node:
    """Parse a query (SPARQL 1.2 Query §19.8).

    Raises:
        QueryError: the text is no query; the message has line and column.
    """
    return _parse(text, "query_unit")


def parse_update(text: str) -> Node:
    """Parse an update request: any number of operations (SPARQL 1.1 Update §3).

    Raises:
        QueryError: the text is no update; the message has line and column.
    """
    return _parse(text, "update_unit")


@functools.cache
def _parser() -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        start=["query_unit", "update_unit"],
        parser="lalr",
        lexer="basic",  # the contextual lexer would not take the longest token everywhere
        propagate_positions=True,
        maybe_placeholders=False,
        g_regex_flags=re.ASCII,
    )


def _parse(text: str, start: str) -> Node:
    _refuse_deep_nesting(text)
    try:
        return _parser().parse(text, start=start)
    except UnexpectedInput as error:
        raise QueryError(_explanation(error, text)) from error


def _refuse_deep_nesting(text: str) -> None:
    depth = 0
    for match in _BRACKETS.finditer(text):
        if match.lastgroup == "opens":
            depth += 1
        elif match.lastgroup == "closes":
            depth -= 1
        if depth > DEEPEST_NESTING:
            line, column = position(text, match.start())
            raise QueryError(
                f"At line {line}, column {column}: more than {DEEPEST_NESTING} brackets are open. "
                "Nest less deeply."
            )


def _explanation(error: UnexpectedInput, text: str) -> str:
    at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    offset = len(text) if at_end or error.pos_in_stream is None else error.pos_in_stream
    line, column = position(text, offset)
    if at_end:
        found = "the end, but more is needed"
    elif isinstance(error, UnexpectedToken):
        found = f"'{error.token}', which cannot stand there"
    elif isinstance(error, UnexpectedCharacters):
        found = f"'{text[offset : offset + 10]}', which begins no token"
    else:
        found = "something that cannot stand there"
    return f"This is not SPARQL: at line {line}, column {column} there is {found}."


def position(text: str, offset: int) -> tuple[int, int]:
    """Give the line and the column, both counted from 1, of a place in a text."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def span(part: Node | Token) -> Span:
    """Say where a part of a tree stands in the text; an empty part stands at 0."""
    if isinstance(part, Token):
        return Span(part.start_pos or 0, part.end_pos or 0)
    if part.meta.empty:
        return Span(0, 0)
    return Span(part.meta.start_pos, part.meta.end_pos)


def descend(part: Node, without: frozenset[str] = frozenset()) -> Iterator[Node | Token]:
    """Give a part and all below it, in the order of the text, a node before its children.

    Nodes whose name is in `without` are left out with all below them.
    """
    waiting: list[Node | Token] = [part]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Token):
            yield current
        elif current.data not in without:
            yield current
            waiting.extend(reversed(current.children))


def nodes(part: Node, *names: str, without: frozenset[str] = frozenset()) -> Iterator[Node]:
    """Give the nodes of these names, in the order of the text, a node before those below it."""
    for current in descend(part, without):
        if isinstance(current, Tree) and current.data in names:
            yield current


def tokens(part: Node, *types: str, without: frozenset[str] = frozenset()) -> Iterator[Token]:
    """Give the tokens of these types, in the order of the text."""
    for current in descend(part, without):
        if isinstance(current, Token) and current.type in types:
            yield current


def child(part: Node, name: str) -> Node | None:
    """Give the first child of a name, or None."""
    return next((c for c in part.children if isinstance(c, Tree) and c.data == name), None)


def children(part: Node, *names: str) -> list[Node]:
    """Give the children of these names."""
    return [c for c in part.children if isinstance(c, Tree) and c.data in names]


def variable(token: Token) -> str:
    """Give the name of a variable: `?x` and `$x` are one."""
    return str(token)[1:]
