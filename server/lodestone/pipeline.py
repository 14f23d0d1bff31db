"""The whole build as one function that yields progress: documents in, a published snapshot out."""

import hashlib
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox

from lodestone import __version__, locations
from lodestone import vocabulary as v
from lodestone.curation import conflicts, decision_log, decisions, review_queue
from lodestone.curation.candidates import merged
from lodestone.curation.decisions import Decision, Decisions
from lodestone.errors import DocumentError, FaultError
from lodestone.knowledge.assembly import Assembly, assemble
from lodestone.knowledge.consistency import require_consistency
from lodestone.knowledge.entailment import entail
from lodestone.knowledge.quads import canonical, to_quads
from lodestone.knowledge.validation import require_conformance, validate
from lodestone.model.candidate import Candidate
from lodestone.model.document import Document, name_of
from lodestone.model.manifest import Manifest
from lodestone.model.report import Report
from lodestone.model.statement import Statement
from lodestone.population import extraction, loading, statements
from lodestone.population.extraction import Extractor
from lodestone.settings import Settings
from lodestone.store import snapshots, statistics

REPORT = "report.ttl"


@dataclass(frozen=True, slots=True)
class Progress:
    """A stage of the build that began (`seconds` is None) or ended, with what came of it."""

    stage: str
    detail: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """What a graph is made of: documents and their candidates; `functional` are property IRIs."""

    folders: Sequence[Path]
    documents: Sequence[Document]
    candidates: Sequence[Candidate]
    functional: frozenset[str]


def data_folders(settings: Settings) -> list[Path]:
    """List the folders that knowledge is read from: the one we ship, and the user's own."""
    shipped = locations.folder("data")
    own = settings.data
    is_other = own.is_dir() and own.resolve() != shipped.resolve()
    return [shipped, own] if is_other else [shipped]


def load_extractor(folders: Sequence[Path]) -> Extractor:
    """Load the extractor with the rules and names of the given data folders."""
    return extraction.load_extractor(locations.folder("ontology"), folders)


def brief(candidate: Candidate) -> dict[str, object]:
    """Give a candidate as `lodestone extract` writes it: names instead of IRIs."""
    target = candidate.object
    return {
        "doc": candidate.document,
        "subject": candidate.subject.text,
        "relation": v.local_name(candidate.predicate),
        "object": target.text,
        "start": candidate.quote.start,
        "end": candidate.quote.end,
        "quote": candidate.quote.exact,
        "qualifiers": {"quantifier": candidate.quantifier} if candidate.quantifier else {},
        "tier": candidate.tier,
        "modality": candidate.modality,
    }


def prepare(folders: Sequence[Path]) -> Iterator[Progress | Assembly]:
    """Read documents, decide on candidates and assemble the graphs; the assembly comes last."""
    sources = yield from gather(folders)
    assembly, _ = yield from assembled(sources)
    yield assembly


def gather(folders: Sequence[Path]) -> Generator[Progress, None, Sources]:
    """Read documents and their candidates."""
    stage = _stage("read and extract")
    yield stage.begun
    extractor = load_extractor(folders)
    read = [
        (folder, replace(loading.read(path), name=name_of(path)))
        for folder in folders
        for path in loading.find([folder / "documents"] if (folder / "documents").is_dir() else [])
    ]
    _require_different_names([document for _, document in read])
    candidates, outdated = _found(read, folders, extractor)
    counts = f"{len(read)} documents, {len(candidates)} candidates"
    yield stage.ended(counts + _left_out(outdated, review_queue.orphans(folders)))
    documents = [document for _, document in read]
    return Sources(folders, documents, candidates, extractor.schema.functional)


def assembled(
    sources: Sources, batch: Iterable[Decision] = ()
) -> Generator[Progress, None, tuple[Assembly, list[Statement]]]:
    """Decide on candidates, with a batch that is not written yet, and assemble the graphs."""
    stage = _stage("assemble")
    yield stage.begun
    verdicts = decisions.read_decisions(f / decision_log.FILE for f in sources.folders)
    for decision in batch:
        verdicts.hear(decision)
    # What the policy would accept beside another value waits, as reviewers are told.
    candidates = conflicts.marked(sources.candidates, verdicts, sources.functional)
    accepted = statements.accepted(candidates, verdicts)
    assembly = assemble(locations.folder("ontology"), sources.folders, sources.documents, accepted)
    waiting = _waiting(candidates, verdicts)
    wait = f", {waiting} candidates wait for a decision" if waiting else ""
    yield stage.ended(f"{len(accepted)} statements{wait}")
    return assembly, accepted


def _waiting(candidates: Iterable[Candidate], verdicts: Decisions) -> int:
    undecided = (c for c in candidates if c.identifier not in verdicts)
    return sum(decisions.review(candidate, verdicts) is None for candidate in undecided)


def _found(
    read: Sequence[tuple[Path, Document]], folders: Sequence[Path], extractor: Extractor
) -> tuple[list[Candidate], int]:
    """Give the candidates of documents, and how many of a model's are of a text that has changed.

    A model may have been asked about a document of one folder with another as the data folder.
    """
    candidates: list[Candidate] = []
    outdated = 0
    for home, document in read:
        found = extractor.found(document, home / "candidates")
        elsewhere = (folder / "candidates" for folder in folders if folder != home)
        by_model = [c for folder in elsewhere for c in extractor.by_model(document, folder)]
        candidates += merged((*found.candidates, *by_model))
        candidates += extractor.manual(document, home / "candidates")
        outdated += found.outdated
    return candidates, outdated


def _left_out(outdated: int, orphans: Sequence[Path]) -> str:
    """Say which candidates do not count."""
    old = f"; {outdated} of a language model are of texts that have changed since: ingest again"
    gone = f"; left out, as their documents are gone: {', '.join(path.name for path in orphans)}"
    return (old if outdated else "") + (gone if orphans else "")


def build(settings: Settings) -> Iterator[Progress | snapshots.Snapshot]:
    """Build and publish: yields progress, and the published snapshot last.

    Raises:
        FaultError: the knowledge is at fault; the snapshot that was current still is.
        WorldError: disk or reasoner failed; the snapshot that was current still is.
    """
    folders = data_folders(settings)
    sources = yield from gather(folders)
    assembly, _ = yield from assembled(sources)
    yield from reason(assembly, settings)
    report = yield from validated(assembly, settings)
    require_conformance(report)
    yield from publish(assembly, report, settings, folders)


def reason(assembly: Assembly, settings: Settings) -> Iterator[Progress]:
    """Require that the graphs are consistent, and add what follows from them.

    Raises:
        InconsistentError: they contradict each other.
        WorldError: the reasoner failed.
    """
    stage = _stage("consistency: HermiT")
    yield stage.begun
    require_consistency(assembly, settings.reasoner_memory, settings.reasoner_timeout)
    yield stage.ended("consistent, every class satisfiable")

    stage = _stage("entailment: OWL 2 RL")
    yield stage.begun
    inferred = entail(assembly)
    yield stage.ended(f"{len(inferred)} inferred facts")


def validated(assembly: Assembly, settings: Settings) -> Generator[Progress, None, Report]:
    """Validate the graphs, and keep the report where a person finds it, published or not."""
    stage = _stage("validate: SHACL and checks")
    yield stage.begun
    report = validate(assembly, locations.folder("ontology") / "checks")
    _keep(report, settings.data)
    count = len(report.violations)
    remarks = f"{len(report.findings) - count} warnings and notes"
    yield stage.ended(f"{count or 'no'} violation{'s' if count > 1 else ''}, {remarks}")
    return report


def publish(
    assembly: Assembly, report: Report, settings: Settings, folders: Sequence[Path]
) -> Iterator[Progress | snapshots.Snapshot]:
    """Publish the graphs; the snapshot comes last.

    Raises:
        FaultError: updates since the last build would be lost.
        WorldError: the disk failed; the snapshot that was current still is.
    """
    stage = _stage("publish")
    yield stage.begun
    published = _publish(assembly, report, settings, _digests(folders))
    yield stage.ended(f"snapshot {published.manifest.version}")
    yield published


def _publish(
    assembly: Assembly, report: Report, settings: Settings, sources: dict[str, str]
) -> snapshots.Snapshot:
    quads = canonical(to_quads(assembly))
    with snapshots.Publication(settings.data) as publication:
        written = _written(settings, _graph_names(quads))
        quads += written
        measured = statistics.measure(quads)
        manifest = Manifest(
            version=publication.version,
            parent=publication.parent,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            software=f"lodestone {__version__}",
            digest=measured.digest,
            counts=measured.counts,
            graphs=measured.graphs,
            classes=measured.classes,
            properties=measured.properties,
            sources=sources,
            warnings=len(report.findings),
            written=tuple(sorted(_graph_names(written))),
        )
        published = publication.commit(quads, manifest, report.turtle)
        snapshots.prune(settings.data, settings.keep)
    return published


def _written(settings: Settings, built: set[str]) -> list[ox.Quad]:
    """Give the quads that were written to graphs of their own since the build, to be kept.

    Raises:
        FaultError: something was written to what a build makes, and would be lost.
    """
    current = snapshots.current(settings.data)
    if current is None:
        return []
    lost = sorted(
        graph or "the default graph"
        for graph in current.manifest.written
        if not graph or graph in built
    )
    if lost and not settings.discard_writes:
        raise FaultError(
            f"Updates have changed {', '.join(lost)} since the last build, and a build would lose "
            "that. Bring the changes into documents or reference data and build with "
            "--discard-writes; what is discarded stays in the version before."
        )
    store = snapshots.open_read_only(current)
    kept = [graph for graph in current.manifest.written if graph and graph not in built]
    return [
        quad
        for graph in kept
        for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    ]


def _graph_names(quads: Sequence[ox.Quad]) -> set[str]:
    return {q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode)}


def _keep(report: Report, data: Path) -> None:
    folder = snapshots.root(data)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / REPORT).write_text(report.turtle, encoding="utf-8")


def _digests(folders: Sequence[Path]) -> dict[str, str]:
    """Name each file that the build read, with its SHA-256."""
    patterns = ("documents/*", "reference/*.ttl", "rules/*.yaml", "candidates/*.jsonl", "*.jsonl")
    files = [(folder, p) for folder in folders for g in patterns for p in folder.glob(g)]
    ontology = locations.folder("ontology")
    files += [(ontology.parent, p) for p in ontology.rglob("*") if p.suffix in (".ttl", ".rq")]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder, path in sorted(files)
        if path.is_file()
    }


def _require_different_names(read: Sequence[Document]) -> None:
    names = [document.name for document in read]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DocumentError(f"Two documents are named '{twice[0]}'. Rename one of the files.")


@dataclass(frozen=True, slots=True)
class _Stage:
    name: str
    start: float

    @property
    def begun(self) -> Progress:
        return Progress(self.name)

    def ended(self, detail: str) -> Progress:
        return Progress(self.name, detail, time.monotonic() - self.start)


def _stage(name: str) -> _Stage:
    return _Stage(name, time.monotonic())
