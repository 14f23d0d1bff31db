"""A claim that an extractor or a person proposes, tied to the exact words of a document."""

import hashlib
from dataclasses import dataclass

from lodestone import vocabulary as v

BY_MODEL = "llm"
"""What the origin of a candidate begins with that a language model proposed."""

PROPOSAL = "proposal"
"""How an end is bound that nothing bears the name of yet."""


@dataclass(frozen=True, slots=True)
class TextQuote:
    """A stretch of a document: Web Annotation's text quote and text position selectors in one.

    `start` and `end` count Unicode code points of the document's normalised text.
    """

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EntityReference:
    """An end of a claim that is an entity: its IRI, and the words that stand for it.

    `resolved_by` says how the words were bound to the IRI: `label` (a name of it), `abbreviation`
    or `short` (one that the document introduces), `suffix`, `acronym`, `pronoun`, `topic`,
    `constant` (the rule names it), `proposal` (nothing bears the name yet), `curated`. A proposal
    has the `kind` that it would be of, the IRI of a class; so has a pronoun that stands for one.
    """

    iri: str
    text: str
    resolved_by: str
    kind: str | None = None

    @property
    def is_new(self) -> bool:
        """Whether the graph does not know the entity yet, however the words refer to it."""
        return self.kind is not None or self.resolved_by == PROPOSAL

    def n_triples(self) -> str:
        """Write the term as in N-Triples."""
        return f"<{self.iri}>"


@dataclass(frozen=True, slots=True)
class LiteralValue:
    """An end of a claim that is a literal: its lexical form and the words it was read from."""

    value: str
    datatype: str
    language: str | None
    text: str

    def n_triples(self) -> str:
        """Write the term as in N-Triples."""
        escaped = self.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        if self.language:
            return f'"{escaped}"@{self.language}'
        return f'"{escaped}"^^<{self.datatype}>'


@dataclass(frozen=True, slots=True)
class Candidate:
    """One proposed claim: subject, predicate, object, and the quote it rests on.

    `modality`, `quantifier` and `explicitness` are names of concepts of the schemes of those names.
    `tier` is A (both ends named in the match), B (an end found by a pronoun) or C.
    `origin` is `manual`, `rules/NAME` for the extraction rule that made it, or `llm/MODEL`.
    """

    document: str
    digest: str
    quote: TextQuote
    subject: EntityReference
    predicate: str
    object: EntityReference | LiteralValue
    modality: str
    quantifier: str | None
    explicitness: str
    note: str | None
    tier: str
    origin: str
    checks: tuple[str, ...] = ()

    @property
    def identifier(self) -> str:
        """Sixteen hex digits that stand for the statement, whatever document and rule it is from.

        A decision about the claim is kept under this name.
        """
        return statement_identifier(self.subject.iri, self.predicate, self.object.n_triples())

    @property
    def is_manual(self) -> bool:
        """Whether a person entered the candidate."""
        return self.origin == "manual"

    @property
    def is_by_model(self) -> bool:
        """Whether a language model proposed the candidate."""
        return self.origin.startswith(f"{BY_MODEL}/")


def statement_identifier(subject: str, predicate: str, object_n_triples: str) -> str:
    """Derive a statement's name from what it states."""
    text = f"<{subject}> <{predicate}> {object_n_triples}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def statement_iri(identifier: str) -> str:
    """Give the IRI of the statement with that identifier."""
    return f"{v.IDENTIFIER}stmt/{identifier}"
