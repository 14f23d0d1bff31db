"""A statement: a claim that was accepted, with all the passages it rests on."""

from dataclasses import dataclass

from lodestone.model.candidate import EntityReference, LiteralValue, TextQuote


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage of a document on which a statement rests."""

    document: str
    quote: TextQuote
    origin: str


@dataclass(frozen=True, slots=True)
class Review:
    """Who accepted a statement, and when (ISO 8601), by a decision or by the policy."""

    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Statement:
    """An accepted claim.

    `modality`, `quantifier` and `explicitness` are names of concepts of the schemes of those names;
    `confidence` is the estimated probability that the source says so, from 0 to 1.
    """

    identifier: str
    subject: EntityReference
    predicate: str
    object: EntityReference | LiteralValue
    modality: str
    quantifier: str | None
    explicitness: str
    note: str | None
    confidence: str
    evidence: tuple[Evidence, ...]
    review: Review
