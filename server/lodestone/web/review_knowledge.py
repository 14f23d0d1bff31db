"""What a reviewer is helped with: known names and single-valued properties of the snapshot."""

import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from lodestone import vocabulary as v
from lodestone.curation.suggestions import NameIndex
from lodestone.errors import LodestoneError
from lodestone.sparql.solutions import Solution
from lodestone.web.asking import Engine
from lodestone.web.site import current_site

_NAMES = f"""
SELECT ?entity ?name ?predicate WHERE {{
  VALUES ?predicate {{ <{v.RDFS_LABEL}> <{v.SKOS_PREF_LABEL}> <{v.SKOS_ALT_LABEL}> }}
  ?entity ?predicate ?name
}}"""
_CLASSES = f"""
SELECT ?entity ?class WHERE {{
  ?entity a ?class FILTER(STRSTARTS(STR(?class), "{v.LS}"))
}}"""
_FUNCTIONAL = f"SELECT ?property WHERE {{ ?property a <{v.OWL}FunctionalProperty> }}"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The names of one snapshot, its single-valued properties, and its quantifiers' names."""

    names: NameIndex
    functional: frozenset[str]
    quantifiers: tuple[str, ...]


class KnowledgeCache:
    """The knowledge of the snapshot that was asked last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: tuple[int, str] | None = None
        self._held = Knowledge(NameIndex({}), frozenset(), ())

    def current(self) -> Knowledge:
        """Give what the current snapshot knows; nothing, where there is none."""
        try:
            engine = current_site().engine()
            key = (engine.manifest.version, engine.manifest.digest)
            with self._lock:
                if key != self._key:
                    self._held = _read(engine)
                    self._key = key
                return self._held
        except LodestoneError:
            return Knowledge(NameIndex({}), frozenset(), ())


def _read(engine: Engine) -> Knowledge:
    classes: dict[str, set[str]] = {}
    for iri, kind in _pairs(engine.select(_CLASSES), "entity", "class"):
        classes.setdefault(iri, set()).add(kind)
    names: dict[str, list[tuple[bool, bool, str]]] = {}
    for row in engine.select(_NAMES):
        entity, name, predicate = row["entity"], row["name"], row["predicate"]
        if isinstance(entity, ox.NamedNode) and isinstance(name, ox.Literal):
            is_other = str(predicate) == f"<{v.SKOS_ALT_LABEL}>"
            order = (is_other, name.language not in (None, "en"), name.value)
            names.setdefault(entity.value, []).append(order)
    known = {
        iri: (_in_order(names[iri]), frozenset(kinds))
        for iri, kinds in classes.items()
        if iri in names
    }
    functional = (row["property"] for row in engine.select(_FUNCTIONAL))
    return Knowledge(
        NameIndex(known),
        frozenset(term.value for term in functional if isinstance(term, ox.NamedNode)),
        tuple(sorted(_local(known, v.QUANTIFIER_SCHEME))),
    )


def _in_order(names: Iterable[tuple[bool, bool, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for _, _, name in sorted(names)))


def _local(known: Collection[str], scheme: str) -> list[str]:
    return [iri.removeprefix(scheme) for iri in known if iri.startswith(scheme)]


def _pairs(rows: Iterable[Solution], one: str, other: str) -> Iterable[tuple[str, str]]:
    for row in rows:
        first, second = row[one], row[other]
        if isinstance(first, ox.NamedNode) and isinstance(second, ox.NamedNode):
            yield first.value, second.value
