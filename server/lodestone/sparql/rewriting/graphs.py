"""`GRAPH ?g { … }` where the variable must not be seen inside.

SPARQL evaluates the pattern on each named graph by itself, and joins the graph's name after that
(SPARQL 1.2 Query §18.6). The engine treats the name as bound within, which differs for sub-selects,
`MINUS`, `VALUES`, a `GRAPH` inside, and where the pattern uses the variable itself. Such a pattern
becomes the union, over the named graphs, of `{ GRAPH <name> { … } VALUES ?g { <name> } }`.
"""

from collections.abc import Callable, Sequence

from lark import Token

from lodestone.errors import ResourceError
from lodestone.sparql.rewriting.edits import Edits
from lodestone.sparql.rewriting.surroundings import written_iri
from lodestone.sparql.rewriting.tokens import rename_blank_nodes
from lodestone.sparql.syntax import Node, children, nodes, span, tokens, variable

LONGEST_TEXT = 4_000_000
"""How many characters all such patterns of a query may have, spelled out for all graphs."""

_SCOPED = ("sub_select", "minus", "values", "service", "graph")
_NO_GRAPH = "urn:x-lodestone:no-graph"


def has_scoped_graphs(tree: Node) -> bool:
    """Say whether there is a pattern that has to be spelled out graph by graph."""
    return any(_is_scoped(graph) for graph in _graphs(tree))


def spell_out_graphs(tree: Node, edits: Edits, names: Callable[[], Sequence[str]]) -> None:
    """Put the union over the named graphs in the place of each such pattern.

    Raises:
        ResourceError: there are so many graphs that the query would become too long.
    """
    left = LONGEST_TEXT
    for graph in reversed([graph for graph in _graphs(tree) if _is_scoped(graph)]):
        union = _union(graph, edits, names(), left)
        edits.replace(span(graph), union)
        left -= len(union)


def _graphs(tree: Node) -> list[Node]:
    return list(nodes(tree, "graph", without=frozenset({"service"})))


def _is_scoped(graph: Node) -> bool:
    name = graph.children[0]
    if not isinstance(name, Token) or name.type != "VAR":
        return False
    pattern = children(graph, "group_graph_pattern")[0]
    return any(True for _ in nodes(pattern, *_SCOPED)) or any(
        variable(token) == variable(name) for token in tokens(pattern, "VAR")
    )


def _union(graph: Node, edits: Edits, names: Sequence[str], longest: int) -> str:
    name = graph.children[0]
    pattern = edits.text(span(children(graph, "group_graph_pattern")[0]))
    if len(pattern) * len(names) > longest:
        raise ResourceError(
            f"GRAPH {name} would have to be spelled out for {len(names)} graphs, which makes the "
            "query too long. Name the graphs you ask: FROM NAMED <…>."
        )
    if not names:
        return f"{{ GRAPH <{_NO_GRAPH}> {pattern} VALUES {name} {{ }} }}"
    arms = []
    for number, iri in enumerate(map(written_iri, dict.fromkeys(names)), 1):
        own = rename_blank_nodes(pattern, f"_{number}")
        arms.append(f"{{ GRAPH {iri} {own} VALUES {name} {{ {iri} }} }}")
    return _balanced(arms)


def _balanced(arms: Sequence[str]) -> str:
    """Join by halves: the engine's stack grows with the depth of a union."""
    if len(arms) == 1:
        return arms[0]
    middle = len(arms) // 2
    return f"{{ {_balanced(arms[:middle])} UNION {_balanced(arms[middle:])} }}"
