"""From documents to candidate files, and back: one extractor, ready to be applied."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lodestone.curation import candidates as files
from lodestone.errors import DocumentError
from lodestone.model.candidate import Candidate
from lodestone.model.document import Document
from lodestone.population.binding import Binder
from lodestone.population.gazetteer import Gazetteer
from lodestone.population.mentions import MentionFinder
from lodestone.population.names import read_cues
from lodestone.population.proposals import CONTEXT
from lodestone.population.references import read_descriptions
from lodestone.population.rule_language import RuleReader
from lodestone.population.rule_patterns import Alphabet
from lodestone.population.rules import RuleEngine
from lodestone.population.schema import Schema, read_schema
from lodestone.population.verification import faults, verify

CODE = "3"
"""Counts the changes of this program that change what it finds."""


@dataclass(frozen=True)
class Extractor:
    """The rule engine with the schema that its candidates are verified against."""

    schema: Schema
    engine: RuleEngine
    knowledge: str

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
            found = dict.fromkeys(self.engine.extract(document))  # of a list much comes twice
        except DocumentError as error:
            raise DocumentError(f"{error} ({document.name})") from error
        return files.merged(c for c in found if not any(faults(c, document, self.schema)))

    def recorded(self, document: Document, folder: Path) -> list[Candidate] | None:
        """Read the candidates that were recorded for this text with these rules, if they were.

        Raises:
            CandidateError: the file was changed by hand, and a candidate does not hold any more.
        """
        path = folder / f"{document.name}.jsonl"
        if not path.is_file():
            return None
        header, found = files.read(path)
        if (header.digest, header.extractor) != (document.digest, self.fingerprint):
            return None
        for candidate in found:
            verify(candidate, document, self.schema)
        return found

    def record(
        self, document: Document, found: Sequence[Candidate], folder: Path, source: str = ""
    ) -> bool:
        """Write the candidates of a document; give whether the file changed.

        `source` is the digest of the file that the document was read from.
        """
        header = files.Header(
            document.name, document.digest, self.fingerprint, source, document.warnings
        )
        return files.write(folder / f"{document.name}.jsonl", header, found)

    def as_recorded(self, name: str, source: str, folder: Path) -> tuple[files.Header, int] | None:
        """Tell what was recorded for the same file with these rules, if nothing has changed."""
        found = files.glance(folder / f"{name}.jsonl")
        if not found or (found[0].source, found[0].extractor) != (source, self.fingerprint):
            return None
        return None if (folder / f"{name}{files.MANUAL_SUFFIX}").is_file() else found

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
    return Extractor(
        schema, RuleEngine(finder, descriptions, binder, alphabet, rules), _print(schema, data)
    )


def _print(schema: Schema, data: Sequence[Path]) -> str:
    """Stand for everything the candidates depend on besides the document and the rules."""
    names = [p.read_bytes() for folder in data for p in sorted(folder.glob("names/*.yaml"))]
    entities = [repr(entity).encode() for entity in schema.entities.values()]
    terms = [repr(schema.properties).encode(), repr(sorted(schema.superclasses)).encode()]
    return hashlib.sha256(b"\0".join([*names, *entities, *terms])).hexdigest()
