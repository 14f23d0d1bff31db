"""`/graphs`: the SPARQL 1.1 Graph Store HTTP Protocol, direct and indirect.

Reads go to the workers, writes to the write lane, where their RDF is parsed.
"""

from flask import Blueprint, Response, request

from lodestone.sparql.request import read_graph_name
from lodestone.web import bodies, writes
from lodestone.web.site import current_site, reply_response

blueprint = Blueprint("graph_store", __name__)

MINT = "mint"
"""In place of a graph's name: give the graph a name of its own (§5.5, POST on the graph store)."""


@blueprint.route("/graphs", methods=["GET", "PUT", "POST", "DELETE"])
@blueprint.route("/graphs/<path:name>", methods=["GET", "PUT", "POST", "DELETE"])
def graphs(name: str | None = None) -> Response:
    """Read, replace, extend or delete a graph (§5.2 to §5.6)."""
    site = current_site()
    url = site.url(request.path)
    if request.method in ("GET", "HEAD"):
        accept = request.headers.get("Accept", "")
        source = site.remote or site.pooled()
        reply = source.request("graph", "GET", request.query_string, "", accept, b"")
        return reply_response(reply)
    writes.require_permission()
    is_mint = request.method == "POST" and not name and not request.query_string
    graph = MINT if is_mint else read_graph_name(request.query_string, url)
    content_type = request.headers.get("Content-Type", "")
    asked = (graph, content_type, bodies.read(request))
    return writes.execute(request.method.lower(), asked)
