"""What the candidates of a folder were made with, known without loading it again.

To load the rules takes longer than to find that nothing has changed in a thousand documents. So the
fingerprint of the extractor is kept beside the candidates, with the digest of all it depends on.
"""

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from lodestone.population import extraction

FILE = ".extractor.json"
"""The file, in the folder of the candidates."""


def recall(folder: Path, digest: str) -> str | None:
    """Give the fingerprint that was kept in a folder for inputs of this digest, if one was."""
    try:
        kept = json.loads((folder / FILE).read_bytes())
        return str(kept["extractor"]) if kept["inputs"] == digest else None
    except (OSError, ValueError, KeyError, TypeError):
        return None  # it is found anew then


def keep(folder: Path, digest: str, fingerprint: str) -> None:
    """Keep the fingerprint of the extractor that was loaded from inputs of this digest."""
    kept = json.dumps({"inputs": digest, "extractor": fingerprint}) + "\n"
    with suppress(OSError):  # where it cannot be kept, the next run takes longer
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_text(kept, encoding="utf-8")


def digest_of(inputs: Iterable[Path]) -> str:
    """Stand for the inputs of an extractor and for this program: if one changes, so does this."""
    code = sorted(Path(extraction.__file__).parent.rglob("*.py"))
    total = hashlib.sha256()
    for path in (*code, *inputs):
        content = path.read_bytes()
        total.update(f"{path.name} {len(content)}\n".encode() + content)
    return total.hexdigest()
