"""Documents in, files of candidates out: one document at a time, in as many processes as asked."""

import hashlib
import multiprocessing
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

import yaml

from lodestone import locations
from lodestone.curation import decisions
from lodestone.curation.decisions import Decisions
from lodestone.errors import CandidateError, DocumentError
from lodestone.model.document import Document
from lodestone.model.ingested import Ingested
from lodestone.population import extraction, loading
from lodestone.population.extraction import Extractor

_TEXTS = (".md", ".txt")
_UNFIT = re.compile(r"[^\w.-]+")
_KEPT = ("title", "publisher", "date", "language", "licence", "source", "summary")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run ingests into.

    Candidates go to the folder `out`. Documents from elsewhere are kept in the folder `library`, if
    there is one, so that the next build finds them.
    """

    folders: tuple[Path, ...]
    out: Path
    library: Path | None = None
    encoding: str | None = None

    def holds(self, path: Path) -> bool:
        """Whether a document lies in one of the data folders already."""
        return _resolved(path.parent) in {_resolved(f / "documents") for f in self.folders}


@lru_cache(maxsize=256)
def _resolved(folder: Path) -> Path:
    return folder.resolve()


def ingest(
    paths: Sequence[Path], plan: Plan, tell: Callable[[Ingested], None], jobs: int = 1
) -> list[Ingested]:
    """Turn documents into files of candidates; a bad one stops nothing.

    Raises:
        DocumentError: a path does not exist.
        RuleError: a rule cannot be used.
    """
    listed = list(loading.find(paths))
    done: list[Ingested] = []
    seen: dict[str, str] = {}
    for item in _each(_without_name_clashes(listed, done), plan, jobs):
        first = seen.setdefault(item.digest, item.document) if item.digest else item.document
        if first != item.document:
            remark = f"W-DUPLICATE: its text is that of {first}; keep one of them"
            item = replace(item, warnings=(*item.warnings, remark))  # noqa: PLW2901
        done.append(item)
        tell(item)
    return done


def _without_name_clashes(paths: Iterable[Path], done: list[Ingested]) -> list[Path]:
    """Leave out a file that bears the name of another one, for their candidates share a file."""
    kept: dict[str, Path] = {}
    for path in paths:
        name = name_of(path)
        if kept.setdefault(name, path) != path:
            error = f"E-NAME: {path} and {kept[name]} have the same name. Rename one of them."
            done.append(Ingested(str(path), error=error))
    return list(kept.values())


def _each(paths: Sequence[Path], plan: Plan, jobs: int) -> Iterator[Ingested]:
    if jobs < 2 or len(paths) < 2:
        _tools.cache_clear()  # what it loads may have been edited since
        yield from map(partial(_one, plan), paths)
        return
    # Forking is unsafe where threads run, as those of a progress bar do.
    with multiprocessing.get_context("spawn").Pool(min(jobs, len(paths))) as pool:
        yield from pool.imap(partial(_one, plan), paths, chunksize=max(1, len(paths) // 200))


@lru_cache(maxsize=1)
def _tools(folders: tuple[Path, ...]) -> tuple[Extractor, Decisions]:
    """Load what every document needs, once a process."""
    extractor = extraction.load_extractor(locations.folder("ontology"), folders)
    return extractor, decisions.read_decisions(folder / "decisions.jsonl" for folder in folders)


def _one(plan: Plan, path: Path) -> Ingested:
    seconds: dict[str, float] = {}
    try:
        with _timed(seconds, "look up"):
            source = _source(path, plan)
            known = _as_recorded(path, plan, source, seconds)
        if known is not None:
            return known
        with _timed(seconds, "read"):
            document, text = read(path, plan)
        done = _recorded(document, plan, source, seconds)
        with _timed(seconds, "write"):
            _keep(text, path, plan)
    except (DocumentError, CandidateError) as error:
        return Ingested(path.name, error=str(error), seconds=seconds)
    return done


def _source(path: Path, plan: Plan) -> str:
    """Stand for the bytes of a file, and how they are to be read."""
    return hashlib.sha256(loading.take(path) + (plan.encoding or "").encode()).hexdigest()


def _as_recorded(path: Path, plan: Plan, source: str, seconds: dict[str, float]) -> Ingested | None:
    """Tell what was recorded, if neither the file, nor the rules, nor what came of it changed."""
    extractor, _ = _tools(plan.folders)
    name = name_of(path)
    found = extractor.as_recorded(name, source, plan.out)
    if found is None or not _is_kept(path, name, plan, found[0].digest):
        return None
    header, count = found
    return Ingested(name, count, 0, None, False, None, header.warnings, header.digest, seconds)


def _is_kept(path: Path, name: str, plan: Plan, digest: str) -> bool:
    """Whether the library holds the text of a document, as it was read."""
    if plan.library is None or plan.holds(path):
        return True
    kept = plan.library / f"{name}{_kept_suffix(path)}"
    try:
        content = kept.read_bytes()
    except OSError:
        return False
    return hashlib.sha256(content).hexdigest() == digest


def _recorded(document: Document, plan: Plan, source: str, seconds: dict[str, float]) -> Ingested:
    """Find the candidates of a document, or take those that were found before, and write them."""
    extractor, verdicts = _tools(plan.folders)
    with _timed(seconds, "look up"):
        found = extractor.recorded(document, plan.out)
    if found is None:
        with _timed(seconds, "extract"):
            found = extractor.extract(document)
    with _timed(seconds, "write"):
        manual = extractor.manual(document, plan.out)
        changed = extractor.record(document, found, plan.out, source)
        changed |= bool(manual) and extractor.record_manual(document, plan.out)
        accepted = sum(decisions.review(c, verdicts) is not None for c in (*found, *manual))
    numbers = (len(found), len(manual), accepted)
    return Ingested(
        document.name, *numbers, changed, None, document.warnings, document.digest, seconds
    )


def read(path: Path, plan: Plan) -> tuple[Document, str]:
    """Read a document, and give it with the text that is kept of one from elsewhere.

    Raises:
        DocumentError: it cannot be read.
    """
    document = replace(loading.read(path, plan.encoding), name=name_of(path))
    is_text = path.suffix.lower() in _TEXTS
    if is_text or plan.library is None or plan.holds(path):
        return document, document.text
    text = _as_text(document, path)
    with tempfile.TemporaryDirectory(prefix="lodestone-") as folder:
        draft = Path(folder) / f"{document.name}{_kept_suffix(path)}"
        draft.write_text(text, encoding="utf-8")
        return replace(loading.read(draft), warnings=document.warnings), text


def _keep(text: str, path: Path, plan: Plan) -> None:
    """Keep a document from elsewhere in the library, as text, once its candidates are there."""
    if plan.library is None or plan.holds(path):
        return
    name = name_of(path)
    kept = plan.library / f"{name}{_kept_suffix(path)}"
    plan.library.mkdir(parents=True, exist_ok=True)
    if not kept.is_file() or kept.read_text(encoding="utf-8") != text:
        kept.write_text(text, encoding="utf-8")
    for other in (plan.library / f"{name}{suffix}" for suffix in _TEXTS):
        if other != kept:
            other.unlink(missing_ok=True)


def _kept_suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    return suffix if suffix in _TEXTS else ".md"


def _as_text(document: Document, path: Path) -> str:
    """Write what was read of a PDF, a Word file or a page as text that says where it is from."""
    known = {name: getattr(document, name) for name in _KEPT}
    front = {name: value for name, value in known.items() if value is not None}
    front["file"] = path.name
    front["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    written = yaml.safe_dump(front, allow_unicode=True, sort_keys=False)
    return f"---\n{written}---\n\n{document.text[document.body_start :]}"


def name_of(path: Path) -> str:
    """Name a document after its file, with nothing in it that an IRI cannot hold."""
    return _UNFIT.sub("-", path.stem).strip("-.") or "document"


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        seconds[stage] = seconds.get(stage, 0.0) + time.perf_counter() - start
