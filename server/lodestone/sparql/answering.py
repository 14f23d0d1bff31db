"""From a protocol request to its answer: what a query worker does, and nothing that knows of HTTP.

SPARQL 1.1 Protocol §2.1 (query operation) and Graph Store HTTP Protocol §5.2, §5.6 (GET, HEAD).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from lodestone.errors import LodestoneError, NotFoundError, QueryError, SnapshotError
from lodestone.sparql import negotiation, problems, rewriting
from lodestone.sparql.answer import OFFERED, Answer, Sink, entity_tag
from lodestone.sparql.formats import GRAPH_FORMATS, Format
from lodestone.sparql.guard import TextLimits, check_query
from lodestone.sparql.request import QueryRequest, read_graph_name, read_query
from lodestone.store.engine import Engine, Results, kind_of

MEGABYTE = 1024 * 1024
_XML = ("xml", "rdf")
_CHANGING = ("RAND", "NOW", "UUID", "BNODE", "SERVICE")
_CHANGES_BY_ITSELF = re.compile(r"\b(?:RAND|NOW|UUID|STRUUID|BNODE|SERVICE)\b")

Call = Callable[[str, str], bytes]
"""Asks another endpoint, by its IRI and a query text, for SPARQL JSON results."""


class ProtocolJob(NamedTuple):
    """A request to answer over one snapshot; `operation` is `query` or `graph`.

    `store` is the folder of the store, `url` what relative IRIs are resolved against.
    """

    store: str
    operation: str
    method: str
    query_string: bytes
    content_type: str
    accept: str
    body: bytes
    url: str


@dataclass(frozen=True, slots=True)
class AnswerLimits:
    """What a query may be and a result may have: `result` is in megabytes."""

    text: TextLimits
    result: int


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers requests over an engine; `spool` is the folder of large results."""

    limits: AnswerLimits
    spool: Path
    federates: bool

    def answer(self, job: ProtocolJob, engines: Callable[[str], Engine], call: Call) -> Answer:
        """Answer a request; what is wrong with it becomes an answer too."""
        try:
            engine = engines(job.store)
            if job.operation == "graph":
                return self._graph(job, engine)
            return self._query(job, engine, call)
        except LodestoneError as error:
            return _problem(error, job.accept)
        except (OSError, RuntimeError, ValueError) as error:
            # What the engine raises of a damaged store, in several ways.
            return _problem(SnapshotError(f"The snapshot cannot be read: {error}"), job.accept)

    def _query(self, job: ProtocolJob, engine: Engine, call: Call) -> Answer:
        asked = read_query(job.method, job.query_string, job.content_type, job.body)
        check_query(asked.query, self.limits.text)
        results = self._evaluate(asked, job, engine, call)
        kind = kind_of(results)
        chosen = negotiation.choose(job.accept, OFFERED[kind], asked.format)
        lasts = not _changes_by_itself(asked.query)
        if kind == "boolean":
            body = engine.write_boolean(results, chosen.media_type)
            return _whole(body, chosen, lasts)
        sink = Sink(self.spool, self.limits.result * MEGABYTE, is_xml=chosen.suffix in _XML)
        try:
            engine.write(results, chosen.media_type, sink)
        except BaseException:
            sink.discard()
            raise
        return _finish(sink, chosen, job, lasts=lasts)

    def _evaluate(
        self, asked: QueryRequest, job: ProtocolJob, engine: Engine, call: Call
    ) -> Results:
        text = asked.query
        if rewriting.needs_rewriting(text):
            text = rewriting.rewrite_query(text, self._surroundings(asked, job, engine, call))
        try:
            return engine.evaluate(text, asked.dataset, job.url)
        except QueryError:
            reused = rewriting.reuse_variables(text)
            if reused is None:
                raise
            return engine.evaluate(reused, asked.dataset, job.url)

    def _surroundings(
        self, asked: QueryRequest, job: ProtocolJob, engine: Engine, call: Call
    ) -> rewriting.Surroundings:
        def named_graphs() -> list[str]:
            if asked.dataset is not None:
                return list(asked.dataset.named_graphs)
            return engine.graph_names()

        def solutions(query: str) -> bytes:
            sink = Sink(self.spool, MEGABYTE)
            found = engine.evaluate(query, asked.dataset, job.url)
            engine.write(found, "application/sparql-results+json", sink)
            return sink.take()[0]

        return rewriting.Surroundings(
            named_graphs=named_graphs,
            protocol_dataset=asked.dataset is not None,
            call=call if self.federates else None,
            base=job.url,
            solutions=solutions,
        )

    def _graph(self, job: ProtocolJob, engine: Engine) -> Answer:
        """Send a whole graph (Graph Store HTTP Protocol §5.2)."""
        name = read_graph_name(job.query_string, job.url)
        if name is not None and not engine.has_graph(name):
            raise NotFoundError(
                f"There is no graph <{name}> here. The graphs are listed at /sparql"
            )
        chosen = negotiation.choose(job.accept, GRAPH_FORMATS)
        sink = Sink(self.spool, self.limits.result * MEGABYTE, is_xml=chosen.suffix in _XML)
        try:
            engine.dump(name, chosen.media_type, sink)
        except BaseException:
            sink.discard()
            raise
        return _finish(sink, chosen, job, lasts=True)


def _changes_by_itself(query: str) -> bool:
    """Whether equal queries may have other answers: True errs on the safe side."""
    upper = query.upper()
    return any(map(upper.__contains__, _CHANGING)) and bool(_CHANGES_BY_ITSELF.search(upper))


def _problem(error: LodestoneError, accept: str) -> Answer:
    status = problems.status_of(error)
    content_type, body = problems.describe_problem(status, str(error), accept)
    headers = (("content-type", content_type), *problems.headers_of(status))
    return Answer(status, headers, body, length=len(body))


def _finish(sink: Sink, chosen: Format, job: ProtocolJob, *, lasts: bool) -> Answer:
    body, spool = sink.take()
    if spool is None:
        return _whole(body, chosen, lasts)
    head = ("content-type", chosen.content_type)
    if not lasts:
        return Answer(200, (head,), b"", spool, sink.length)
    # Of a large answer what was asked is digested, which says as much of its content, but not of
    # its order: a weak entity tag (RFC 9110 §8.8.1).
    asked = repr((job.store, job.operation, job.query_string, job.body, job.url, head))
    tag = ("etag", "W/" + entity_tag(asked.encode()))
    return Answer(200, (head, tag), b"", spool, sink.length, lasts)


def _whole(body: bytes, chosen: Format, lasts: bool) -> Answer:
    head = ("content-type", chosen.content_type)
    headers = (head, ("etag", entity_tag(body))) if lasts else (head,)
    return Answer(200, headers, body, None, len(body), lasts)
