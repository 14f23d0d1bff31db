"""What a run ingests into, and what is loaded for it once a process."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lodestone import locations
from lodestone.curation import decision_log, decisions
from lodestone.curation.decisions import Decisions
from lodestone.errors import DocumentError
from lodestone.ingestion import fingerprints
from lodestone.model.ingested import Ingested
from lodestone.population import extraction, loading
from lodestone.population.extraction import Extractor
from lodestone.population.llm import LlmExtractor, LlmSettings

ANSWERS = "llm"
"""The folder in the data folder in which the answers of language models are kept."""

REJECTED = "rejected"
"""The folder beside the candidates in which a model's claims are kept that did not pass."""


@dataclass(frozen=True, slots=True)
class Model:
    """The language model that a run asks, and the folder in which its answers are kept."""

    settings: LlmSettings
    answers: Path


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run ingests into.

    Candidates go to the folder `out`. Documents from elsewhere are kept in the folder `library`, if
    there is one, so that the next build finds them. Without a `model`, only the rules are asked.
    """

    folders: tuple[Path, ...]
    out: Path
    library: Path | None = None
    encoding: str | None = None
    model: Model | None = None

    def holds(self, path: Path) -> bool:
        """Whether a document lies in one of the data folders already."""
        return _resolved(path.parent) in {_resolved(f / "documents") for f in self.folders}


@lru_cache(maxsize=256)
def _resolved(folder: Path) -> Path:
    return folder.resolve()


@dataclass(frozen=True, slots=True)
class Tools:
    """What every document needs."""

    extractor: Extractor
    verdicts: Decisions
    model: LlmExtractor | None


def fingerprint(plan: Plan) -> str:
    """Give the fingerprint of the extractor, which is only loaded if anything has changed.

    Raises:
        FaultError: a file of the data folders is not valid.
    """
    return _fingerprint(plan.folders, plan.out)


@lru_cache(maxsize=1)
def _fingerprint(folders: tuple[Path, ...], out: Path) -> str:
    digest = fingerprints.digest_of(extraction.inputs(locations.folder("ontology"), folders))
    known = fingerprints.recall(out, digest)
    if known is None:
        known = _extractor(folders).fingerprint
        fingerprints.keep(out, digest, known)
    return known


def tools(plan: Plan, *, fresh: bool = False) -> Tools:
    """Load what every document needs, once a process; `fresh` if it may have been edited since.

    Raises:
        FaultError: a file of the data folders is not valid.
    """
    if fresh:
        refresh()
    return _tools(plan.folders, plan.model)


def refresh() -> None:
    """Forget what was loaded, as it may have been edited since."""
    for loaded in (_fingerprint, _extractor, _tools):
        loaded.cache_clear()


@lru_cache(maxsize=1)
def _extractor(folders: tuple[Path, ...]) -> Extractor:
    return extraction.load_extractor(locations.folder("ontology"), folders)


@lru_cache(maxsize=1)
def _tools(folders: tuple[Path, ...], model: Model | None) -> Tools:
    extractor = _extractor(folders)
    verdicts = decisions.read_decisions(folder / decision_log.FILE for folder in folders)
    asked = _load_model(extractor, model) if model else None
    return Tools(extractor, verdicts, asked)


def _load_model(extractor: Extractor, model: Model) -> LlmExtractor:
    schema = extractor.schema
    return LlmExtractor(model.settings, schema, extractor.resolve, model.answers, schema.symmetric)


def find(paths: Iterable[Path | str]) -> tuple[list[Path], list[Ingested]]:
    """List the documents that paths name, and the paths that name none."""
    found: list[Path] = []
    missing: list[Ingested] = []
    for path in paths:
        try:
            found += loading.find([path])
        except DocumentError as error:
            missing.append(Ingested(str(path), error=str(error)))
    return found, missing
