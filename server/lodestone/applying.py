"""Applying what waits as one batch: what does not conform is set aside, the rest is published."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from lodestone import locations, pipeline
from lodestone.curation import decision_log
from lodestone.curation.decisions import ACCEPT
from lodestone.curation.offenders import Batch, Blamed
from lodestone.errors import InconsistentError, LodestoneError
from lodestone.knowledge.assembly import Assembly
from lodestone.knowledge.checks import run_checks
from lodestone.knowledge.validation import require_conformance
from lodestone.model.report import Report
from lodestone.pipeline import Progress
from lodestone.reviewing import desk
from lodestone.reviewing.desk import Desk
from lodestone.settings import Settings
from lodestone.store.snapshots import Snapshot

REASON = "applied"


@dataclass(frozen=True, slots=True)
class SetAside:
    """Claims of a batch that go on waiting, each with what would be wrong if it were accepted."""

    claims: Blamed


@dataclass(frozen=True, slots=True)
class Accepted:
    """How many claims of a batch were accepted; what is left is to publish them."""

    count: int


Step = Progress | SetAside | Accepted | Snapshot


def apply(
    settings: Settings, opened: Desk, identifiers: Sequence[str], batch: str
) -> Iterator[Step]:
    """Accept claims as one batch and publish them, but for those that something is wrong with.

    Nothing is written before it is known what can be published.

    Raises:
        FaultError: the graph is at fault without a claim of the batch that is to blame, or nothing
            of the batch remains; nothing changed.
        WorldError: disk or reasoner failed; nothing changed.
    """
    folders = pipeline.data_folders(settings)
    sources = yield from pipeline.gather(folders)
    left = {
        i: decision_log.decide(i, ACCEPT, opened.by, reason=REASON, batch=batch)
        for i in identifiers
    }
    while True:
        assembly, accepted = yield from pipeline.assembled(sources, left.values())
        claims = Batch(s for s in accepted if s.identifier in left)
        tried = yield from _try(assembly, claims, settings)
        if isinstance(tried, Report):
            break
        yield SetAside(tried)
        left = {i: decision for i, decision in left.items() if i not in tried}
    if left:
        opened.write(*left.values())
    yield Accepted(len(left))
    try:
        yield from pipeline.publish(assembly, tried, settings, folders)
    except LodestoneError:
        if left:
            desk.revert(opened, batch)
        raise


def _try(
    assembly: Assembly, batch: Batch, settings: Settings
) -> Generator[Progress, None, Report | Blamed]:
    """Find out whether graphs can be published, or else which claims of a batch are to blame.

    Raises:
        FaultError: no claim of the batch is to blame, or all are.
    """
    # First without what follows: where a property has two values, everything seems to be equal.
    found = run_checks(assembly, locations.folder("ontology") / "checks")
    twice = batch.certain(finding for finding in found if finding.severity == "Violation")
    if batch.survives(twice):
        return twice
    try:
        yield from pipeline.reason(assembly, settings)
    except InconsistentError as error:
        blamed = batch.contradicting(error.reasons)
        if twice or not batch.survives(blamed):
            raise
        return blamed
    report = yield from pipeline.validated(assembly, settings)
    if report.conforms:
        return report
    blamed = batch.blamed(report.violations)
    if twice or not batch.survives(blamed):
        require_conformance(report)
    return blamed
