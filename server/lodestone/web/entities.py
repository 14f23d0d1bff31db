"""Linked data: `/id/…` and `/scheme/…` answer 303 to `/doc/…`, a page or RDF by negotiation."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from lodestone import vocabulary as v
from lodestone.errors import NotFoundError, ParameterError
from lodestone.sparql import negotiation
from lodestone.sparql.formats import GRAPH_FORMATS, HTML
from lodestone.sparql.solutions import Solution
from lodestone.web import views
from lodestone.web.asking import Engine
from lodestone.web.site import (
    Site,
    alternates,
    current_site,
    graph_response,
    local_path,
    split_suffix,
)

blueprint = Blueprint("entities", __name__)

_NAMES = (v.RDFS_LABEL, v.SKOS_PREF_LABEL, v.SKOS_ALT_LABEL)
_DEFINITION = v.SKOS + "definition"


@dataclass(frozen=True, slots=True)
class EntityView:
    """The head of an entity's page."""

    label: str
    lang: str | None
    iri: str
    href: str
    types: list[views.Link]
    names: list[views.Link]
    definition: str | None


@blueprint.get("/id/<kind>/<slug>")
def identifier(kind: str, slug: str) -> AnyResponse:
    """Send on from a thing to the document about it (303: a thing cannot be sent)."""
    return redirect(f"/doc/{quote(kind)}/{quote(slug)}", 303)


@blueprint.get("/scheme/<path:name>")
def scheme(name: str) -> AnyResponse:
    """Send on from a concept or scheme to the document about it."""
    return redirect(f"/doc/scheme/{quote(name)}", 303)


@blueprint.get("/doc/<path:name>")
def document(name: str) -> Response:
    """Describe a thing: its names and types, facts both ways, each with its sentences."""
    site = current_site()
    stem, suffix = split_suffix(name)
    iri = v.BASE + stem if stem.startswith("scheme/") else v.IDENTIFIER + stem
    engine = site.engine()
    try:
        known = engine.holds(site.catalogue.get("entity-is-known").bind({"focus": iri}))
    except ParameterError:
        known = False
    if not known:
        raise NotFoundError(f"Nothing here is named {iri}. Look for it: /queries/find-by-name")
    chosen = negotiation.choose(request.headers.get("Accept"), (HTML, *GRAPH_FORMATS), suffix)
    if chosen is not HTML:
        return graph_response(_description(site, engine, iri), chosen, site.catalogue.prefixes)
    if stem.startswith("document/"):
        return _document_page(site, engine, iri)
    return _entity_page(site, engine, iri)


def _description(site: Site, engine: Engine, iri: str) -> list[ox.Triple]:
    """Describe a thing in RDF: facts both ways, and the record of each with its quotes."""
    queries = (site.catalogue.get("entity-description"), site.catalogue.get("entity-record"))
    graphs = [engine.construct(query.bind({"focus": iri})) for query in queries]
    return list(dict.fromkeys(triple for graph in graphs for triple in graph))


def _entity_page(site: Site, engine: Engine, iri: str) -> Response:
    facts = site.ask(engine, "entity-facts", focus=iri)
    incoming = site.ask(engine, "entity-incoming", focus=iri)
    evidence = views.evidence_by_fact(site.ask(engine, "entity-evidence", focus=iri))
    entity = _head(iri, facts)
    page = render_template(
        "entity.html",
        entity=entity,
        facts=views.fact_groups(iri, facts, evidence, hidden=(*_NAMES, _DEFINITION)),
        incoming=views.fact_groups(iri, incoming, evidence, incoming=True),
        query_text=site.catalogue.get("entity-facts").bind({"focus": iri}),
        alternates=alternates(entity.href),
    )
    return Response(page, content_type=HTML.content_type)


def _head(iri: str, facts: Sequence[Solution]) -> EntityView:
    names = [
        views.link(row["value"])
        for row in facts
        if isinstance(row["property"], ox.NamedNode) and row["property"].value in _NAMES
    ]
    english = [name for name in names if name.lang == "en"]
    label = (english or names or [views.Link(v.local_name(iri))])[0]
    labels = [row for row in facts if _is(row, v.RDFS_LABEL) or _is(row, v.SKOS_PREF_LABEL)]
    for row in labels:
        if isinstance(row["value"], ox.Literal) and row["value"].language == "en":
            label = views.link(row["value"])
    types = [
        views.link(row["value"], row["valueLabel"])
        for row in facts
        if _is(row, v.RDF_TYPE) and str(row["graph"]) != f"<{v.INFERRED_GRAPH}>"
    ]
    definition = next((views.link(r["value"]).text for r in facts if _is(r, _DEFINITION)), None)
    others = [name for name in dict.fromkeys(names) if name.text != label.text]
    href = local_path(iri) or iri
    return EntityView(
        label.text, label.lang, iri, href, list(dict.fromkeys(types)), others, definition
    )


def _is(row: Solution, predicate: str) -> bool:
    return str(row["property"]) == f"<{predicate}>"


def _document_page(site: Site, engine: Engine, iri: str) -> Response:
    described = {
        v.local_name(triple.predicate.value): getattr(triple.object, "value", "")
        for triple in engine.construct(site.catalogue.get("document-record").bind({"focus": iri}))
        if triple.subject == ox.NamedNode(iri)
    }
    rows = site.ask(engine, "document-statements", focus=iri)
    evidence = views.evidence_by_fact(rows)
    statements = {
        key: views.StatementView(
            views.link(row["subject"], row["subjectLabel"]),
            views.property_link(row["property"], row["propertyLabel"]),
            views.link(row["value"], row["valueLabel"]),
            evidence[key],
        )
        for row in rows
        for key in [views.fact_key(row)]
    }
    href = local_path(iri) or iri
    page = render_template(
        "document.html",
        document=described | {"iri": iri, "href": href},
        statements=list(statements.values()),
        query_text=site.catalogue.get("document-statements").bind({"focus": iri}),
        alternates=alternates(href),
    )
    return Response(page, content_type=HTML.content_type)
