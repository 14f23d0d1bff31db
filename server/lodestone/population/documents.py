"""Reading source documents: plain text, and Markdown with front matter."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from lodestone.errors import DocumentError
from lodestone.model.document import Document
from lodestone.population.text import normalise

SUFFIXES = (".md", ".txt")
_FENCE = "---\n"


def find(paths: Iterable[Path]) -> Iterator[Path]:
    """List the documents that paths name; a folder stands for all documents in it.

    Raises:
        DocumentError: a path does not exist.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES)
        elif path.is_file():
            yield path
        else:
            raise DocumentError(f"E-MISSING: {path} does not exist. Check the path.")


def read(path: Path) -> Document:
    """Read a document into its normal form.

    Raises:
        DocumentError: the file is empty, binary, of an unknown kind, or its front matter is broken.
    """
    if path.suffix not in SUFFIXES:
        raise DocumentError(f"E-TYPE: {path} is not one of: {', '.join(SUFFIXES)}. Convert it.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"E-READ: {path} cannot be read: {error.strerror}.") from error
    warnings: tuple[str, ...] = ()
    if b"\x00" in data[:4096]:
        raise DocumentError(f"E-TYPE: {path} is binary, not text.")
    try:
        raw = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raw = data.decode("cp1252", errors="replace")
        warnings = (f"W-ENCODING: not UTF-8 from byte {error.start} on, read as cp1252",)
    text = normalise(raw)
    if not text.strip():
        raise DocumentError(f"E-EMPTY: {path} has no text ({len(data)} bytes).")
    front, body_start = _front_matter(path, text)
    title = str(front.get("title") or _first_line(text[body_start:]))
    return Document(
        name=path.stem,
        text=text,
        title=title,
        publisher=_optional(front, "publisher"),
        date=_optional(front, "date"),
        language=str(front.get("language", "en")),
        licence=_optional(front, "licence"),
        source=_optional(front, "source"),
        summary=_optional(front, "summary"),
        body_start=body_start,
        warnings=warnings,
    )


def _front_matter(path: Path, text: str) -> tuple[dict[str, Any], int]:
    if not text.startswith(_FENCE):
        return {}, 0
    end = text.find("\n" + _FENCE, len(_FENCE) - 1)
    if end < 0:
        raise DocumentError(f"E-FRONT: {path} opens front matter with '---' and never closes it.")
    try:
        front = yaml.safe_load(text[len(_FENCE) : end + 1]) or {}
    except yaml.YAMLError as error:
        raise DocumentError(f"E-FRONT: the front matter of {path} is not YAML: {error}") from error
    if not isinstance(front, dict):
        raise DocumentError(
            f"E-FRONT: the front matter of {path} is not a list of names and values."
        )
    return front, end + 1 + len(_FENCE)


def _optional(front: dict[str, Any], name: str) -> str | None:
    return None if front.get(name) is None else str(front[name])


def _first_line(body: str) -> str:
    return next((line.lstrip("# ").strip() for line in body.splitlines() if line.strip()), "")
