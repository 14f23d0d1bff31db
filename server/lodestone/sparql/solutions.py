"""Results as the pages of ours read them: a solution sequence, a boolean, or a graph."""

from dataclasses import dataclass

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Solution = dict[str, Term | None]


@dataclass(frozen=True, slots=True)
class SolutionSequence:
    """The solutions of a SELECT query, in order, with the variables of its result."""

    variables: tuple[str, ...]
    solutions: tuple[Solution, ...]


def read_results(body: bytes) -> "SolutionSequence | bool":
    """Read SPARQL JSON results (SPARQL 1.1 Query Results JSON Format)."""
    results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    names = [variable.value for variable in results.variables]
    found = tuple({name: solution[name] for name in names} for solution in results)
    return SolutionSequence(tuple(names), found)


def read_graph(body: bytes) -> list[ox.Triple]:
    """Read the N-Triples of a graph."""
    return [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]
