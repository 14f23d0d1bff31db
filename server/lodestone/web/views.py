"""View models: what the templates show, made from solutions of the page queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from lodestone import vocabulary as v
from lodestone.sparql.solutions import Solution, SolutionSequence, Term
from lodestone.web.site import local_path

ROWS_ON_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class Link:
    """A term as a page shows it: its words, and where they lead."""

    text: str
    href: str | None = None
    iri: str | None = None
    lang: str | None = None
    datatype: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote with its place and how it is meant."""

    quote: str
    prefix: str
    suffix: str
    document: Link
    start: int
    end: int
    modality: str
    explicitness: str
    confidence: str
    note: str | None


@dataclass(slots=True)
class Value:
    """A value of a property, where it comes from, and the sentences it rests on."""

    value: Link
    inferred: bool
    reference: bool
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FactGroup:
    """All values of one property."""

    property: Link
    values: list[Value]


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement that rests on a document."""

    subject: Link
    property: Link
    value: Link
    evidence: list[Evidence]


@dataclass(frozen=True, slots=True)
class Table:
    """A solution sequence as a table; `truncated_at` says when rows were left out."""

    caption: str
    variables: list[str]
    rows: list[list[Link | None]]
    truncated_at: int | None


def link(term: Term | None, label: Term | None = None) -> Link:
    """Show a term, by its label where it has one."""
    if isinstance(term, ox.Literal):
        return Link(term.value, lang=term.language, datatype=v.local_name(term.datatype.value))
    if isinstance(term, ox.NamedNode):
        text = label.value if isinstance(label, ox.Literal) else v.local_name(term.value)
        return Link(text, local_path(term.value), term.value)
    return Link(str(term))


def table(results: SolutionSequence, caption: str) -> Table:
    """Show the first rows of a solution sequence."""
    names = list(results.variables)
    rows: list[list[Link | None]] = []
    for solution in results.solutions:
        if len(rows) == ROWS_ON_A_PAGE:
            return Table(caption, names, rows, ROWS_ON_A_PAGE)
        terms = [solution[name] for name in names]
        rows.append([None if term is None else link(term) for term in terms])
    return Table(caption, names, rows, None)


Key = tuple[str, str, str]


def evidence_by_fact(solutions: Iterable[Solution]) -> dict[Key, list[Evidence]]:
    """Gather the sentences behind facts, by subject, property and value."""
    found: dict[Key, list[Evidence]] = {}
    for row in solutions:
        found.setdefault(fact_key(row), []).append(_evidence(row))
    return found


def fact_key(row: Solution) -> Key:
    """Name the fact that a row of evidence is about."""
    return str(row["subject"]), str(row["property"]), str(row["value"])


def _evidence(row: Solution) -> Evidence:
    def text(name: str) -> str:
        term = row[name]
        return term.value if isinstance(term, (ox.Literal, ox.NamedNode)) else ""

    return Evidence(
        quote=text("quote"),
        prefix=text("prefix"),
        suffix=text("suffix"),
        document=link(row["document"], row["documentLabel"]),
        start=int(text("start")),
        end=int(text("end")),
        modality=v.local_name(text("modality")),
        explicitness=v.local_name(text("explicitness")),
        confidence=text("confidence"),
        note=text("note") or None,
    )


def fact_groups(
    focus: str,
    solutions: Sequence[Solution],
    evidence: dict[Key, list[Evidence]],
    *,
    incoming: bool = False,
    hidden: Iterable[str] = (),
) -> list[FactGroup]:
    """Group facts by property; each value knows its graph and its sentences."""
    groups: dict[str, FactGroup] = {}
    seen: dict[tuple[str, str], Value] = {}
    for row in solutions:
        predicate, graph = row["property"], row["graph"]
        if not isinstance(predicate, ox.NamedNode) or not isinstance(graph, ox.NamedNode):
            continue
        if predicate.value in hidden or isinstance(row["value"], ox.BlankNode):
            continue
        place = (predicate.value, str(row["value"]))
        inferred = graph.value == v.INFERRED_GRAPH
        if place in seen:
            seen[place].inferred &= inferred
            continue
        ends = (str(row["value"]), f"<{focus}>") if incoming else (f"<{focus}>", str(row["value"]))
        value = Value(
            link(row["value"], row["valueLabel"]),
            inferred,
            graph.value not in (v.INFERRED_GRAPH, v.ASSERTED_GRAPH),
            evidence.get((ends[0], str(predicate), ends[1]), []),
        )
        seen[place] = value
        shown = property_link(predicate, row["propertyLabel"])
        groups.setdefault(predicate.value, FactGroup(shown, [])).values.append(value)
    for group in groups.values():
        group.values.sort(key=lambda shown: shown.inferred)
    return list(groups.values())


def property_link(predicate: Term | None, label: Term | None) -> Link:
    """Show a property; `rdf:type` reads as in a sentence."""
    if isinstance(predicate, ox.NamedNode) and predicate.value == v.RDF_TYPE:
        return Link("is a", v.RDF_TYPE, v.RDF_TYPE)
    return link(predicate, label)
