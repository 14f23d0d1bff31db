"""What a write process is asked to do, and under which conditions."""

from dataclasses import dataclass
from typing import Any

from lodestone.sparql.request import UpdateRequest

MINT = "mint"
"""In place of a graph's name: give the graph a name of its own."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the client says around a write; `url` is what relative IRIs are resolved against."""

    url: str
    accept: str
    if_match: str | None
    if_none_match: str | None


@dataclass(frozen=True, slots=True)
class GraphWrite:
    """A write of one graph: `put`, `post` or `delete`; `graph` is None for the default graph."""

    operation: str
    graph: str | None
    content_type: str
    body: bytes


WriteJob = tuple[UpdateRequest | GraphWrite, Conditions]


def read_job(job: Any) -> WriteJob:
    """Read a job as the front sends it: plain tuples, since the front does not know this room."""
    operation, asked, conditions = job
    if operation == "update":
        return asked, Conditions(**conditions)
    graph, content_type, body = asked
    return GraphWrite(operation, graph, content_type, body), Conditions(**conditions)
