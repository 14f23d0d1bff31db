"""What became of one document that was ingested."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one document: how many candidates, by whom, and whether a file changed.

    `accepted` is None if nothing has changed since the last run, which counted it. `seconds` are
    those of each stage.
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
