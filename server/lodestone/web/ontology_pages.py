"""`/ont`: the ontology as one page with an anchor for each term, and as RDF."""

from dataclasses import dataclass, field, replace

from flask import Blueprint, Response, render_template, request

from lodestone import vocabulary as v
from lodestone.errors import NotFoundError
from lodestone.sparql import negotiation
from lodestone.sparql.formats import GRAPH_FORMATS, HTML
from lodestone.sparql.solutions import Solution
from lodestone.web import views
from lodestone.web.site import Site, alternates, current_site, graph_response, split_suffix

blueprint = Blueprint("ontology_pages", __name__)


@dataclass(slots=True)
class TermView:
    """A class or property of the ontology."""

    iri: str
    local: str
    label_en: str
    label_zh: str
    definition: str
    parents: list[views.Link] = field(default_factory=list)
    domain: views.Link | None = None
    range: views.Link | None = None
    inverse: views.Link | None = None
    characteristics: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ModuleView:
    """A module of the ontology."""

    name: str
    iri: str
    title: str
    classes: list[TermView] = field(default_factory=list)
    properties: list[TermView] = field(default_factory=list)


@blueprint.get("/ont")
@blueprint.get("/ont.<suffix>")
def ontology(suffix: str | None = None) -> Response:
    """Send the whole ontology: a page, or RDF."""
    site = current_site()
    chosen = negotiation.choose(request.headers.get("Accept"), (HTML, *GRAPH_FORMATS), suffix)
    if chosen is not HTML:
        graph = site.engine().graph(v.ONTOLOGY_GRAPH)
        return graph_response(graph, chosen, site.catalogue.prefixes)
    page = render_template("ontology.html", modules=_modules(site), alternates=alternates("/ont"))
    return Response(page, content_type=HTML.content_type)


@blueprint.get("/ont/<name>")
def module(name: str) -> Response:
    """Send the terms of one module, or of a frozen version: the page, or the RDF that we have."""
    stem, suffix = split_suffix(name)
    iri = f"{v.ONTOLOGY}/{stem}"
    site = current_site()
    modules = [found for found in _modules(site) if found.iri == iri]
    if not modules:
        raise NotFoundError(f"There is no module {iri}. The modules are listed at /ont")
    chosen = negotiation.choose(request.headers.get("Accept"), (HTML, *GRAPH_FORMATS), suffix)
    if chosen is not HTML:
        engine = site.engine()
        terms = [term.iri for term in (*modules[0].classes, *modules[0].properties)]
        wanted = {f"<{term}>" for term in (*terms, iri)}
        triples = (t for t in engine.graph(v.ONTOLOGY_GRAPH) if str(t.subject) in wanted)
        return graph_response(triples, chosen, site.catalogue.prefixes)
    page = render_template("ontology.html", modules=modules, alternates=alternates(f"/ont/{stem}"))
    return Response(page, content_type=HTML.content_type)


def _modules(site: Site) -> list[ModuleView]:
    engine = site.engine()
    modules = {
        row["module"]: ModuleView(
            v.local_name(views.link(row["module"]).iri or ""),
            views.link(row["module"]).iri or "",
            views.link(row["title"]).text,
        )
        for row in site.ask(engine, "ontology-modules")
    }
    terms: dict[str, TermView] = {}
    for row in site.ask(engine, "ontology-terms"):
        known = modules.get(row["module"])
        iri = views.link(row["term"]).iri
        if known is None or iri is None:
            continue
        if iri not in terms:
            terms[iri] = _term(row, iri)
            is_class = str(row["kind"]) == f"<{v.OWL}Class>"
            (known.classes if is_class else known.properties).append(terms[iri])
        if row["parent"] is not None and views.link(row["parent"]) not in terms[iri].parents:
            terms[iri].parents.append(views.link(row["parent"]))
    for row in site.ask(engine, "ontology-characteristics"):
        term = terms.get(views.link(row["term"]).iri or "")
        if term is not None:
            name = v.local_name(views.link(row["characteristic"]).iri or "")
            term.characteristics.append(name.removesuffix("Property").lower())
    for term in terms.values():
        _name_links(term, terms)
    return [known for known in modules.values() if known.classes or known.properties]


def _name_links(term: TermView, terms: dict[str, TermView]) -> None:
    """Show the terms that a term refers to by their labels."""

    def named(link: views.Link) -> views.Link:
        known = terms.get(link.iri or "")
        return replace(link, text=known.label_en) if known else link

    term.parents = [named(link) for link in term.parents]
    term.domain = named(term.domain) if term.domain else None
    term.range = named(term.range) if term.range else None
    term.inverse = named(term.inverse) if term.inverse else None


def _term(row: Solution, iri: str) -> TermView:
    def shown(name: str) -> views.Link | None:
        return None if row[name] is None else views.link(row[name])

    def text(name: str) -> str:
        found = shown(name)
        return found.text if found else ""

    return TermView(
        iri,
        v.local_name(iri),
        text("en"),
        text("zh"),
        text("definition"),
        domain=shown("domain"),
        range=shown("range"),
        inverse=shown("inverse"),
    )
