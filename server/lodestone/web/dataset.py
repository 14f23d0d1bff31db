"""The dataset as a whole: VoID, named graphs, and the documents it rests on."""

from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from lodestone import vocabulary as v
from lodestone.sparql import negotiation, service_description
from lodestone.sparql.formats import GRAPH_FORMATS, HTML
from lodestone.web import views
from lodestone.web.site import current_site, graph_response, reply_response, split_suffix

blueprint = Blueprint("dataset", __name__)


@blueprint.get("/.well-known/void")
def void() -> Response:
    """Describe the dataset (VoID §7.2)."""
    site = current_site()
    chosen = negotiation.choose(request.headers.get("Accept"), GRAPH_FORMATS)
    iri = site.url("/.well-known/void#dataset")
    triples = service_description.describe_dataset(iri, site.url("/sparql"), site.source().manifest)
    return graph_response(triples, chosen, service_description.PREFIXES)


@blueprint.get("/graph/<path:name>")
def graph(name: str) -> Response:
    """Send one named graph."""
    site = current_site()
    stem, suffix = split_suffix(name)
    chosen = negotiation.choose(request.headers.get("Accept"), GRAPH_FORMATS, suffix)
    return reply_response(site.engine().graph_answer(v.GRAPH + stem, chosen.media_type))


@blueprint.get("/documents")
def documents() -> Response:
    """List the documents and how much rests on each."""
    site = current_site()
    rows = site.ask(site.engine(), "documents")
    listed = []
    for row in rows:
        shown = views.link(row["document"], row["label"])
        listed.append(
            {
                "text": shown.text,
                "href": shown.href,
                "summary": views.link(row["summary"]).text if row["summary"] else "",
                "statements": views.link(row["statements"]).text,
            }
        )
    page = render_template("documents.html", documents=listed, alternates=[])
    return Response(page, content_type=HTML.content_type)


@blueprint.get("/documents/<name>")
def document(name: str) -> AnyResponse:
    """Send on to the page of a document."""
    return redirect(f"/doc/document/{quote(name)}", 303)
