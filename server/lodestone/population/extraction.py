"""From documents to candidate files, and back: one extractor, ready to be applied."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lodestone.curation import candidates as files
from lodestone.model.candidate import Candidate
from lodestone.model.document import Document
from lodestone.population.mentions import Gazetteer
from lodestone.population.rule_language import Alphabet, read_rules
from lodestone.population.rules import CONTEXT, RuleEngine
from lodestone.population.schema import Schema, read_schema
from lodestone.population.verification import faults, verify


@dataclass(frozen=True, slots=True)
class Extractor:
    """The rule engine with the schema that its candidates are verified against."""

    schema: Schema
    engine: RuleEngine

    def extract(self, document: Document) -> list[Candidate]:
        """Propose the candidates of a document that hold, sorted, each claim once."""
        found = self.engine.extract(document)
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
        if (header.digest, header.extractor) != (document.digest, self.engine.fingerprint):
            return None
        for candidate in found:
            verify(candidate, document, self.schema)
        return found

    def record(self, document: Document, found: Sequence[Candidate], folder: Path) -> bool:
        """Write the candidates of a document; give whether the file changed."""
        header = files.Header(document.name, document.digest, self.engine.fingerprint)
        return files.write(folder / f"{document.name}.jsonl", header, found)

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
    """Load the schema, the gazetteer and the rules of the given data folders.

    Raises:
        FaultError: an ontology or reference file is not valid Turtle.
        RuleError: a rule cannot be used.
    """
    schema = read_schema(ontology, [folder / "reference" for folder in data])
    gazetteer = Gazetteer(schema)
    alphabet = Alphabet(gazetteer.kind_sets())
    rules = read_rules([folder / "rules" for folder in data], schema, alphabet)
    return Extractor(schema, RuleEngine(schema, gazetteer, alphabet, rules))
