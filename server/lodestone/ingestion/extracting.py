"""Documents in, candidates out, and nothing kept but what a language model has answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lodestone.curation.candidates import merged
from lodestone.errors import DocumentError
from lodestone.ingestion.plan import Plan, Tools, tools
from lodestone.model.candidate import Candidate
from lodestone.model.document import Document
from lodestone.model.ingested import Ingested
from lodestone.population import loading
from lodestone.population.llm import Rejected


@dataclass(frozen=True, slots=True)
class Extracted:
    """What became of a document, its candidates, and a model's claims that did not pass."""

    outcome: Ingested
    candidates: tuple[Candidate, ...] = ()
    rejected: tuple[Rejected, ...] = ()


def preview(paths: Sequence[Path], plan: Plan) -> Iterator[Ingested]:
    """Say of each document that can be read what it would send to the model."""
    model = tools(plan, fresh=True).model
    for path in paths:
        document = _read(path, plan)
        if model and isinstance(document, Document):
            yield Ingested(document.name, digest=document.digest, load=model.load(document))


def extract(paths: Sequence[Path], plan: Plan) -> Iterator[Extracted]:
    """Find the candidates of documents, by the rules and the model; a bad one stops nothing.

    Raises:
        RuleError: a rule cannot be used.
        UsageError: the library that asks a model is not installed.
    """
    at_hand = tools(plan, fresh=True)
    for path in paths:
        document = _read(path, plan)
        if isinstance(document, Ingested):
            yield Extracted(document)
        else:
            yield _extracted(document, at_hand)


def _read(path: Path, plan: Plan) -> Document | Ingested:
    try:
        return loading.read(path, plan.encoding)
    except DocumentError as error:
        return Ingested(str(path), error=str(error))


def _extracted(document: Document, at_hand: Tools) -> Extracted:
    try:
        found = at_hand.extractor.extract(document)
    except DocumentError as error:
        return Extracted(Ingested(document.name, error=str(error)))
    outcome = Ingested(document.name, warnings=document.warnings)
    if at_hand.model is None:
        return Extracted(outcome, tuple(found))
    run = at_hand.model.extract(document)
    outcome = replace(
        outcome,
        warnings=(*outcome.warnings, *run.warnings),
        rejected=run.dropped,
        unread=run.fault,
    )
    return Extracted(outcome, tuple(merged((*found, *run.candidates))), tuple(run.rejected))
