"""A source document in its normal form, to which all offsets refer."""

import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read: its name, its normalised text and what its front matter says.

    `text` is Unicode NFC with LF line ends; offsets count its code points.
    """

    name: str
    text: str
    title: str
    publisher: str | None = None
    date: str | None = None
    language: str = "en"
    licence: str | None = None
    source: str | None = None
    summary: str | None = None
    body_start: int = 0
    warnings: tuple[str, ...] = field(default=())

    @property
    def digest(self) -> str:
        """The SHA-256 digest of the normalised text, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()
