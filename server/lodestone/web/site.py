"""What every page needs: the settings, the snapshot, the catalogue, and where an IRI is shown."""

import io
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote

from flask import Flask, Response, current_app, request

from lodestone import vocabulary as v
from lodestone.processes.backend import Backend
from lodestone.settings import Settings
from lodestone.sparql import answer
from lodestone.sparql.formats import GRAPH_FORMATS, Format
from lodestone.sparql.solutions import Solution
from lodestone.sparql.templates import Catalogue
from lodestone.web.asking import Engine, Reply, Source
from lodestone.web.pooled import PooledSource
from lodestone.web.remote import RemoteSource
from lodestone.web.wsgi import SPOOLED

EXTENSION = "lodestone"


@dataclass(frozen=True, slots=True)
class Site:
    """The application's own objects; one for each application."""

    settings: Settings
    catalogue: Catalogue
    backend: Backend
    remote: RemoteSource | None

    def source(self) -> Source:
        """Give what answers questions: the workers over the current snapshot, or an endpoint."""
        return self.remote or self.pooled()

    def pooled(self) -> PooledSource:
        """Give the workers over the current snapshot."""
        return PooledSource(self.backend, self.url(request.path))

    def engine(self) -> Engine:
        """Give the engine that pages ask."""
        return Engine(self.source())

    def ask(self, engine: Engine, name: str, **values: str) -> tuple[Solution, ...]:
        """Run a stored query with its parameters bound."""
        return engine.select(self.catalogue.get(name).bind(values))

    def url(self, path: str) -> str:
        """Give the public URL of a path of ours."""
        root = self.settings.url or request.url_root
        return root.rstrip("/") + path


def site_of(app: Flask) -> Site:
    """Find the objects of an application."""
    return cast("Site", app.extensions[EXTENSION])


def current_site() -> Site:
    """Find the objects of the application that answers the current request."""
    return site_of(current_app)


def local_path(iri: str) -> str | None:
    """Say where this server shows an IRI: a path of ours, its own URL, or nowhere."""
    if iri.startswith(v.LS):
        return "/ont#" + quote(iri.removeprefix(v.LS), safe="")
    if iri.startswith(v.IDENTIFIER):
        return "/doc/" + quote(iri.removeprefix(v.IDENTIFIER))
    if iri.startswith(v.SCHEME):
        return "/doc/scheme/" + quote(iri.removeprefix(v.SCHEME))
    if iri.startswith((v.ONTOLOGY + "/", v.GRAPH)) or iri == v.ONTOLOGY:
        return "/" + quote(iri.removeprefix(v.BASE))
    return iri if iri.startswith(("http://", "https://")) else None


def alternates(path: str) -> list[Mapping[str, Any]]:
    """List the RDF formats of a page, as links with a suffix."""
    return [
        {"href": f"{path}.{known.suffix}", "type": known.media_type, "label": known.name}
        for known in GRAPH_FORMATS
    ]


def graph_response(triples: Any, chosen: Format, prefixes: dict[str, str]) -> Response:
    """Answer with a graph in the chosen format."""
    body = answer.serialise_graph(triples, chosen, prefixes)
    return Response(body, content_type=chosen.content_type)


def reply_response(reply: Reply) -> Response:
    """Answer as a worker did; a large body goes on as the file it came in."""
    response = Response(reply.body, status=reply.status, content_type=reply.content_type or None)
    if not reply.content_type:
        del response.headers["Content-Type"]
    response.headers.extend(reply.headers)
    if reply.descriptor is None:
        return response
    if "lodestone.front" in request.environ:
        request.environ[SPOOLED] = (reply.descriptor, reply.length)
    else:  # another server: it reads the file
        file = io.FileIO(os.dup(reply.descriptor), closefd=True)
        os.close(reply.descriptor)
        response.response = request.environ.get("wsgi.file_wrapper", _pieces)(file)
        response.content_length = reply.length
    return response


def _pieces(file: io.FileIO) -> Any:
    with file:
        while piece := file.read(64 * 1024):
            yield piece


def split_suffix(path: str) -> tuple[str, str | None]:
    """Take a known format suffix off a path: `org/openai.ttl` → `org/openai`, `ttl`."""
    stem, dot, suffix = path.rpartition(".")
    if dot and suffix in {known.suffix for known in GRAPH_FORMATS}:
        return stem, suffix
    return path, None
