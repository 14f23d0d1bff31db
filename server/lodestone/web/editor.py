"""`/` introduces the graph; `/query` is the query editor, and the files that it reads."""

from urllib.parse import quote

from flask import Blueprint, Response, jsonify, render_template

from lodestone import vocabulary as v
from lodestone.sparql.formats import HTML
from lodestone.web import views
from lodestone.web.asking import Engine
from lodestone.web.site import Site, current_site

blueprint = Blueprint("editor", __name__)

EXAMPLES = (
    "cq02-chip-makers",
    "cq05-funding-raised",
    "cq06-duties-of-instruments",
    "cq11-dated-targets",
)


@blueprint.get("/")
def home() -> Response:
    """Say what this is, how much there is, and show four questions with their answers."""
    site = current_site()
    engine = site.engine()
    counts = engine.manifest.counts
    inferred = engine.manifest.graphs.get(v.INFERRED_GRAPH, 0)
    page = render_template(
        "home.html",
        counts=[
            {"label": "entities", "value": counts["entities"], "href": "/queries/classes-in-use"},
            {
                "label": "statements with their sentence",
                "value": counts["statements"],
                "href": "/queries/cq15-statements-by-modality",
            },
            {"label": "inferred facts", "value": inferred, "href": "/queries/inferred-facts"},
            {"label": "documents", "value": counts["documents"], "href": "/documents"},
        ],
        examples=[_example(site, engine, name) for name in EXAMPLES],
        endpoint_url=site.url("/sparql"),
        alternates=[],
    )
    return Response(page, content_type=HTML.content_type)


def _example(site: Site, engine: Engine, name: str) -> dict[str, object]:
    stored = site.catalogue.get(name)
    results = engine.solutions(stored.text)
    return {
        "title": stored.title,
        "summary": stored.summary,
        "href": f"/queries/{name}",
        "query_href": editor_link(stored.text),
        "table": views.table(results, stored.title),
    }


def editor_link(text: str) -> str:
    """Give the address that opens the editor with a query."""
    return "/query?query=" + quote(text, safe="")


@blueprint.get("/query")
def query() -> Response:
    """Show the query editor."""
    config = {
        "endpoint": "/sparql",
        "prefixes": "/prefixes.json",
        "examples": "/queries.json",
        "vocabulary": "/vocabulary.json",
        "base": v.BASE,
    }
    page = render_template("query.html", config=config, alternates=[])
    return Response(page, content_type=HTML.content_type)


@blueprint.get("/prefixes.json")
def prefixes() -> Response:
    """List the prefixes that our queries use."""
    return jsonify(current_site().catalogue.prefixes)


@blueprint.get("/vocabulary.json")
def vocabulary() -> Response:
    """List classes and properties with their labels, for completion."""
    site = current_site()
    terms: dict[str, list[dict[str, str]]] = {"classes": [], "properties": []}
    seen: set[str] = set()
    for row in site.ask(site.engine(), "ontology-terms"):
        iri = views.link(row["term"]).iri
        if iri is None or iri in seen:
            continue
        seen.add(iri)
        kind = "classes" if str(row["kind"]) == f"<{v.OWL}Class>" else "properties"
        terms[kind].append({"iri": iri, "label": views.link(row["en"]).text})
    return jsonify(terms)
