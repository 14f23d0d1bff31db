"""What a name stands for, for those who have the name only, without a text around it."""

from lodestone import vocabulary as v
from lodestone.model.candidate import PROPOSAL, EntityReference
from lodestone.population.mentions.gazetteer import DEMONYM, Bearer, Gazetteer
from lodestone.population.mentions.names import Cues
from lodestone.population.rules.binding import Binder, Bound, cleaned
from lodestone.population.schema import Schema

_ANYTHING, _PLACE = v.LS + "Entity", v.LS + "Place"


class NameResolver:
    """Binds names to the entities that bear them, and proposes one where nothing does.

    What is proposed has the same IRI and class as what a rule proposes for the name.
    """

    def __init__(self, schema: Schema, gazetteer: Gazetteer, binder: Binder, cues: Cues) -> None:
        self._schema = schema
        self._gazetteer = gazetteer
        self._binder = binder
        self._cues = cues

    def __call__(self, words: str, wanted: frozenset[str]) -> EntityReference | None:
        """Give what some words stand for as one of the classes wanted; None if that is several."""
        for name in dict.fromkeys((words, cleaned(words))):
            fitting = [b for b in self._gazetteer.named(name) if self._fits(b, wanted)]
            if len(fitting) > 1:
                return None
            if fitting:
                return self._reference(fitting[0], name, wanted)
        name = cleaned(words)
        return self._concept(name, self._classes(name, wanted))

    def _fits(self, bearer: Bearer, wanted: frozenset[str]) -> bool:
        return not wanted or bool(self._classes_of(bearer) & wanted)

    def _classes_of(self, bearer: Bearer) -> frozenset[str]:
        """Give the classes of a bearer: "French" stands for a place, though it names none."""
        if DEMONYM not in bearer.classes:
            return bearer.classes
        return self._schema.classes_of(bearer.iri) or self._schema.closure([_PLACE])

    def _reference(
        self, bearer: Bearer, name: str, wanted: frozenset[str]
    ) -> EntityReference | None:
        if not bearer.is_listed:
            return EntityReference(bearer.iri, name, "label")
        # Only a list of names knows it: the graph has yet to take it in.
        if DEMONYM in bearer.classes:
            return EntityReference(bearer.iri, name, PROPOSAL, _PLACE)
        return self._concept(name, wanted or bearer.classes)

    def _classes(self, name: str, wanted: frozenset[str]) -> frozenset[str]:
        """Give the class that the words of a name say, if it is one of those wanted."""
        kind = self._cues.kind_of(name) or self._cues.kind_of_chinese(name)
        typed = frozenset({v.LS + kind}) if kind else frozenset[str]()
        is_fitting = not wanted or self._schema.closure(typed) & wanted
        return typed if typed and is_fitting else wanted or frozenset({_ANYTHING})

    def _concept(self, name: str, classes: frozenset[str]) -> EntityReference | None:
        return self._binder.concept(Bound(name, 0, len(name), None), classes)
