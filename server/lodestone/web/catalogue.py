"""`/queries`: stored queries as pages, as an API, and as plain SPARQL."""

from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response, jsonify, render_template, request

from lodestone.sparql import answer
from lodestone.sparql.formats import GRAPH_FORMATS, HTML, Format
from lodestone.sparql.templates import StoredQuery
from lodestone.store.engine import Results, kind_of, serialise
from lodestone.web import negotiation, views
from lodestone.web.site import current_site

blueprint = Blueprint("catalogue", __name__)

GROUPS = {
    "competency": ("Competency questions", "The questions that the ontology was made to answer."),
    "explore": ("Explore", "Ways into the graph; most take a parameter."),
    "pages": ("Behind the pages", "What the pages of this site ask."),
}
QUERY_TEXT = Format("SPARQL", "application/sparql-query", "rq")
_RESERVED = ("format",)


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
    results = site.engine().evaluate(text)
    offered = (HTML, *answer.OFFERED[kind_of(results)])
    chosen = negotiation.choose(request.headers.get("Accept"), offered, wanted)
    if chosen is HTML:
        return _page(stored, values, text, results)
    return Response(serialise(results, chosen.media_type), content_type=chosen.content_type)


def _page(stored: StoredQuery, values: dict[str, str], text: str, results: Results) -> Response:
    shown: dict[str, Any] = {"table": None, "ask": None}
    if isinstance(results, ox.QueryBoolean):
        shown["ask"] = bool(results)
    elif isinstance(results, ox.QuerySolutions):
        shown["table"] = views.table(results, stored.title)
    else:
        shown["graph"] = answer.serialise_graph(
            results, GRAPH_FORMATS[0], current_site().catalogue.prefixes
        ).decode()
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
            for known in (*answer.OFFERED[kind_of(results)], QUERY_TEXT)
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
