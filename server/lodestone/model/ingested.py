"""What became of one document that was ingested."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Load:
    """What a document would send to a model: characters in blocks; `kept` were answered before."""

    characters: int
    blocks: int
    kept: int


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one document: how many candidates, by whom, and whether a file changed.

    `accepted` is None if nothing has changed since the last run, which counted it. `seconds` are
    those of each stage. `by_model` are candidates that only a language model proposed, `rejected`
    its claims that did not pass, `unread` says why it has not read the whole document. While it is
    still to be asked, `load` says how much, and `path` names the document.
    """

    document: str
    by_rules: int = 0
    by_hand: int = 0
    accepted: int | None = 0
    changed: bool = False
    error: str | None = None
    warnings: tuple[str, ...] = ()
    digest: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    by_model: int = 0
    rejected: int = 0
    unread: str | None = None
    load: Load | None = None
    path: Path | None = None

    @property
    def fault(self) -> str | None:
        """What went wrong, with a code: the document was not read, or not by the model."""
        return self.error or self.unread
