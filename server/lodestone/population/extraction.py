"""From documents to candidate files, and back: one extractor, ready to be applied."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from lodestone.curation import candidates as files
from lodestone.curation.candidates import ModelWork
from lodestone.errors import CandidateError, DocumentError
from lodestone.model.candidate import Candidate
from lodestone.model.document import Document
from lodestone.population.discourse.descriptions import read_descriptions
from lodestone.population.mentions.finding import MentionFinder
from lodestone.population.mentions.gazetteer import Gazetteer
from lodestone.population.mentions.names import read_cues
from lodestone.population.resolution import NameResolver
from lodestone.population.rules.alphabet import Alphabet
from lodestone.population.rules.binding import Binder
from lodestone.population.rules.engine import RuleEngine
from lodestone.population.rules.language import RuleReader
from lodestone.population.rules.proposals import CONTEXT
from lodestone.population.schema import Schema, read_schema
from lodestone.population.verification import faults, verify

CODE = "9"
"""Counts the changes of this program that change what it finds."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a document, by whom; `work` is what a model had to do with it.

    `outdated` counts what a model found in an earlier state of the text, and is not given.
    """

    by_rules: tuple[Candidate, ...] = ()
    by_model: tuple[Candidate, ...] = ()
    work: ModelWork | None = None
    outdated: int = 0

    @property
    def candidates(self) -> list[Candidate]:
        """All that was found, sorted, each claim once."""
        return files.merged((*self.by_rules, *self.by_model))


@dataclass(frozen=True)
class Extractor:
    """The rule engine with the schema that its candidates are verified against.

    `resolve` gives what a name stands for that comes without a text.
    """

    schema: Schema
    engine: RuleEngine
    knowledge: str
    resolve: NameResolver

    @cached_property
    def fingerprint(self) -> str:
        """Stand for everything the candidates depend on besides the document."""
        parts = f"{CODE}{self.knowledge}{self.engine.fingerprint}"
        return hashlib.sha256(parts.encode()).hexdigest()[:12]

    def extract(self, document: Document) -> list[Candidate]:
        """Propose the candidates of a document that hold, sorted, each claim once.

        Raises:
            DocumentError: the document takes too long to read; no candidates are given.
        """
        try:
            found = [*self.engine.extract(document)]
        except DocumentError as error:
            raise DocumentError(f"{error} ({document.name})") from error
        return files.merged(c for c in found if not any(faults(c, document, self.schema)))

    def found(self, document: Document, folder: Path) -> Found:
        """Give the candidates of a document: what rules and model found, recorded or anew.

        What the rules found is taken from the file if neither they nor the text have changed. What
        a model found for this text stays, whatever becomes of the rules.

        Raises:
            CandidateError: the file was changed by hand, and a candidate does not hold any more.
        """
        path = folder / f"{document.name}.jsonl"
        if not path.is_file():
            return Found(tuple(self.extract(document)))
        header, known = files.read(path)
        by_model = [c for c in known if c.is_by_model]
        if header.digest != document.digest:
            return Found(tuple(self.extract(document)), outdated=len(by_model))
        if header.extractor != self.fingerprint:
            holding = (c for c in by_model if not any(faults(c, document, self.schema)))
            # What is known has changed, so that the model's words have to be read again.
            work = replace(header.model, fingerprint="") if header.model else None
            return Found(tuple(self.extract(document)), tuple(holding), work)
        for candidate in known:
            verify(candidate, document, self.schema)
        by_rules = tuple(c for c in known if not c.is_by_model)
        return Found(by_rules, tuple(by_model), header.model)

    def by_model(self, document: Document, folder: Path) -> list[Candidate]:
        """Give what a model found in this text, as a folder has it recorded and as far as it holds.

        Raises:
            CandidateError: a line of the file is broken.
        """
        path = folder / f"{document.name}.jsonl"
        known = files.read(path)[1] if path.is_file() else []
        return [c for c in known if c.is_by_model and not any(faults(c, document, self.schema))]

    def record(self, document: Document, found: Found, folder: Path, source: str = "") -> bool:
        """Write the candidates of a document; give whether the file changed.

        `source` is the digest of the file that the document was read from.
        """
        candidates = found.candidates
        work = found.work and replace(found.work, candidates=sum(c.is_by_model for c in candidates))
        header = files.Header(
            document.name, document.digest, self.fingerprint, source, document.warnings, work
        )
        return files.write(folder / f"{document.name}.jsonl", header, candidates)

    def record_model(
        self, document: Document, proposed: Sequence[Candidate], work: ModelWork, folder: Path
    ) -> tuple[bool, Found]:
        """Write what a model found beside what the rules did; give whether the file changed.

        As long as it has not answered for all, nothing is taken away that it found before.

        Raises:
            CandidateError: what the rules found was not recorded, or for another text.
        """
        path = folder / f"{document.name}.jsonl"
        header, known = files.read(path) if path.is_file() else (None, [])
        if header is None or header.digest != document.digest:
            raise CandidateError(
                f"E-CHANGED: {document.name} was changed during the run. Run it again."
            )
        by_rules = [c for c in known if not c.is_by_model]
        before = [] if work.fingerprint else [c for c in known if c.is_by_model]
        candidates = files.merged((*by_rules, *proposed, *before))
        work = replace(work, candidates=sum(c.is_by_model for c in candidates))
        changed = files.write(path, replace(header, model=work), candidates)
        by_model = tuple(c for c in candidates if c.is_by_model)
        return changed, Found(tuple(by_rules), by_model, work)

    def manual(self, document: Document, folder: Path) -> list[Candidate]:
        """Read what people entered for a document, tied to its text as it is now.

        Raises:
            CandidateError: a quote is not found any more, or a candidate does not hold.
        """
        path = folder / f"{document.name}{files.MANUAL_SUFFIX}"
        if not path.is_file():
            return []
        found = [files.anchored(c, document, CONTEXT) for c in files.read(path)[1]]
        for candidate in found:
            verify(candidate, document, self.schema)
        return files.merged(found)

    def record_manual(self, document: Document, folder: Path) -> bool:
        """Write what people entered back with the offsets of the text as it is now."""
        found = self.manual(document, folder)
        header = files.Header(document.name, document.digest, "manual")
        path = folder / f"{document.name}{files.MANUAL_SUFFIX}"
        return bool(found) and files.write(path, header, found)


def as_recorded(
    name: str, source: str, folder: Path, fingerprint: str
) -> tuple[files.Header, int] | None:
    """Tell what an extractor recorded for the same file, if nothing has changed.

    What a model had to do with it stands in the header.
    """
    found = files.glance(folder / f"{name}.jsonl")
    if not found or (found[0].source, found[0].extractor) != (source, fingerprint):
        return None
    return None if (folder / f"{name}{files.MANUAL_SUFFIX}").is_file() else found


def inputs(ontology: Path, data: Sequence[Path]) -> list[Path]:
    """List the files that an extractor is loaded from, in a fixed order."""
    patterns = ("reference/*.ttl", "names/*.yaml", "rules/*.yaml")
    of_data = (path for folder in data for each in patterns for path in sorted(folder.glob(each)))
    return [*sorted(ontology.glob("*.ttl")), *sorted(ontology.glob("schemes/*.ttl")), *of_data]


def load_extractor(ontology: Path, data: Sequence[Path]) -> Extractor:
    """Load the schema, the known names and the rules of the given data folders.

    Raises:
        FaultError: an ontology, reference or names file is not valid.
        RuleError: a rule cannot be used.
    """
    schema = read_schema(ontology, [folder / "reference" for folder in data])
    gazetteer = Gazetteer(schema, data)
    cues = read_cues(data, schema)
    finder = MentionFinder(schema, gazetteer, cues)
    alphabet = Alphabet(finder.kind_sets())
    rules = RuleReader(schema, alphabet).read([folder / "rules" for folder in data])
    binder = Binder(schema, gazetteer, cues)
    descriptions = read_descriptions(data, schema)
    engine = RuleEngine(finder, descriptions, binder, alphabet, rules)
    names = NameResolver(schema, gazetteer, binder, cues)
    return Extractor(schema, engine, _print(schema, data), names)


def _print(schema: Schema, data: Sequence[Path]) -> str:
    """Stand for everything the candidates depend on besides the document and the rules."""
    names = [p.read_bytes() for folder in data for p in sorted(folder.glob("names/*.yaml"))]
    entities = [repr(entity).encode() for entity in schema.entities.values()]
    terms = [repr(schema.properties).encode(), repr(sorted(schema.superclasses)).encode()]
    return hashlib.sha256(b"\0".join([*names, *entities, *terms])).hexdigest()
