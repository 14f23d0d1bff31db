"""What a reviewer works with: what waits, what is known, and where decisions are written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from lodestone import locations
from lodestone import vocabulary as v
from lodestone.curation import decision_log, review_queue
from lodestone.curation.decisions import UNDO, Decision
from lodestone.curation.review_queue import ReviewQueue
from lodestone.curation.suggestions import NameIndex
from lodestone.errors import UsageError
from lodestone.population.schema import Schema, read_schema

_QUANTIFIER = v.LS + "Quantifier"


@dataclass(frozen=True, slots=True)
class Desk:
    """The queue, the names that are known, and the file of decisions of one reviewer."""

    queue: ReviewQueue
    names: NameIndex
    quantifiers: tuple[str, ...]
    log: Path
    by: str

    def write(self, *decisions: Decision) -> None:
        """Write decisions down; on disk when this returns."""
        decision_log.append(self.log, decisions)


def open_desk(data: Path, by: str | None) -> Desk:
    """Lay out what waits in the shipped data folder and in the user's own.

    Raises:
        FaultError: a file of candidates, decisions or knowledge is broken.
    """
    folders = review_queue.data_folders(data)
    schema = read_schema(locations.folder("ontology"), [f / "reference" for f in folders])
    queue = review_queue.load(folders, schema.functional)
    known: dict[str, tuple[Sequence[str], Collection[str]]] = {
        iri: ((end.text,), schema.closure([end.kind] if end.kind else ()))
        for iri, end in review_queue.introduced(queue).items()
    }
    known |= {e.iri: (e.names, schema.classes_of(e.iri)) for e in schema.entities.values()}
    return Desk(
        queue,
        NameIndex(known),
        _quantifiers(schema),
        data / decision_log.FILE,
        by or decision_log.reviewer(),
    )


def _quantifiers(schema: Schema) -> tuple[str, ...]:
    found = (e.iri for e in schema.entities.values() if _QUANTIFIER in e.classes)
    return tuple(sorted(map(v.local_name, found)))


def decide(
    desk: Desk, verdict: str, identifiers: Sequence[str], reason: str, batch: str | None
) -> int:
    """Decide on several claims at one time; give on how many.

    Raises:
        UsageError: there is no such claim, or nothing to take back; nothing was written.
    """
    wanted = list(dict.fromkeys(identifiers))
    known = desk.queue.decisions if verdict == UNDO else desk.queue.claims
    unknown = [identifier for identifier in wanted if identifier not in known]
    if unknown:
        what = "was decided on" if verdict == UNDO else "is among the candidates"
        raise UsageError(f"Nothing was written: no claim {', '.join(unknown)} {what}.")
    desk.write(
        *(
            decision_log.decide(identifier, verdict, desk.by, reason=reason, batch=batch)
            for identifier in wanted
        )
    )
    return len(wanted)


def revert(desk: Desk, batch: str) -> int:
    """Take back what a batch decided; give how many decisions that were.

    Raises:
        UsageError: nothing that counts bears the batch's name.
    """
    return decision_log.revert(desk.log, batch, desk.by)
