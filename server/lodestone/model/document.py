"""A source document in its normal form, to which all offsets refer."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

_UNFIT = re.compile(r"[^\w.-]+")


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

    digest: str = field(init=False, repr=False)
    """The SHA-256 digest of the normalised text, in hex."""

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        object.__setattr__(self, "digest", digest)  # frozen, but not before it is whole


def name_of(path: Path) -> str:
    """Name a document after its file, with nothing in it that an IRI cannot hold."""
    return _UNFIT.sub("-", path.stem).strip("-.") or "document"
