"""What a rewriting may ask about where the query runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from lodestone.errors import QueryError
from lodestone.sparql.federation import is_iri


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a rewriting may ask about where the query runs.

    Attributes:
        named_graphs: gives the IRIs of the named graphs of the dataset that is asked: the one that
            the protocol named, or the store's. `FROM NAMED` in the query itself goes before, unless
            the protocol named a dataset.
        protocol_dataset: whether the protocol named a dataset.
        call: asks an endpoint, given by its IRI, a query, and gives the results in SPARQL JSON; it
            raises a `LodestoneError` where it fails, a `ForbiddenError` where the endpoint is not
            allowed. None: federation is off.
        base: what relative IRIs are relative to.
        solutions: asks the store of this query another SELECT query, and gives the results in
            SPARQL JSON; needed only for `SERVICE` with a variable.
    """

    named_graphs: Callable[[], Sequence[str]]
    protocol_dataset: bool
    call: Callable[[str, str], bytes] | None
    base: str | None
    solutions: Callable[[str], bytes] | None = None


def absolute_iris(terms: Sequence[str], prologue: str, base: str | None) -> list[str]:
    """Make IRIs, written as in a query, absolute; the engine itself does it.

    Raises:
        QueryError: an undeclared prefix, or a relative IRI where there is no base.
    """
    if not terms:
        return []
    projection = " ".join(f"({term} AS ?i{number})" for number, term in enumerate(terms))
    try:
        found = ox.Store().query(f"{prologue}\nSELECT {projection} {{}}", base_iri=base)
    except (SyntaxError, ValueError) as error:
        raise QueryError(f"An IRI of the query cannot be made absolute: {error}") from error
    solution = next(iter(found)) if isinstance(found, ox.QuerySolutions) else ()
    return [term.value for term in solution if isinstance(term, ox.NamedNode)]


def written_iri(iri: str) -> str:
    """Write an absolute IRI as it stands in a query.

    Raises:
        QueryError: the text is no absolute IRI; nothing else may get into a query this way.
    """
    if not is_iri(iri):
        raise QueryError(f"'{iri}' names no graph: an absolute IRI is needed.")
    return f"<{iri}>"
