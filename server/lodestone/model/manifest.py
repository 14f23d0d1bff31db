"""The manifest of a snapshot: what it holds, what it was made from, when."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from lodestone.errors import SnapshotError


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot says of itself; written as `manifest.json` beside its store.

    `digest` is the sum of the SHA-256 of all quads, so equal digests mean equal data.
    `counts` holds `quads`, `triples` (of the default graph), `statements`, `documents`, `entities`.
    `sources` maps each file the snapshot was built from to its SHA-256.
    `created` is UTC in ISO 8601. `written` names the graphs that were changed since the build by
    updates, the default graph as an empty string.
    """

    version: int
    parent: int | None
    created: str
    software: str
    digest: str
    counts: dict[str, int]
    graphs: dict[str, int]
    classes: dict[str, int]
    properties: dict[str, int]
    sources: dict[str, str]
    warnings: int
    written: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Write the manifest as stable, readable JSON."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """Read a manifest.

        Raises:
            SnapshotError: the text is not a manifest.
        """
        try:
            data: dict[str, Any] = json.loads(text)
            data["written"] = tuple(data.get("written", ()))
            return cls(**{field.name: data[field.name] for field in fields(cls)})
        except (ValueError, KeyError, TypeError) as error:
            raise SnapshotError(f"A manifest.json is damaged: {error}. Build again.") from error
