"""The documents of the data folder: those from elsewhere are kept there as text."""

import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path

import yaml

from lodestone.ingestion.plan import Plan
from lodestone.model.document import Document, name_of
from lodestone.population import loading

_TEXTS = (".md", ".txt")
_KEPT = ("title", "publisher", "date", "language", "licence", "source", "summary")


def read(path: Path, plan: Plan) -> tuple[Document, str]:
    """Read a document, and give it with the text that is kept of one from elsewhere.

    Raises:
        DocumentError: it cannot be read.
    """
    document = replace(loading.read(path, plan.encoding), name=name_of(path))
    is_text = path.suffix.lower() in _TEXTS
    if is_text or plan.library is None or plan.holds(path):
        return document, document.text
    text = _as_text(document, path)
    with tempfile.TemporaryDirectory(prefix="lodestone-") as folder:
        draft = _place(path, Path(folder))
        draft.write_text(text, encoding="utf-8")
        return replace(loading.read(draft), warnings=document.warnings), text


def keep(text: str, path: Path, plan: Plan) -> None:
    """Keep a document from elsewhere in the library, as text, once its candidates are there."""
    if plan.library is None or plan.holds(path):
        return
    kept = _place(path, plan.library)
    plan.library.mkdir(parents=True, exist_ok=True)
    if not kept.is_file() or kept.read_text(encoding="utf-8") != text:
        kept.write_text(text, encoding="utf-8")
    for other in (plan.library / f"{kept.stem}{suffix}" for suffix in _TEXTS):
        if other != kept:
            other.unlink(missing_ok=True)


def read_again(path: Path, plan: Plan) -> Document:
    """Read a document that was read before, from the library if it is kept there.

    Raises:
        DocumentError: it cannot be read any more.
    """
    if plan.library is None or plan.holds(path):
        document = loading.read(path, plan.encoding)
    else:
        document = loading.read(_place(path, plan.library))
    return replace(document, name=name_of(path))


def is_kept(path: Path, plan: Plan, digest: str) -> bool:
    """Whether the library holds the text of a document, as it was read."""
    if plan.library is None or plan.holds(path):
        return True
    try:
        content = _place(path, plan.library).read_bytes()
    except OSError:
        return False
    return hashlib.sha256(content).hexdigest() == digest


def _place(path: Path, library: Path) -> Path:
    suffix = path.suffix.lower()
    return library / f"{name_of(path)}{suffix if suffix in _TEXTS else '.md'}"


def _as_text(document: Document, path: Path) -> str:
    """Write what was read of a PDF, a Word file or a page as text that says where it is from."""
    known = {name: getattr(document, name) for name in _KEPT}
    front = {name: value for name, value in known.items() if value is not None}
    front["file"] = path.name
    front["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    written = yaml.safe_dump(front, allow_unicode=True, sort_keys=False)
    return f"---\n{written}---\n\n{document.text[document.body_start :]}"
