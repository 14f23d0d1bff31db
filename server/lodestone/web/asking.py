"""What the pages ask: one face over the current snapshot's workers, or over another endpoint."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

import pyoxigraph as ox

from lodestone.errors import (
    BusyError,
    DeadlineError,
    ForbiddenError,
    LodestoneError,
    NotAcceptableError,
    NotFoundError,
    QueryError,
    ResourceError,
    TooLargeError,
    WorldError,
)
from lodestone.model.manifest import Manifest
from lodestone.sparql import solutions
from lodestone.sparql.formats import N_TRIPLES, RESULTS_JSON
from lodestone.sparql.solutions import Solution, SolutionSequence

ERRORS: Mapping[int, type[LodestoneError]] = {
    400: QueryError,
    403: ForbiddenError,
    404: NotFoundError,
    406: NotAcceptableError,
    413: TooLargeError,
    422: ResourceError,
    503: BusyError,
    504: DeadlineError,
}
"""The error that an answer of that status stands for."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a question: whole, with the type of its body, or the descriptor of its file."""

    status: int
    content_type: str
    body: bytes
    descriptor: int | None = None
    length: int = 0
    headers: tuple[tuple[str, str], ...] = ()


class Source(Protocol):
    """Where questions are answered: the worker pool, or a remote endpoint."""

    @property
    def manifest(self) -> Manifest:
        """Say what is asked: version, counts, graphs."""

    def ask(self, operation: str, query_string: bytes, accept: str) -> Reply:
        """Answer a protocol request, `query` or `graph`, given by its query string."""


class Engine:
    """The questions that pages have, over a source."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.manifest = source.manifest

    def answer(self, query: str, accept: str, wanted: str | None = None) -> Reply:
        """Answer a query in an acceptable format, or in the one `wanted` by its short name.

        Raises:
            LodestoneError: the query is at fault, takes too long, or there is no such format.
        """
        fields = {"query": query} | ({"format": wanted} if wanted else {})
        return self._whole(self._source.ask("query", urlencode(fields).encode(), accept))

    def solutions(self, query: str) -> SolutionSequence:
        """Give the solution sequence of a SELECT query."""
        found = solutions.read_results(self.answer(query, RESULTS_JSON.media_type).body)
        if isinstance(found, bool):
            raise QueryError("A SELECT query was expected here.")
        return found

    def select(self, query: str) -> tuple[Solution, ...]:
        """Give the solutions of a SELECT query, in order."""
        return self.solutions(query).solutions

    def holds(self, query: str) -> bool:
        """Give the answer of an ASK query."""
        return solutions.read_results(self.answer(query, RESULTS_JSON.media_type).body) is True

    def construct(self, query: str) -> list[ox.Triple]:
        """Give the graph of a CONSTRUCT query."""
        return solutions.read_graph(self.answer(query, N_TRIPLES.media_type).body)

    def graph_answer(self, iri: str, accept: str) -> Reply:
        """Give a named graph in an acceptable format.

        Raises:
            NotFoundError: there is no such graph.
        """
        fields = urlencode({"graph": iri}).encode()
        return self._whole(self._source.ask("graph", fields, accept))

    def graph(self, iri: str) -> list[ox.Triple]:
        """Give the triples of a named graph."""
        return solutions.read_graph(self.graph_answer(iri, N_TRIPLES.media_type).body)

    def _whole(self, reply: Reply) -> Reply:
        if reply.status == 200:
            return reply if reply.descriptor is None else _read(reply, reply.descriptor)
        error = ERRORS.get(reply.status, WorldError)
        raise error(reply.body.decode("utf-8", "replace").strip())


def _read(reply: Reply, descriptor: int) -> Reply:
    with os.fdopen(descriptor, "rb") as file:
        return Reply(reply.status, reply.content_type, file.read(), None, 0, reply.headers)
