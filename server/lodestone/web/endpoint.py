"""`/sparql`: the query operation of the SPARQL 1.1 Protocol (§2.1), by GET and both POST forms."""

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from lodestone.errors import NotAcceptableError
from lodestone.sparql import service_description
from lodestone.sparql.answer import OFFERED
from lodestone.sparql.formats import GRAPH_FORMATS, HTML, Format
from lodestone.sparql.request import read_query
from lodestone.store.workers import Job
from lodestone.web import negotiation
from lodestone.web.site import current_site, graph_response

blueprint = Blueprint("endpoint", __name__)


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> AnyResponse:
    """Answer a query, or describe the service when there is none."""
    asked = read_query(
        request.method,
        request.query_string,
        request.headers.get("Content-Type", ""),
        request.get_data(),
    )
    if asked is None:
        return _describe()
    accept = request.headers.get("Accept")
    wanted = {kind: _choose(accept, offered, asked.format) for kind, offered in OFFERED.items()}
    media_types = {
        kind: None if known is None else known.media_type for kind, known in wanted.items()
    }
    job = Job(asked.query, asked.dataset, request.base_url, media_types)
    outcome = current_site().workers.run(job)
    # Chosen once more for a kind that nothing was acceptable for: it raises what to answer.
    chosen = wanted[outcome.kind] or negotiation.choose(accept, OFFERED[outcome.kind], asked.format)
    return Response(outcome.body or b"", content_type=chosen.content_type)


def _choose(accept: str | None, offered: Sequence[Format], wanted: str | None) -> Format | None:
    try:
        return negotiation.choose(accept, offered, wanted)
    except NotAcceptableError:
        return None


def _describe() -> AnyResponse:
    site = current_site()
    chosen = negotiation.choose(request.headers.get("Accept"), (*GRAPH_FORMATS, HTML))
    if chosen is HTML:
        return redirect("/query", 303)
    description = service_description.describe_service(
        site.url("/sparql"), site.engine().manifest, site.catalogue
    )
    return graph_response(description, chosen, service_description.PREFIXES)
