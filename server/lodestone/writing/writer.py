"""One write from its request to its answer: stage, apply, compare, validate, publish."""

import errno
import json
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from lodestone import __version__
from lodestone.errors import ConflictError, DiskError, LodestoneError, SnapshotError
from lodestone.model.manifest import Manifest
from lodestone.model.report import Report
from lodestone.sparql import negotiation, problems
from lodestone.sparql.answer import Answer
from lodestone.sparql.formats import PROBLEM, TURTLE
from lodestone.store import snapshots, statistics
from lodestone.writing import changes
from lodestone.writing.gate import Gate, describe_violations
from lodestone.writing.jobs import MINT, Conditions, GraphWrite, WriteJob, read_job

MEGABYTE = 1024 * 1024
Call = Callable[[str, str], bytes]


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """What the front tells the write processes; sizes in megabytes."""

    data: str
    keep: int
    memory: int
    disk_free: int
    depth: int
    federates: bool


class Writer:
    """Does writes; `gate` is loaded once, before the processes that use it are forked."""

    def __init__(self, options: WriteOptions, gate: Gate) -> None:
        self._options = options
        self._data = Path(options.data)
        self._gate = gate

    def write(self, job: Any, call: Call) -> Answer:
        """Do a write; what is wrong with it becomes an answer, and changes nothing."""
        accept = ""
        try:
            asked, conditions = read_job(job)
            accept = conditions.accept
            self._require_disk()
            with snapshots.Publication(self._data) as publication:
                return self._publish(publication, (asked, conditions), call)
        except LodestoneError as error:
            return _problem(error, accept)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or "space" in str(error):
                return _problem(DiskError("The disk is full; nothing was changed."), accept)
            return _problem(SnapshotError(f"The disk failed; nothing was changed: {error}"), accept)

    def _publish(self, publication: snapshots.Publication, job: WriteJob, call: Call) -> Answer:
        asked, conditions = job
        current = snapshots.current(self._data)
        if current is None:
            raise SnapshotError("There is no snapshot to write to. Build one: lodestone build")
        _require_match(conditions, current.manifest, asked, current)
        before = ox.Store.read_only(str(current.store))
        after = publication.open_copy(before)
        minted = isinstance(asked, GraphWrite) and asked.graph == MINT
        if minted and isinstance(asked, GraphWrite):
            asked = replace(asked, graph=f"{conditions.url.rstrip('/')}/{secrets.token_hex(8)}")
        if isinstance(asked, GraphWrite):
            existed = asked.graph is None or before.contains_named_graph(ox.NamedNode(asked.graph))
            changes.apply_graph_write(after, asked, conditions.url, self._options.depth)
        else:
            existed = True
            caller = call if self._options.federates else None
            changes.apply_update(after, asked, conditions.url, self._options.depth, caller)
        change = changes.difference(before, after, asked, conditions.url)
        if change.is_nothing:
            return _done(204 if existed else 201, current.manifest, None)
        changes.require_shallow(change, self._options.depth)
        report = self._gate.check(after, change)
        if not report.conforms:
            return _refused(report, conditions.accept)
        manifest = _manifest(publication, current.manifest, change, after)
        publication.commit_store(after, manifest, report.turtle)
        del after
        snapshots.prune(self._data, self._options.keep)
        location = asked.graph if minted and isinstance(asked, GraphWrite) else None
        return _done(204 if existed else 201, manifest, location)

    def _require_disk(self) -> None:
        free = shutil.disk_usage(self._data).free // MEGABYTE
        if free < self._options.disk_free:
            raise DiskError(
                f"Only {free} megabytes of disk are free, {self._options.disk_free} are wanted; "
                "nothing was changed."
            )


def _require_match(
    conditions: Conditions, manifest: Manifest, asked: object, current: snapshots.Snapshot
) -> None:
    """Hold the client's conditions against the current version (RFC 9110 §13.1).

    Raises:
        ConflictError: another version is current, or a graph is there that should not be.
    """
    if conditions.if_match and conditions.if_match.strip() != "*":
        tags = [tag.strip() for tag in conditions.if_match.split(",")]
        if version_tag(manifest) not in tags:
            raise ConflictError(
                f"The current version is {version_tag(manifest)}, not {conditions.if_match[:100]}. "
                "Read again and decide anew."
            )
    if conditions.if_none_match == "*" and isinstance(asked, GraphWrite):
        is_there = (asked.graph or "") in manifest.graphs or asked.graph is None
        if is_there and asked.graph != MINT:
            raise ConflictError(f"The graph is there already, in {current.folder.name}.")


def version_tag(manifest: Manifest) -> str:
    """Give the entity tag of a version of the dataset."""
    return f'"{manifest.version}"'


def _manifest(
    publication: snapshots.Publication, before: Manifest, change: changes.Change, after: ox.Store
) -> Manifest:
    amended = statistics.amend(before, change.added, change.removed)
    names = [name.value for name in after.named_graphs() if isinstance(name, ox.NamedNode)]
    return replace(
        before,
        version=publication.version,
        parent=before.version,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        software=f"lodestone {__version__}",
        digest=amended.digest,
        counts=amended.counts,
        graphs={name: amended.graphs.get(name, 0) for name in sorted(names)},
        classes=amended.classes,
        properties=amended.properties,
        written=tuple(sorted({*before.written, *change.graphs})),
    )


def _done(status: int, manifest: Manifest, location: str | None) -> Answer:
    headers: tuple[tuple[str, str], ...] = (("etag", version_tag(manifest)),)
    if location is not None:
        headers = (*headers, ("location", location))
    return Answer(status, headers)


def _refused(report: Report, accept: str) -> Answer:
    """Answer a write that the shapes refuse: the report as Turtle, or its findings as JSON."""
    chosen = negotiation.choose_or_first(accept, (TURTLE, PROBLEM))
    if chosen is TURTLE:
        body = report.turtle.encode()
    else:
        problem = {
            "status": 422,
            "title": problems.title_of(422),
            "detail": describe_violations(report),
            "violations": [
                {
                    "focusNode": finding.focus_node,
                    "path": finding.path,
                    "value": finding.value,
                    "rule": finding.rule,
                    "message": finding.message,
                }
                for finding in report.violations
            ],
        }
        body = json.dumps(problem, ensure_ascii=False).encode()
    return Answer(422, (("content-type", chosen.content_type),), body)


def _problem(error: LodestoneError, accept: str) -> Answer:
    status = problems.status_of(error)
    content_type, body = problems.describe_problem(status, str(error), accept)
    return Answer(status, (("content-type", content_type), *problems.headers_of(status)), body)
