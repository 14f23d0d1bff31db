"""What the standard forbids and the engine lets pass."""

from lodestone.errors import QueryError
from lodestone.sparql.syntax import Node, nodes, position, span

_OTHER_SCOPES = frozenset({"sub_select", "service"})


def refuse_nested_aggregates(tree: Node, text: str) -> None:
    """Refuse an aggregate in an aggregate: it has no meaning (SPARQL 1.2 Query §19.8, note 12).

    A sub-select inside an `EXISTS` inside an aggregate has aggregates of its own.

    Raises:
        QueryError: an aggregate stands in the expression of another.
    """
    for outer in nodes(tree, "aggregate", without=frozenset({"service"})):
        for inner in nodes(outer, "aggregate", without=_OTHER_SCOPES):
            if inner is not outer:
                line, column = position(text, span(inner).start)
                raise QueryError(
                    f"At line {line}, column {column}: an aggregate stands inside another. "
                    "Put the inner one into a sub-select."
                )
