"""`SERVICE`: other endpoints are asked first, and their answers stand in the query as VALUES.

SPARQL 1.1 Federated Query §2 and §4: the pattern is evaluated on its own and joined; with `SILENT`
an endpoint that fails gives one solution without bindings. With a variable for the endpoint, what
stands around the clause is evaluated first, and says which endpoints there are.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lark import Token

from lodestone.errors import ForbiddenError, LodestoneError, QueryError
from lodestone.sparql.federation import is_iri, values_block, values_of
from lodestone.sparql.rewriting.edits import Edits
from lodestone.sparql.rewriting.scopes import in_scope
from lodestone.sparql.rewriting.surroundings import Surroundings, absolute_iris, written_iri
from lodestone.sparql.syntax import Node, Span, child, children, nodes, span, tokens, variable

_ENCLOSING = ("group_graph_pattern", "graph", "query_unit", "sub_select")

Ask = Callable[[str, str], bytes]


def has_services(tree: Node) -> bool:
    """Say whether the query asks other endpoints."""
    return any(True for _ in nodes(tree, "service"))


def inline_services(tree: Node, edits: Edits, surroundings: Surroundings) -> None:
    """Put what the endpoints answer in the place of each `SERVICE` clause.

    A clause inside of another is sent along, not asked here.

    Raises:
        ForbiddenError: federation is off, or an endpoint is not allowed.
        LodestoneError: an endpoint fails and the clause is not `SILENT`.
        QueryError: nothing says what the variable of a clause stands for.
    """
    clauses = _outermost(tree)
    if not clauses:
        return
    if surroundings.call is None:
        raise ForbiddenError(
            "SERVICE is switched off here: this endpoint calls no other. "
            "Whoever runs it can list endpoints in LODESTONE_FEDERATION."
        )
    calls = [_Call(clause, tree, edits, surroundings, surroundings.call) for clause in clauses]
    varying = [call for call in calls if call.target.type == "VAR"]
    for call in calls:
        edits.replace(span(call.clause), "{ }" if call in varying else call.fixed())
    for call in varying:
        edits.replace(span(call.clause), call.for_each_endpoint())


def _outermost(tree: Node) -> list[Node]:
    all_clauses = list(nodes(tree, "service"))
    inner = {id(i) for clause in all_clauses for i in nodes(clause, "service") if i is not clause}
    return [clause for clause in all_clauses if id(clause) not in inner]


@dataclass(frozen=True, slots=True, eq=False)
class _Call:
    """A clause to replace, the query it stands in, and whom to ask."""

    clause: Node
    tree: Node
    edits: Edits
    surroundings: Surroundings
    ask: Ask

    @property
    def target(self) -> Token:
        """The endpoint: an IRI or a variable."""
        return next(c for c in reversed(self.clause.children) if isinstance(c, Token))

    def fixed(self) -> str:
        """Ask the one endpoint that the clause names."""
        iris = absolute_iris([self.target], self._prologue(), self.surroundings.base)
        return self._answer(iris[0], None)

    def for_each_endpoint(self) -> str:
        """Ask each endpoint that the variable of the clause stands for."""
        name = variable(self.target)
        arms = [self._answer(endpoint, (name, endpoint)) for endpoint in self._endpoints()]
        return f"{{ {' UNION '.join(arms)} }}" if arms else f"{{ VALUES ?{name} {{ }} }}"

    def _answer(self, endpoint: str, also: tuple[str, str] | None) -> str:
        pattern = span(children(self.clause, "group_graph_pattern")[0])
        base = self.surroundings.base or ""
        base = f"BASE <{base}>\n" if is_iri(base) else ""
        query = f"{base}{self._prologue()}\nSELECT * {self._original(pattern)}"
        try:
            return f"{{ {values_block(self.ask(endpoint, query), also)} }}"
        except LodestoneError:
            first = self.clause.children[0]
            if not (isinstance(first, Token) and first.type == "SILENT"):
                raise
            return f"{{ VALUES ?{also[0]} {{ {written_iri(also[1])} }} }}" if also else "{ }"

    def _endpoints(self) -> list[str]:
        query = self._query_for_endpoints()
        if query is None or self.surroundings.solutions is None:
            raise QueryError(
                f"Nothing around SERVICE {self.target} says which endpoints it stands for. "
                "Name them: VALUES with their IRIs in the same group."
            )
        found = values_of(self.surroundings.solutions(query), variable(self.target))
        return list(dict.fromkeys(term["value"] for term in found if term["type"] == "uri"))

    def _query_for_endpoints(self) -> str | None:
        """Ask the nearest group around the clause that binds its variable, in its graph."""
        name = variable(self.target)
        datasets = " ".join(self._original(span(d)) for d in nodes(self.tree, "dataset_clause"))
        head = f"{self._prologue()}\nSELECT DISTINCT ?{name} {datasets} WHERE "
        around = self._around()
        for number, part in enumerate(around):
            if part.data == "group_graph_pattern" and self._is_bound_in(part):
                pattern = self.edits.text(span(part))
                for graph in (p for p in around[number:] if p.data == "graph"):
                    pattern = f"{{ GRAPH {graph.children[0]} {pattern} }}"
                return head + pattern
            if part.data in ("query_unit", "sub_select"):
                values = child(part, "values_clause")
                if values and name in map(variable, tokens(values, "VAR")):
                    return f"{head} {{ {self.edits.text(span(values))} }}"
                return None
        return None

    def _around(self) -> list[Node]:
        """Give what encloses the clause, from the inside out."""
        place = span(self.clause)
        return [
            part
            for part in reversed(list(nodes(self.tree, *_ENCLOSING)))
            if span(part).start <= place.start and place.end <= span(part).end
            if part not in self.clause.children
        ]

    def _is_bound_in(self, group: Node) -> bool:
        """Say whether a group binds the variable elsewhere than in the clause."""
        name = variable(self.target)
        here, inside = (
            sum(variable(token) == name for token in tokens(part, "VAR"))
            for part in (group, self.clause)
        )
        return name in in_scope(group) and inside < here

    def _prologue(self) -> str:
        """Give the declarations that hold for the clause."""
        before = (p for p in children(self.tree, "prologue") if not p.meta.empty)
        spans = [span(p) for p in before if span(p).start < span(self.clause).start]
        return "\n".join(self._original(place) for place in spans)

    def _original(self, place: Span) -> str:
        return self.edits.original[place.start : place.end]
