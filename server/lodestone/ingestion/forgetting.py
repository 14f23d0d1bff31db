"""Documents of one's own are forgotten: their text, their candidates, and what was asked of them.

What people decided stays, for decisions are only ever appended.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lodestone import locations
from lodestone.curation import candidates as files
from lodestone.curation import conflicts, decision_log, review_queue
from lodestone.curation.decisions import read_decisions
from lodestone.curation.review_queue import candidate_files, document_files
from lodestone.errors import DocumentError, NotFoundError
from lodestone.ingestion.plan import ANSWERS, REJECTED
from lodestone.model.document import name_of
from lodestone.model.statement import Statement
from lodestone.population import llm, loading, statements
from lodestone.population.schema import read_schema


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A document that is forgotten: its texts and the files of its candidates."""

    name: str
    texts: tuple[Path, ...]
    candidates: tuple[Path, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """All files that are removed."""
        return (*self.texts, *self.candidates)


def find_forgotten(given: Iterable[str], own: Path, folders: Sequence[Path]) -> list[Forgotten]:
    """Find documents of a data folder by their names, or by the names of their files.

    Raises:
        NotFoundError: the folder has no document of a name, nor candidates of one.
    """
    return [_find(name, own, folders) for name in dict.fromkeys(given)]


def _find(given: str, own: Path, folders: Sequence[Path]) -> Forgotten:
    for name in dict.fromkeys((given, name_of(Path(given)))):
        texts = tuple(p for p in document_files(own) if name_of(p) == name)
        found = [path for path in _candidates(own) if files.document_of(path) == name]
        if texts or found:
            return Forgotten(name, texts, tuple(found))
    is_shipped = any(
        name_of(path) == given for folder in folders for path in document_files(folder)
    )
    if is_shipped:
        why = "is one of the documents that Lodestone ships; reject what it says instead"
    else:
        known = ", ".join(sorted({name_of(path) for path in document_files(own)})) or "none"
        why = f"is not in {own / 'documents'}, which holds: {known}"
    raise NotFoundError(f"Nothing was forgotten: “{given}” {why}.")


def _candidates(folder: Path) -> list[Path]:
    rejected = (folder / "candidates" / REJECTED).glob("*.jsonl")
    return sorted((*candidate_files(folder), *rejected))


def dropped(forgotten: Sequence[Forgotten], folders: Sequence[Path]) -> list[Statement]:
    """List the statements that the next build drops, as they rest on these documents alone.

    Raises:
        CandidateError: a file of candidates or decisions is broken.
    """
    names = {document.name for document in forgotten}
    verdicts = read_decisions(folder / decision_log.FILE for folder in folders)
    schema = read_schema(locations.folder("ontology"), [f / "reference" for f in folders])
    candidates = conflicts.marked(review_queue.recorded(folders), verdicts, schema.functional)
    staying = statements.accepted((c for c in candidates if c.document not in names), verdicts)
    kept = {statement.identifier for statement in staying}
    return [s for s in statements.accepted(candidates, verdicts) if s.identifier not in kept]


def forget(forgotten: Iterable[Forgotten], own: Path) -> None:
    """Remove documents, their candidates, and what a model has answered about them."""
    for document in forgotten:
        llm.forget(own / ANSWERS, _asked(document))
        for path in document.paths:
            path.unlink(missing_ok=True)


def _asked(document: Forgotten) -> list[str]:
    """List the blocks of text that a model was asked about, where the document can be read."""
    asked: list[str] = []
    for path in document.texts:
        try:
            asked += (block.text for block in llm.blocks(loading.read(path)))
        except DocumentError:  # it was never asked about, then
            continue
    return asked
