"""`/sparql`: the query operation of the SPARQL 1.1 Protocol (§2.1), by GET and both POST forms."""

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from lodestone.sparql import answer, service_description
from lodestone.sparql.formats import GRAPH_FORMATS, HTML
from lodestone.sparql.request import read_query
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
    engine = current_site().engine()
    results = engine.evaluate(asked.query, asked.dataset, request.base_url)
    offered = answer.formats_for(results)
    chosen = negotiation.choose(request.headers.get("Accept"), offered, asked.format)
    return Response(answer.serialise(results, chosen), content_type=chosen.content_type)


def _describe() -> AnyResponse:
    site = current_site()
    chosen = negotiation.choose(request.headers.get("Accept"), (*GRAPH_FORMATS, HTML))
    if chosen is HTML:
        return redirect("/query", 303)
    description = service_description.describe_service(
        site.url("/sparql"), site.engine().manifest, site.catalogue
    )
    return graph_response(description, chosen, service_description.PREFIXES)
