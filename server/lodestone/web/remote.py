"""Another SPARQL 1.1 endpoint as a source of answers, for those who outgrow one machine.

Whatever is asked of us is asked of it by the SPARQL 1.1 Protocol and the Graph Store HTTP Protocol.
"""

import json
import os
import tempfile
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import urllib3

from lodestone.errors import DeadlineError, ForbiddenError, QueryError, TooLargeError, WorldError
from lodestone.model.manifest import Manifest
from lodestone.settings import Settings
from lodestone.sparql import solutions
from lodestone.sparql.formats import GRAPH_FORMATS, RESULTS_JSON, SOLUTION_FORMATS
from lodestone.sparql.guard import TextLimits, check_query
from lodestone.sparql.request import UpdateRequest, read_graph_name, read_query
from lodestone.web.asking import Reply

MEGABYTE = 1024 * 1024
MANIFEST_SECONDS = 60.0
_PIECE = 256 * 1024
_ASK_AS_ROWS = b"__ASK_RETVAL"
_OURS = "application/sparql-results+json, text/turtle;q=0.9, */*;q=0.1"
_OUR_GRAPHS = "text/turtle, */*;q=0.1"
_GRAPH_COUNTS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes, and what it carries."""

    method: str
    url: str
    accept: str = "*/*"
    content_type: str = ""
    body: bytes = b""


class RemoteSource:
    """Answers from a remote endpoint; results are spooled, never held in memory whole."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._http = urllib3.PoolManager(
            maxsize=settings.threads,
            timeout=urllib3.Timeout(connect=5, read=settings.query_seconds),
            retries=False,
        )
        self._lock = threading.Lock()
        self._manifest: Manifest | None = None
        self._counted = 0.0

    @property
    def manifest(self) -> Manifest:
        """Say what the endpoint holds, as far as counting queries tell; counted once a minute."""
        with self._lock:
            if self._manifest is None or time.monotonic() - self._counted > MANIFEST_SECONDS:
                self._manifest = self._count()
                self._counted = time.monotonic()
            return self._manifest

    def ask(self, operation: str, query_string: bytes, accept: str) -> Reply:
        """Answer a protocol request by the endpoint."""
        return self.request(operation, "GET", query_string, "", accept, b"")

    def request(
        self,
        operation: str,
        method: str,
        query_string: bytes,
        content_type: str,
        accept: str,
        body: bytes,
    ) -> Reply:
        """Answer a protocol request by the endpoint, whatever its method.

        Raises:
            ForbiddenError: the endpoint cannot do this.
            DeadlineError, TooLargeError, WorldError: it did not answer, or too much.
        """
        if operation == "graph":
            return self._graph(query_string, accept)
        if operation != "query":
            raise ForbiddenError("The endpoint that is served here knows no entailment regimes.")
        asked = read_query(method, query_string, content_type, body)
        s = self._settings
        limits = TextLimits(s.query_length, s.query_depth, s.query_operators, s.query_patterns)
        check_query(asked.query, limits)
        fields = [("query", asked.query)]
        if asked.dataset is not None:
            fields += [("default-graph-uri", iri) for iri in asked.dataset.default_graphs]
            fields += [("named-graph-uri", iri) for iri in asked.dataset.named_graphs]
        wanted = _media_types(asked.format) if asked.format else _preferring(accept, _OURS)
        return self._send(_form("POST", s.engine, fields, wanted))

    def write(self, operation: str, asked: Any) -> Reply:
        """Have the endpoint do a write.

        Raises:
            ForbiddenError: it has no URL for that kind of write.
        """
        if isinstance(asked, UpdateRequest):
            url = self._settings.engine_update
            if not url:
                raise ForbiddenError("No URL for updates is set: engine_update.")
            fields = [("update", asked.update)]
            if asked.dataset is not None:
                fields += [("using-graph-uri", iri) for iri in asked.dataset.default_graphs]
                fields += [("using-named-graph-uri", iri) for iri in asked.dataset.named_graphs]
            return self._send(_form("POST", url, fields, "*/*"))
        graph, content_type, body = asked
        return self._send(
            Target(operation.upper(), self._graph_url(graph), "*/*", content_type, body)
        )

    def _graph(self, query_string: bytes, accept: str) -> Reply:
        name = read_graph_name(query_string, "")
        accept = _preferring(accept, _OUR_GRAPHS)
        if self._settings.engine_graphs:
            return self._send(Target("GET", self._graph_url(name), accept))
        pattern = "?s ?p ?o" if name is None else f"GRAPH <{name}> {{ ?s ?p ?o }}"
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
        return self._send(_form("POST", self._settings.engine, [("query", query)], accept))

    def _graph_url(self, graph: str | None) -> str:
        root = self._settings.engine_graphs
        if not root:
            raise ForbiddenError("No URL of a graph store is set: engine_graphs.")
        return f"{root}?default" if graph is None else f"{root}?graph={quote(graph, safe='')}"

    def _send(self, target: Target) -> Reply:
        headers = {"Accept": target.accept}
        if self._settings.engine_user:
            headers |= urllib3.make_headers(basic_auth=self._settings.engine_user)
        if target.content_type:
            headers["Content-Type"] = target.content_type
        try:
            response = self._http.request(
                target.method,
                target.url,
                body=target.body or None,
                headers=headers,
                preload_content=False,
                redirect=False,
            )
            try:
                return self._take(response)
            finally:
                response.release_conn()
        except (urllib3.exceptions.ReadTimeoutError, TimeoutError) as error:
            raise DeadlineError("The endpoint that is served here took too long.") from error
        except urllib3.exceptions.HTTPError as error:
            raise WorldError(
                f"The endpoint that is served here is not to be had: {error}"
            ) from error

    def _take(self, response: urllib3.BaseHTTPResponse) -> Reply:
        """Spool an answer, within the limits of size and time."""
        end = time.monotonic() + self._settings.query_seconds
        largest = self._settings.result_megabytes * MEGABYTE
        length = 0
        with tempfile.SpooledTemporaryFile(max_size=MEGABYTE) as file:
            for piece in response.stream(_PIECE):
                length += len(piece)
                if length > largest:
                    raise TooLargeError("The result is larger than a result may be here.")
                if time.monotonic() > end:
                    raise DeadlineError("The endpoint that is served here took too long.")
                file.write(piece)
            file.seek(0)
            content_type = response.headers.get("Content-Type", "application/octet-stream")
            if length <= MEGABYTE:
                body = file.read()
                return _reply(response.status, content_type, body)
            descriptor = os.dup(file.fileno())
        return Reply(response.status, content_type, b"", descriptor, length)

    def _count(self) -> Manifest:
        graphs = {
            row["g"].value: int(row["n"].value)  # type: ignore[union-attr]
            for row in self._rows(_GRAPH_COUNTS)
        }
        triples = int(self._rows(_COUNT)[0]["n"].value)  # type: ignore[union-attr]
        counts = {"quads": triples + sum(graphs.values()), "triples": triples}
        counts |= {"statements": 0, "documents": 0, "entities": 0}
        created = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
        return Manifest(0, None, created, "remote", "", counts, graphs, {}, {}, {}, 0)

    def _rows(self, query: str) -> tuple[solutions.Solution, ...]:
        fields = [("query", query)]
        reply = self._send(_form("POST", self._settings.engine, fields, RESULTS_JSON.media_type))
        found = solutions.read_results(reply.body) if reply.status == 200 else False
        if isinstance(found, bool):
            raise WorldError(f"{self._settings.engine} does not answer as a SPARQL endpoint does.")
        return found.solutions


def _form(method: str, url: str, fields: list[tuple[str, str]], accept: str) -> Target:
    content_type = "application/x-www-form-urlencoded"
    return Target(method, url, accept, content_type, urlencode(fields).encode())


def _preferring(accept: str, ours: str) -> str:
    """Ask for what we prefer where the client takes anything."""
    return ours if accept.strip() in ("", "*/*") else accept


def _media_types(wanted: str) -> str:
    """Give the media types of a format that is asked for by its short name."""
    known = [
        media_type
        for one in (*SOLUTION_FORMATS, *GRAPH_FORMATS)
        for media_type in [one.media_type]
        if wanted.lower() in (one.suffix, one.media_type)
    ]
    if not known:
        raise QueryError(f"There is no format '{wanted}' here.")
    return ", ".join(known)


def _reply(status: int, content_type: str, body: bytes) -> Reply:
    """Pass on an answer; a failure of the endpoint is passed on as plain text."""
    if 300 <= status < 400 or status >= 500:
        detail = body[:1000].decode("utf-8", "replace")
        raise WorldError(f"The endpoint that is served here failed ({status}): {detail}")
    if status >= 400:
        return Reply(status, "text/plain; charset=utf-8", body[:4000])
    if _ASK_AS_ROWS in body[:500] and content_type.startswith(RESULTS_JSON.media_type):
        body = _as_boolean(body)
    return Reply(status, content_type, body)


def _as_boolean(body: bytes) -> bytes:
    """Turn the row that Virtuoso answers an ASK query with into a boolean result."""
    found = solutions.read_results(body)
    if isinstance(found, bool):
        return body
    is_true = any(getattr(row["__ASK_RETVAL"], "value", "") == "1" for row in found.solutions)
    return json.dumps({"head": {}, "boolean": is_true}).encode()
