"""What comes of asking a model: what it found, what did not pass, what it left unread."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lodestone.model.candidate import Candidate
from lodestone.population.llm.claims import Rejected
from lodestone.population.llm.endpoint import NO_ANSWER, OUT_OF_CALLS

_DROP_RATE = 0.3


@dataclass(frozen=True, slots=True)
class Unread:
    """A stretch of a document that the model has not answered for, and why."""

    start: int
    end: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class LlmRun:
    """What came of one document.

    `calls` counts the requests that were sent, retries included; of its `blocks`, those of
    `cached_calls` had an answer that was kept from before.
    """

    document: str
    candidates: list[Candidate]
    rejected: list[Rejected]
    calls: int
    cached_calls: int
    unread: tuple[Unread, ...] = ()
    blocks: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether the model has answered for the whole document."""
        return not self.unread

    @property
    def dropped(self) -> int:
        """How many of the model's claims did not pass; an answer without claims is none."""
        return len(self.rejected) - sum(part.code == NO_ANSWER for part in self.unread)

    @property
    def drop_rate(self) -> float:
        """The share of the model's claims that did not pass."""
        total = len(self.candidates) + self.dropped
        return self.dropped / total if total else 0.0

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the person who started the run has to know of the model's claims."""
        if self.drop_rate <= _DROP_RATE:
            return ()
        total = len(self.candidates) + self.dropped
        return (
            f"W-LLM-DROPPED: {self.drop_rate:.0%} of the model's claims ({self.dropped} of "
            f"{total}) were rejected; see rejected/{self.document}.jsonl for the reasons. "
            "Another model may do better.",
        )

    @property
    def fault(self) -> str | None:
        """Why the model has not read the whole document, with a code; None if it has."""
        if not self.unread:
            return None
        first = self.unread[0].code
        reasons = ", ".join(dict.fromkeys(part.reason.rstrip(".") for part in self.unread))
        count = f"{len(self.unread)} of {self.blocks} blocks were not read by the model"
        more = ", or raise llm_max_calls" if first == OUT_OF_CALLS else ""
        return f"{first}: {count}: {reasons}. What was found is kept; run it again to go on{more}."


def write_rejected(path: Path, rejected: Sequence[Rejected]) -> None:
    """Write the rejected claims of a document, one a line; without any there is no file."""
    if not rejected:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(as_lines(rejected), encoding="utf-8")
    fresh.replace(path)


def as_lines(rejected: Iterable[Rejected]) -> str:
    """Give rejected claims as JSON Lines."""
    records = ({"doc": r.document, "reason": r.reason, "claim": r.raw} for r in rejected)
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    # A model may write half of a surrogate pair, which is no character: it is kept as an escape.
    return lines.encode(errors="backslashreplace").decode()
