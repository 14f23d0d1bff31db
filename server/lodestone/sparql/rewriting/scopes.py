"""Which variables a pattern gives to what stands around it (SPARQL 1.2 Query §18.2.1)."""

from collections.abc import Iterator

from lark import Token

from lodestone.sparql.syntax import Node, child, descend, tokens, variable

_HIDING = frozenset({"filter", "minus", "sub_select", "bind", "values", "expression"})
_BOUND_BY_LAST_CHILD = ("bind", "select_item", "group_condition")


def in_scope(pattern: Node) -> list[str]:
    """Give the names of the variables in scope, each once."""
    return list(dict.fromkeys(_variables(pattern)))


def _variables(pattern: Node) -> Iterator[str]:
    if pattern.data == "sub_select":
        yield from _projected(pattern)
        return
    if pattern.data in ("bind", "values"):
        yield from map(variable, _own_variables(pattern))
        return
    for part in descend(pattern, _HIDING):
        if isinstance(part, Token):
            if part.type == "VAR":
                yield variable(part)
            continue
        for hidden in part.children:
            if not isinstance(hidden, Token) and hidden.data in ("bind", "values", "sub_select"):
                yield from _variables(hidden)


def _own_variables(part: Node) -> list[Token]:
    return [c for c in part.children if isinstance(c, Token) and c.type == "VAR"]


def _projected(select: Node) -> Iterator[str]:
    clause, where = child(select, "select_clause"), child(select, "where_clause")
    if clause is None or where is None:
        return
    items = [c for c in clause.children if not isinstance(c, Token) and c.data == "select_item"]
    if not items:
        yield from in_scope(where)
        values = child(select, "values_clause")
        yield from map(variable, tokens(values, "VAR") if values else ())
    for item in items:
        yield variable(_own_variables(item)[-1])
