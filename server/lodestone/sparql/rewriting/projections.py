"""Variables of a SELECT clause that its later expressions use (SPARQL 1.2 Query §18.2.4.4)."""

import re

from lodestone.errors import QueryError
from lodestone.sparql.rewriting.edits import Edits
from lodestone.sparql.syntax import (
    Node,
    child,
    children,
    nodes,
    parse_query,
    span,
    tokens,
    variable,
)

_GIVEN = re.compile(r"\bAS\s*[?$](\w+)", re.IGNORECASE)
_OTHER_SCOPES = frozenset({"aggregate", "group_graph_pattern", "service"})
_LONGEST_EXPRESSION = 10_000


def reuse_variables(text: str) -> str | None:
    """Put earlier expressions in the place of the variables that they are given to.

    The engine refuses `SELECT (COUNT(?v) AS ?count) (?count + 1 AS ?more)`. None where no SELECT
    clause uses a variable of its own, or the text would grow beyond measure.
    """
    given = _GIVEN.findall(text)
    if all(text.count(f"?{name}") + text.count(f"${name}") < 2 for name in given):
        return None
    try:
        tree = parse_query(text)
    except QueryError:
        return None
    edits = Edits(text)
    for clause in nodes(tree, "select_clause"):
        if not _substitute(clause, edits):
            return None
    return edits.text() if edits else None


def _substitute(clause: Node, edits: Edits) -> bool:
    earlier: dict[str, str] = {}
    for item in children(clause, "select_item"):
        expression = child(item, "expression")
        if expression is None:
            continue
        for token in tokens(expression, "VAR", without=_OTHER_SCOPES):
            if variable(token) in earlier:
                edits.replace(span(token), f"({earlier[variable(token)]})")
        written = edits.text(span(expression))
        if len(written) > _LONGEST_EXPRESSION:
            return False
        earlier[variable(list(tokens(item, "VAR"))[-1])] = written
    return True
