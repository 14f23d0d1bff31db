"""Copying a version to another store, graph by graph, by the Graph Store HTTP Protocol."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pyoxigraph as ox
import urllib3

from lodestone.errors import WorldError
from lodestone.store import snapshots
from lodestone.store.snapshots import Snapshot

SECONDS_A_GRAPH = 600
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Pushed:
    """A graph that was sent, or that the store has no place for; None names the default graph."""

    graph: str | None
    quads: int
    refused: str | None = None


def push(snapshot: Snapshot, graphs: str, user: str) -> Iterator[Pushed]:
    """Replace each graph of a version in the graph store at the URL `graphs`.

    `user` is `name:password`, or empty. A store without a default graph of its own, which shows the
    union of the others there, may refuse that one.

    Raises:
        WorldError: the store cannot be reached, or refuses a named graph.
    """
    store = snapshots.open_read_only(snapshot)
    headers = {"Content-Type": "text/turtle"}
    if user:
        headers |= urllib3.make_headers(basic_auth=user)
    http = urllib3.PoolManager(timeout=SECONDS_A_GRAPH, retries=False)
    names = [name for name in store.named_graphs() if isinstance(name, ox.NamedNode)]
    graphs_to_send: list[ox.NamedNode | ox.DefaultGraph] = [*names, ox.DefaultGraph()]
    for graph in graphs_to_send:
        is_default = isinstance(graph, ox.DefaultGraph)
        iri = None if isinstance(graph, ox.DefaultGraph) else graph.value
        url = f"{graphs}?default" if iri is None else f"{graphs}?graph={quote(iri, safe='')}"
        with tempfile.TemporaryFile() as file:
            store.dump(file, format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
            file.seek(0)
            body = file.read()
        try:
            response = http.request("PUT", url, body=body, headers=headers)
        except urllib3.exceptions.HTTPError as error:
            raise WorldError(f"{graphs} cannot be reached: {error}") from error
        refused = None
        if response.status >= 300:
            refused = f"{response.status}: {response.data[:_SHOWN].decode('utf-8', 'replace')}"
            if not is_default:
                raise WorldError(f"{graphs} refuses <{iri}> with {refused}")
        yield Pushed(iri, body.count(b"\n"), refused)
