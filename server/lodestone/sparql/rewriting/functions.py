"""Functions and literals that the engine reads otherwise than the standard.

- `TRUE` in any case is a boolean, as all keywords but `a` are (SPARQL 1.2 Query §19.8, note 1).
- `GROUP_CONCAT` gives a simple literal, without the language of its strings (§18.5.1.7).
- `BNODE("x")` gives another blank node for each solution (§17.4.2.9), with no label of the user's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from lark import Token

from lodestone.sparql.rewriting.edits import Edits
from lodestone.sparql.rewriting.scopes import in_scope
from lodestone.sparql.syntax import Node, child, children, nodes, span, tokens

_REMOTE = frozenset({"service"})
_OWN_LEVEL = frozenset({"service", "group_graph_pattern"})
_PATTERNS = frozenset(
    {"triples_block", "group_or_union", "optional", "minus", "graph", "service", "values"}
)


def write_booleans_in_lower_case(tree: Node, edits: Edits) -> None:
    """Write `TRUE` and `False` as the engine reads them."""
    for token in tokens(tree, "TRUE", "FALSE", without=_REMOTE):
        if token != token.lower():
            edits.replace(span(token), token.lower())


def strip_languages_of_concatenations(tree: Node, edits: Edits) -> None:
    """Make each `GROUP_CONCAT` a simple literal."""
    for aggregate in nodes(tree, "aggregate", without=_REMOTE):
        if any(isinstance(c, Token) and c.type == "GROUP_CONCAT" for c in aggregate.children):
            edits.wrap(span(aggregate), "STR(", ")")


def make_blank_nodes_fresh(tree: Node, edits: Edits) -> None:
    """Give each `BNODE(expression)` a part that is another in each solution.

    Two calls that see the same solution share that part, in a variable of its own: equal strings
    give one node there. One call alone draws it in place. So do calls in queries with aggregates,
    where a solution stands for a group.
    """
    if not any(_calls(tree)):
        return
    fresh = _FreshVariables(edits)
    for select in nodes(tree, "select_query", "sub_select", without=_REMOTE):
        _freshen_projection(select, edits, fresh)
    for group in nodes(tree, "group_graph_pattern", without=_REMOTE):
        _freshen_group(group, edits, fresh)
    for modifier in nodes(tree, "solution_modifier", without=_REMOTE):
        _write_calls(list(_calls(modifier, _OWN_LEVEL)), "STRUUID()", edits)
    if fresh.names:
        _spell_out_stars(tree, edits)


@dataclass(slots=True)
class _FreshVariables:
    """Names of variables that do not occur in the text."""

    edits: Edits
    names: list[str] = field(default_factory=list)

    def next(self) -> str:
        free = (f"?solution{number}" for number in count(len(self.names) + 1))
        name = next(n for n in free if n[1:] not in self.edits.original and n not in self.names)
        self.names.append(name)
        return name


def _calls(part: Node, without: frozenset[str] = _REMOTE) -> Iterator[Node]:
    for call in nodes(part, "bnode_call", without=without):
        if child(call, "expression"):
            yield call


def _write_calls(calls: list[Node], different: str, edits: Edits) -> None:
    for call in calls:
        for expression in children(call, "expression"):
            # The digest makes a label of any string; it fails for what is no string, as BNODE does.
            edits.wrap(span(expression), "SHA1(CONCAT(", f", {different}))")


def _freshen_projection(select: Node, edits: Edits, fresh: _FreshVariables) -> None:
    clause, where = child(select, "select_clause"), child(select, "where_clause")
    calls = list(_calls(clause, _OWN_LEVEL)) if clause else []
    pattern = child(where, "group_graph_pattern") if where else None
    if pattern is None or len(calls) < 2 or _is_grouped(select):
        _write_calls(calls, "STRUUID()", edits)
        return
    name = fresh.next()
    edits.wrap(span(pattern), "{ ", f" BIND(STRUUID() AS {name}) }}")
    _write_calls(calls, name, edits)


def _is_grouped(select: Node) -> bool:
    return any(
        True
        for _ in nodes(select, "group_clause", "aggregate", without=_OWN_LEVEL | {"where_clause"})
    )


def _freshen_group(group: Node, edits: Edits, fresh: _FreshVariables) -> None:
    run: list[Node] = []
    for part in [*group.children, None]:
        if part is None or (not isinstance(part, Token) and part.data in _PATTERNS):
            _freshen_run(run, edits, fresh)
            run = []
        elif not isinstance(part, Token) and part.data == "bind":
            run.append(part)
    for part in children(group, "filter"):
        _write_calls(list(_calls(part, _OWN_LEVEL)), "STRUUID()", edits)


def _freshen_run(binds: list[Node], edits: Edits, fresh: _FreshVariables) -> None:
    calls = [call for bind in binds for call in _calls(bind, _OWN_LEVEL)]
    if len(calls) < 2:
        _write_calls(calls, "STRUUID()", edits)
        return
    name = fresh.next()
    edits.insert(span(binds[0]).start, f"BIND(STRUUID() AS {name}) ")
    _write_calls(calls, name, edits)


def _spell_out_stars(tree: Node, edits: Edits) -> None:
    for select in nodes(tree, "select_query", "sub_select", without=_REMOTE):
        clause, where = child(select, "select_clause"), child(select, "where_clause")
        if clause is None or where is None:
            continue
        for star in (c for c in clause.children if isinstance(c, Token) and c.type == "STAR"):
            names = " ".join(f"?{name}" for name in in_scope(where))
            edits.replace(span(star), names or "*")
