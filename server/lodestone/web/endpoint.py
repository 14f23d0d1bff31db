"""`/sparql`: the SPARQL 1.1 Protocol (§2.1, §2.2) and the service's description.

The front answers queries itself in the same way; these views serve them under any WSGI server.
"""

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from lodestone.errors import QueryError
from lodestone.sparql import negotiation, service_description
from lodestone.sparql.formats import GRAPH_FORMATS, HTML
from lodestone.sparql.request import is_update, read_update
from lodestone.web import bodies, writes
from lodestone.web.site import current_site, graph_response, reply_response

blueprint = Blueprint("endpoint", __name__)

REGIMES = {"rdfs": "RDFS", "owl-rl": "OWL-RDF-Based"}
"""The entailment regimes that have an endpoint, and the W3C's name of each."""


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> AnyResponse:
    """Answer a query, execute an update, or describe the service when there is neither."""
    if request.method == "GET" and not request.query_string:
        return _describe("/sparql", None)
    body = bodies.read(request)
    content_type = request.headers.get("Content-Type", "")
    if request.method == "POST" and is_update(content_type, body):
        writes.require_permission()
        asked = read_update(request.query_string, content_type, body)
        return writes.execute("update", asked)
    return _query("query", body)


@blueprint.route("/sparql/<regime>", methods=["GET", "POST"])
def entailed(regime: str) -> AnyResponse:
    """Answer a query under an entailment regime, or describe that endpoint."""
    if regime not in REGIMES:
        raise QueryError(f"There is no regime '{regime}' here. There are: {', '.join(REGIMES)}")
    if request.method == "GET" and not request.query_string:
        return _describe(f"/sparql/{regime}", REGIMES[regime])
    return _query(f"query:{regime}", bodies.read(request))


def _query(operation: str, body: bytes) -> Response:
    site = current_site()
    content_type = request.headers.get("Content-Type", "")
    accept = request.headers.get("Accept", "")
    query_string = request.query_string
    source = site.remote or site.pooled()
    reply = source.request(operation, request.method, query_string, content_type, accept, body)
    return reply_response(reply)


def _describe(path: str, regime: str | None) -> AnyResponse:
    site = current_site()
    chosen = negotiation.choose(request.headers.get("Accept"), (*GRAPH_FORMATS, HTML))
    if chosen is HTML:
        return redirect("/query", 303)
    description = service_description.describe_service(
        site.url(path),
        site.source().manifest,
        site.catalogue,
        service_description.Abilities(
            takes_updates=bool(site.settings.token) and not site.settings.read_only,
            federates=bool(site.settings.federation),
            regime=regime,
        ),
    )
    return graph_response(description, chosen, service_description.PREFIXES)
