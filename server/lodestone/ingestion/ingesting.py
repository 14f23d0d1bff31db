"""Documents in, files of candidates out: one document at a time, in as many processes as asked."""

import hashlib
import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from lodestone.curation import decisions
from lodestone.curation.candidates import ModelWork
from lodestone.curation.decisions import Decisions
from lodestone.errors import CandidateError, DocumentError
from lodestone.ingestion import library
from lodestone.ingestion.plan import Plan, find, fingerprint, refresh, tools
from lodestone.model.candidate import Candidate
from lodestone.model.document import Document, name_of
from lodestone.model.ingested import Ingested
from lodestone.population import extraction, loading
from lodestone.population.extraction import Found


def ingest(
    paths: Sequence[Path | str], plan: Plan, tell: Callable[[Ingested], None], jobs: int = 1
) -> list[Ingested]:
    """Turn documents into files of candidates by the rules; a bad one stops nothing.

    What a language model is to be asked stands in what is given back; nothing is sent yet.

    Raises:
        RuleError: a rule cannot be used.
    """
    listed, done = find(paths)
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
        refresh()
        yield from map(partial(_one, plan), paths)
        return
    # Forking is unsafe where threads run, as those of a progress bar do.
    with multiprocessing.get_context("spawn").Pool(min(jobs, len(paths))) as pool:
        yield from pool.imap(partial(_one, plan), paths, chunksize=max(1, len(paths) // 200))


def _one(plan: Plan, path: Path) -> Ingested:
    seconds: dict[str, float] = {}
    try:
        with _timed(seconds, "look up"):
            source = _source(path, plan)
            known = _as_recorded(path, plan, source, seconds)
        if known is not None:
            return known
        with _timed(seconds, "read"):
            document, text = library.read(path, plan)
        done = _recorded(document, plan, source, seconds)
        with _timed(seconds, "write"):
            library.keep(text, path, plan)
        return replace(done, path=path)
    except (DocumentError, CandidateError) as error:
        return Ingested(path.name, error=str(error), seconds=seconds)


def _source(path: Path, plan: Plan) -> str:
    """Stand for the bytes of a file, and how they are to be read."""
    return hashlib.sha256(loading.take(path) + (plan.encoding or "").encode()).hexdigest()


def _as_recorded(path: Path, plan: Plan, source: str, seconds: dict[str, float]) -> Ingested | None:
    """Tell what was recorded, if nothing changed: the file, the rules, the model, what it gave."""
    name = name_of(path)
    found = extraction.as_recorded(name, source, plan.out, fingerprint(plan))
    if found is None or not library.is_kept(path, plan, found[0].digest):
        return None
    header, count = found
    work = header.model
    model = tools(plan).model if plan.model else None
    if model and (work is None or work.fingerprint != model.fingerprint):
        return None
    by_model = work.candidates if work else 0
    return Ingested(
        name,
        by_rules=count - by_model,
        accepted=None,
        warnings=(*header.warnings, *(work.warnings if work else ())),
        digest=header.digest,
        seconds=seconds,
        by_model=by_model,
        rejected=work.rejected if work else 0,
    )


def _recorded(document: Document, plan: Plan, source: str, seconds: dict[str, float]) -> Ingested:
    """Find the candidates of a document, or take those that were found before, and write them."""
    at_hand = tools(plan)
    extractor = at_hand.extractor
    with _timed(seconds, "extract"):
        found = extractor.found(document, plan.out)
    with _timed(seconds, "write"):
        manual = extractor.manual(document, plan.out)
        changed = extractor.record(document, found, plan.out, source)
        changed |= bool(manual) and extractor.record_manual(document, plan.out)
    done = Ingested(
        document.name,
        by_hand=len(manual),
        changed=changed,
        warnings=(*document.warnings, *_outdated(found, plan)),
        digest=document.digest,
        seconds=seconds,
    )
    work = found.work or ModelWork()
    if at_hand.model and work.fingerprint != at_hand.model.fingerprint:
        done = replace(done, load=at_hand.model.load(document))
    else:
        done = replace(done, warnings=(*done.warnings, *work.warnings))
    return counted(done, found, manual, at_hand.verdicts)


def counted(
    item: Ingested, found: Found, manual: Sequence[Candidate], verdicts: Decisions
) -> Ingested:
    """Add the numbers of what was found, by whom, and of what counts as accepted."""
    candidates = found.candidates
    by_model = sum(c.is_by_model for c in candidates)
    return replace(
        item,
        by_rules=len(candidates) - by_model,
        by_model=by_model,
        rejected=found.work.rejected if found.work else 0,
        accepted=sum(decisions.review(c, verdicts) is not None for c in (*candidates, *manual)),
    )


def _outdated(found: Found, plan: Plan) -> Iterator[str]:
    if found.outdated and plan.model is None:
        yield (
            f"W-LLM-OUTDATED: {found.outdated} candidates of a language model were of the text as "
            "it was before, and are gone; with the model set, run it again"
        )


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        seconds[stage] = seconds.get(stage, 0.0) + time.perf_counter() - start
