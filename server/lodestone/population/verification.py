"""The verifier: what every candidate must hold, whoever proposed it."""

from collections.abc import Iterator

from lodestone import vocabulary as v
from lodestone.errors import CandidateError
from lodestone.model.candidate import Candidate, EntityReference, LiteralValue
from lodestone.model.document import Document
from lodestone.population.schema import Schema

_ALWAYS = (v.RDF_TYPE,)


def verify(candidate: Candidate, document: Document, schema: Schema) -> None:
    """Check one candidate against its document and the ontology.

    Raises:
        CandidateError: says the first thing that does not hold.
    """
    fault = next(faults(candidate, document, schema), None)
    if fault:
        raise CandidateError(
            f"Candidate {candidate.identifier} of {document.name} ({candidate.origin}): {fault}"
        )


def faults(candidate: Candidate, document: Document, schema: Schema) -> Iterator[str]:
    """List all that does not hold of a candidate, hardest first."""
    quote = candidate.quote
    if candidate.digest != document.digest:
        yield "it was made from another version of the document. Run: lodestone ingest"
    if document.text[quote.start : quote.end] != quote.exact:
        yield f"the quote “{quote.exact}” is not what stands at {quote.start}–{quote.end}."
    said = candidate.object.text if isinstance(candidate.object, LiteralValue) else ""
    # A hard wrap may run through the words.
    if said not in quote.exact and said not in " ".join(quote.exact.split()):
        yield f"the words “{said}” of its value do not stand in the quote."
    yield from _ontology_faults(candidate, schema)


def _ontology_faults(candidate: Candidate, schema: Schema) -> Iterator[str]:
    if candidate.predicate in _ALWAYS:
        if getattr(candidate.object, "iri", None) not in schema.superclasses:
            yield "its object is not a class of the ontology."
        return
    known = schema.properties.get(candidate.predicate)
    if known is None:
        yield f"the ontology has no property {candidate.predicate}."
        return
    if known.is_datatype != isinstance(candidate.object, LiteralValue):
        kind = "a literal" if known.is_datatype else "an entity"
        yield f"{v.local_name(known.iri)} takes {kind}."
    ends = ((candidate.subject, known.domain, "domain"), (candidate.object, known.range, "range"))
    for end, wanted, name in ends:
        if not isinstance(end, EntityReference) or not wanted or not wanted.startswith(v.LS):
            continue
        classes = schema.classes_of(end.iri) or schema.closure([end.kind] if end.kind else [])
        if (
            classes
            and wanted not in classes
            and not (end.kind and end.kind in schema.closure([wanted]))
        ):
            yield (
                f"{end.iri} is outside the {name} of {v.local_name(known.iri)}, "
                f"which is {v.local_name(wanted)}."
            )
