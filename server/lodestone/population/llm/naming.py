"""Names against entities: does a name fit a class, does a span name the same as a name."""

from collections import defaultdict
from collections.abc import Callable

from lodestone import vocabulary as v
from lodestone.model.candidate import PROPOSAL, EntityReference
from lodestone.population.llm.wording import differ_in_form_only, is_short_for, unified
from lodestone.population.schema import Schema

DOMAIN_RANGE, AMBIGUOUS = "domain-range", "ambiguous-name"
"""Why a name stands for nothing here: it is of another class, or it is that of several."""

Resolve = Callable[[str, frozenset[str]], EntityReference | None]
"""Gives what words stand for as one of some classes; None if they stand for several."""


class Names:
    """Resolves names, and does not let a proposal hide that the name is that of something else."""

    def __init__(self, schema: Schema, resolve: Resolve) -> None:
        self._schema = schema
        self._resolve = resolve
        self._bearers: defaultdict[str, set[str]] = defaultdict(set)
        for entity in schema.entities.values():
            for name in entity.names:
                self._bearers[_key(name)].add(entity.iri)

    def resolve(self, name: str, wanted: str | None) -> EntityReference | str:
        """Find what a name stands for as one of a class, or say why it is nothing."""
        reference = self._resolve(name, _classes(wanted))
        if reference is None:
            return AMBIGUOUS
        # A country's name as that of a company is a mistake, not a new company.
        is_taken = reference.resolved_by == PROPOSAL and self._bearers.get(_key(name))
        return DOMAIN_RANGE if is_taken or not self.fits(reference, wanted) else reference

    def fits(self, reference: EntityReference, wanted: str | None) -> bool:
        """Whether an entity is of a class, or may turn out to be, if its class is not settled."""
        if wanted is None or not wanted.startswith(v.LS):
            return True
        classes = self._schema.classes_of(reference.iri)
        if classes:
            return wanted in classes
        if reference.kind is None:
            return True
        general = self._schema.closure([wanted])
        return wanted in self._schema.closure([reference.kind]) or reference.kind in general

    def bound(
        self, reference: EntityReference, name: str, span: str, wanted: str | None
    ) -> EntityReference | None:
        """Give what both the name and the words of the quote stand for; None if they differ."""
        if _key(name) == _key(span):
            return reference
        other = self._resolve(span, _classes(wanted))
        if other is None or other.iri == reference.iri:
            return other and reference
        is_alike = differ_in_form_only(name, span)
        is_new, is_other_new = (r.resolved_by == PROPOSAL for r in (reference, other))
        if not is_other_new:
            # The document names something that is known; the model's name for it may be wordier.
            return other if is_new and is_alike and self.fits(other, wanted) else None
        if is_alike:
            return reference
        is_anothers = self._bearers.get(_key(span), set()) - {reference.iri}
        return reference if is_short_for(span, name) and not is_anothers else None


def _classes(wanted: str | None) -> frozenset[str]:
    return frozenset({wanted}) if wanted else frozenset()


def _key(name: str) -> str:
    return " ".join(unified(name).casefold().split())
