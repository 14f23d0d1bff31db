"""`/queries`: stored queries as pages, as an API, and as plain SPARQL."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from lodestone.sparql import answer, negotiation, solutions
from lodestone.sparql.formats import GRAPH_FORMATS, HTML, N_TRIPLES, RESULTS_JSON, Format
from lodestone.sparql.templates import StoredQuery
from lodestone.web import views
from lodestone.web.site import current_site, reply_response

blueprint = Blueprint("catalogue", __name__)

GROUPS = {
    "competency": ("Competency questions", "The questions that the ontology was made to answer."),
    "explore": ("Explore", "Ways into the graph; most take a parameter."),
    "pages": ("Behind the pages", "What the pages of this site ask."),
}
QUERY_TEXT = Format("SPARQL", "application/sparql-query", "rq")
_RESERVED = ("format",)
_EITHER = f"{RESULTS_JSON.media_type}, {N_TRIPLES.media_type}"


@blueprint.get("/queries")
def queries() -> Response:
    """List the catalogue for people."""
    catalogue = current_site().catalogue
    groups = [
        {"title": title, "intro": intro, "queries": [_entry(q) for q in catalogue.group(group)]}
        for group, (title, intro) in GROUPS.items()
    ]
    return Response(
        render_template("catalogue.html", groups=groups, alternates=[]),
        content_type=HTML.content_type,
    )


@blueprint.get("/queries.json")
def queries_json() -> Response:
    """List the catalogue for the query editor and for programs."""
    catalogue = current_site().catalogue
    entries = [_entry(query) for query in catalogue.queries.values() if query.group != "pages"]
    return jsonify({"queries": entries})


@blueprint.get("/queries/<name>")
def query(name: str) -> Response:
    """Run a stored query with the parameters of the request, in any result format."""
    site = current_site()
    stem, dot, suffix = name.rpartition(".")
    stored = site.catalogue.get(stem if dot else name)
    wanted = suffix if dot else request.args.get("format")
    values = {key: value for key, value in request.args.items() if key not in _RESERVED and value}
    text = stored.bind(values)
    if wanted == QUERY_TEXT.suffix:
        return Response(text, content_type="application/sparql-query; charset=utf-8")
    if wanted is None and _wants_page():
        return _page(stored, values, text)
    return reply_response(site.engine().answer(text, request.headers.get("Accept", ""), wanted))


def _wants_page() -> bool:
    """Whether a page is at least as welcome as any result format."""
    accept = request.headers.get("Accept")
    offered = (HTML, *answer.OFFERED["solutions"], *answer.OFFERED["graph"])
    return negotiation.choose(accept, offered) is HTML


def _page(stored: StoredQuery, values: dict[str, str], text: str) -> Response:
    shown: dict[str, Any] = {"table": None, "ask": None}
    reply = current_site().engine().answer(text, _EITHER)
    if not reply.content_type.startswith(RESULTS_JSON.media_type):
        offered = answer.OFFERED["graph"]
        shown["graph"] = answer.serialise_graph(
            solutions.read_graph(reply.body), GRAPH_FORMATS[0], current_site().catalogue.prefixes
        ).decode()
    elif isinstance(results := solutions.read_results(reply.body), bool):
        offered, shown["ask"] = answer.OFFERED["boolean"], results
    else:
        offered, shown["table"] = answer.OFFERED["solutions"], views.table(results, stored.title)
    parameters = request.query_string.decode("ascii", "replace")
    page = render_template(
        "catalogue_query.html",
        query=_entry(stored)
        | {
            "text": text,
            "parameters": [
                {
                    "name": parameter.name,
                    "label": parameter.label,
                    "default": parameter.default,
                    "value": values.get(parameter.name, ""),
                }
                for parameter in stored.parameters
            ],
        },
        formats=[
            {"label": known.name, "href": _address(stored, known, parameters)}
            for known in (*offered, QUERY_TEXT)
        ],
        alternates=[],
        **shown,
    )
    return Response(page, content_type=HTML.content_type)


def _entry(stored: StoredQuery) -> dict[str, Any]:
    return {
        "name": stored.name,
        "title": stored.title,
        "summary": stored.summary,
        "group": GROUPS.get(stored.group, (stored.group, ""))[0],
        "href": f"/queries/{stored.name}",
        "query": stored.text,
    }


def _address(stored: StoredQuery, known: Format, parameters: str) -> str:
    address = f"/queries/{stored.name}.{known.suffix}"
    return f"{address}?{parameters}" if parameters else address
