"""What extraction needs of the ontology, read from its files: classes, properties, names."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from lodestone import vocabulary as v
from lodestone.errors import FaultError, RuleError

_PREFIXES = {"ls": v.LS, "rdf": v.RDF, "rdfs": v.RDFS, "skos": v.SKOS, "dcterms": v.DCTERMS}


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the ontology with its domain, range and inverse, as IRIs."""

    iri: str
    domain: str | None
    range: str | None
    is_functional: bool
    is_datatype: bool
    is_symmetric: bool = False
    inverse: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """Something that texts name: its IRI, its classes (as asserted), all its names."""

    iri: str
    classes: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """The classes with all their superclasses (themselves included), and the properties."""

    superclasses: dict[str, frozenset[str]]
    properties: dict[str, Property]
    entities: dict[str, Entity]

    @property
    def functional(self) -> frozenset[str]:
        """The properties that have one value at most."""
        return frozenset(p.iri for p in self.properties.values() if p.is_functional)

    @property
    def symmetric(self) -> frozenset[str]:
        """The properties that hold in both directions."""
        return frozenset(p.iri for p in self.properties.values() if p.is_symmetric)

    def classes_of(self, iri: str) -> frozenset[str]:
        """Give all classes of an entity, superclasses included."""
        entity = self.entities.get(iri)
        return self.closure(entity.classes) if entity else frozenset()

    def closure(self, classes: Iterable[str]) -> frozenset[str]:
        """Give the classes and all their superclasses."""
        found = [self.superclasses.get(c) or frozenset({c}) for c in classes]
        return found[0] if len(found) == 1 else frozenset().union(*found)

    def class_iri(self, name: str) -> str:
        """Find a class by its local name.

        Raises:
            RuleError: the ontology has no such class.
        """
        if v.LS + name in self.superclasses:
            return v.LS + name
        raise RuleError(f"The ontology has no class '{name}'.")

    def term_iri(self, curie: str) -> str:
        """Expand `ls:basedIn`, `rdf:type`, or a path below our base such as `scheme/…`.

        Raises:
            RuleError: the ontology has no such term, or the prefix is unknown.
        """
        prefix, colon, local = curie.partition(":")
        if not colon:
            return v.BASE + curie
        if prefix not in _PREFIXES:
            raise RuleError(f"The prefix of '{curie}' is not one of: {', '.join(_PREFIXES)}.")
        iri = _PREFIXES[prefix] + local
        if prefix == "ls" and iri not in self.properties and iri not in self.superclasses:
            raise RuleError(f"The ontology has no term '{curie}'.")
        return iri


def read_schema(ontology: Path, references: Iterable[Path]) -> Schema:
    """Read the ontology, its schemes, and the reference entities in the given folders.

    Raises:
        FaultError: a file is not valid Turtle.
    """
    modules = _parse(tuple(sorted(ontology.glob("*.ttl"))))
    named = _parse(
        (
            *sorted(ontology.glob("schemes/*.ttl")),
            *(f for r in references for f in sorted(r.glob("*.ttl"))),
        )
    )
    return Schema(_superclasses(modules), _properties(modules), _entities(named))


@lru_cache(maxsize=8)
def _parse(files: tuple[Path, ...]) -> tuple[ox.Quad, ...]:
    quads: list[ox.Quad] = []
    for path in files:
        try:
            quads.extend(
                ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
            )
        except SyntaxError as error:
            raise FaultError(f"{path} is not valid Turtle: {error}. Correct it.") from error
    return tuple(quads)


def _superclasses(quads: Iterable[ox.Quad]) -> dict[str, frozenset[str]]:
    parents: dict[str, set[str]] = {}
    for quad in quads:
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        if quad.predicate.value == v.RDF_TYPE and quad.object == ox.NamedNode(v.OWL + "Class"):
            parents.setdefault(quad.subject.value, set())
        elif quad.predicate.value == v.RDFS + "subClassOf" and isinstance(
            quad.object, ox.NamedNode
        ):
            parents.setdefault(quad.subject.value, set()).add(quad.object.value)

    def ancestors(name: str, seen: frozenset[str]) -> frozenset[str]:
        if name in seen:
            return seen
        return (seen | {name}).union(*(ancestors(p, seen | {name}) for p in parents.get(name, ())))

    return {name: ancestors(name, frozenset()) for name in parents}


def _properties(quads: Iterable[ox.Quad]) -> dict[str, Property]:
    found: dict[str, dict[str, str]] = {}
    kinds: dict[str, set[str]] = {}
    for quad in quads:
        if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.NamedNode):
            continue
        if quad.predicate.value == v.RDF_TYPE:
            kinds.setdefault(quad.subject.value, set()).add(quad.object.value)
        elif quad.predicate.value in (v.RDFS + "domain", v.RDFS + "range", v.OWL + "inverseOf"):
            found.setdefault(quad.subject.value, {})[quad.predicate.value] = quad.object.value
    return {
        iri: Property(
            iri,
            found.get(iri, {}).get(v.RDFS + "domain"),
            found.get(iri, {}).get(v.RDFS + "range"),
            v.OWL + "FunctionalProperty" in of,
            v.OWL + "DatatypeProperty" in of,
            v.OWL + "SymmetricProperty" in of,
            found.get(iri, {}).get(v.OWL + "inverseOf"),
        )
        for iri, of in kinds.items()
        if of & {v.OWL + "ObjectProperty", v.OWL + "DatatypeProperty"}
    }


def _entities(quads: Iterable[ox.Quad]) -> dict[str, Entity]:
    classes: dict[str, list[str]] = {}
    names: dict[str, list[str]] = {}
    for quad in quads:
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        iri, predicate = quad.subject.value, quad.predicate.value
        if predicate == v.RDF_TYPE and isinstance(quad.object, ox.NamedNode):
            if quad.object.value.startswith(v.LS):
                classes.setdefault(iri, []).append(quad.object.value)
        elif predicate in (v.RDFS_LABEL, v.SKOS_PREF_LABEL) and isinstance(quad.object, ox.Literal):
            position = 0 if quad.object.language == "en" else len(names.get(iri, []))
            names.setdefault(iri, []).insert(position, quad.object.value)
        elif predicate == v.SKOS_ALT_LABEL and isinstance(quad.object, ox.Literal):
            names.setdefault(iri, []).append(quad.object.value)
    return {
        iri: Entity(iri, tuple(sorted(of)), tuple(dict.fromkeys(names.get(iri, []))))
        for iri, of in classes.items()
    }
