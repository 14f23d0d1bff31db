"""What waits for a person: candidates that neither somebody nor the policy has decided on."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from lodestone import locations
from lodestone.curation import candidates as files
from lodestone.curation import decision_log
from lodestone.curation.conflicts import Rival, marked, rivals
from lodestone.curation.decisions import Decisions, corrected, read_decisions, review
from lodestone.model.candidate import Candidate, EntityReference
from lodestone.model.document import name_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claim that waits: the candidate that is shown, and other places where it is made.

    `rivals` are claims that cannot stand beside it. `stands_already` tells that the claim is
    accepted from another place, so that accepting it only adds evidence.
    """

    candidate: Candidate
    others: tuple[Candidate, ...]
    rivals: tuple[Rival, ...]
    stands_already: bool

    @property
    def identifier(self) -> str:
        """The identifier that decisions on the claim are kept under."""
        return self.candidate.identifier


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """All claims by their identifiers, what was decided, and what waits, in order of review.

    `orphans` are files of candidates whose documents are gone; nothing in them counts.
    """

    claims: dict[str, Candidate]
    decisions: Decisions
    waiting: tuple[Waiting, ...]
    orphans: tuple[Path, ...] = ()

    @property
    def left_out(self) -> list[str]:
        """The names of the documents that are gone."""
        return sorted({files.document_of(path) for path in self.orphans})


def data_folders(data: Path) -> list[Path]:
    """List the folders that candidates and decisions are in: the one we ship, the user's own."""
    shipped = locations.folder("data")
    is_other = data.is_dir() and data.resolve() != shipped.resolve()
    return [shipped, data] if is_other else [shipped]


def load(folders: Sequence[Path], functional: Collection[str]) -> ReviewQueue:
    """Read candidates and decisions of data folders, and find what waits.

    Raises:
        CandidateError: names the file and the line that is broken.
    """
    verdicts = read_decisions(f / decision_log.FILE for f in folders)
    lost = orphans(folders)
    found = queue(_recorded(folders, lost), verdicts, functional)
    return replace(found, orphans=lost)


def recorded(folders: Sequence[Path]) -> list[Candidate]:
    """Read all candidates of the documents that are in the data folders.

    Raises:
        CandidateError: names the file and the line that is broken.
    """
    return _recorded(folders, orphans(folders))


def _recorded(folders: Sequence[Path], lost: Sequence[Path]) -> list[Candidate]:
    return [
        candidate
        for folder in folders
        for path in candidate_files(folder)
        if path not in lost
        for candidate in _read(path, path.stat().st_mtime_ns, path.stat().st_size)
    ]


def orphans(folders: Sequence[Path]) -> tuple[Path, ...]:
    """List the files of candidates whose documents are in none of the data folders any more."""
    kept = {name_of(path) for folder in folders for path in document_files(folder)}
    return tuple(
        path
        for folder in folders
        for path in candidate_files(folder)
        if files.document_of(path) not in kept
    )


def document_files(folder: Path) -> list[Path]:
    """List the documents of a data folder."""
    return sorted(path for path in (folder / "documents").rglob("*") if path.is_file())


def candidate_files(folder: Path) -> list[Path]:
    """List the files of candidates of a data folder."""
    return sorted((folder / "candidates").glob("*.jsonl"))


@lru_cache(maxsize=1024)
def _read(path: Path, _changed: int, _size: int) -> tuple[Candidate, ...]:
    """Read a file of candidates once for each state that it is in."""
    return tuple(files.read(path)[1])


def queue(
    candidates: Iterable[Candidate], decisions: Decisions, functional: Collection[str]
) -> ReviewQueue:
    """Find what waits: conflicts first, then by tier, then in the order of the documents."""
    given = marked(candidates, decisions, functional)
    claims = {candidate.identifier: candidate for candidate in sorted(given, key=_rank)[::-1]}
    against = rivals(given, decisions, functional)
    standing = {c.identifier for c in given if review(c, decisions) is not None}
    places: dict[str, dict[tuple[str, int, int], Candidate]] = {}
    for candidate in sorted(given, key=_rank):
        if candidate.identifier in decisions or review(candidate, decisions) is not None:
            continue
        place = (candidate.document, candidate.quote.start, candidate.quote.end)
        places.setdefault(candidate.identifier, {}).setdefault(place, candidate)
    waiting = [
        Waiting(first, tuple(others), against.get(identifier, ()), identifier in standing)
        for identifier, (first, *others) in ((i, at.values()) for i, at in places.items())
    ]
    return ReviewQueue(claims, decisions, tuple(sorted(waiting, key=_urgency)))


def introduced(queue: ReviewQueue) -> dict[str, EntityReference]:
    """Give the entities that nobody knew before a claim about them was accepted, by IRI."""
    found: dict[str, EntityReference] = {}
    for claim in queue.claims.values():
        if review(claim, queue.decisions) is not None:
            stated = corrected(claim, queue.decisions)
            for end in (stated.subject, stated.object):
                if isinstance(end, EntityReference) and end.is_new:
                    found.setdefault(end.iri, end)
    return found


def _urgency(item: Waiting) -> tuple[bool, str, str, int, int, str]:
    return (not item.rivals, *_rank(item.candidate))


def _rank(candidate: Candidate) -> tuple[str, str, int, int, str]:
    quote = candidate.quote
    return (candidate.tier, candidate.document, quote.start, quote.end, candidate.identifier)


def selected(
    waiting: Iterable[Waiting],
    document: str | None = None,
    tier: str | None = None,
    *,
    only_conflicts: bool = False,
) -> list[Waiting]:
    """Keep what a person wants to see of what waits."""
    return [
        item
        for item in waiting
        if (not document or document in {c.document for c in (item.candidate, *item.others)})
        and (not tier or item.candidate.tier == tier)
        and (not only_conflicts or item.rivals)
    ]
