"""Plain text and Markdown, with or without front matter."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from lodestone.errors import DocumentError
from lodestone.population.loading.cleaning import clean, clean_line
from lodestone.population.loading.decoding import decode
from lodestone.population.loading.kinds import Content, shown

LONGEST_FRONT = 65_536
"""In characters, of front matter. YAML is slow to read, and front matter is a few lines."""

DEEPEST_FRONT = 8
"""Levels of lists and mappings in front matter, before reading them would take the stack."""

FIELDS = ("title", "publisher", "date", "language", "licence", "source", "summary")
"""What is read from front matter; all else is for others."""

_FENCE = "---\n"
_NOTHING = ("", "~", "null", "Null", "NULL")


class _Loader(yaml.BaseLoader):
    """Reads YAML as words only, so that a date or a tag cannot fail; refuses to repeat anything."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("it repeats a part with '*', which is not read; write it out")
        self.depth += 1
        if self.depth > DEEPEST_FRONT:
            raise yaml.YAMLError(f"it is nested deeper than {DEEPEST_FRONT} levels; flatten it")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def read_plain(path: Path, data: bytes, encoding: str | None) -> Content:
    """Read a plain text or Markdown file; Markdown stays as it is, so that quotes can be found.

    Raises:
        DocumentError: it is not text, or its front matter is broken.
    """
    raw, warning = decode(path, data, encoding, markup=False)
    text = clean(raw)
    fields, body_start = _front_matter(path, text)
    if fields and not text[body_start:].strip():
        raise DocumentError(
            f"E-EMPTY: {shown(path)} has front matter and no text behind it. Add the text."
        )
    title = fields.get("title") or first_line(text, body_start)
    return Content(text, title, fields, body_start, (warning,) if warning else ())


def first_line(text: str, start: int = 0) -> str:
    """Give the first line that says something, without the signs of a heading."""
    return next((line for line in _lines(text, start) if line), "")


def _lines(text: str, start: int) -> Iterator[str]:
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end].lstrip("# ").strip()
        start = end + 1


def _front_matter(path: Path, text: str) -> tuple[dict[str, str], int]:
    if not text.startswith(_FENCE):
        return {}, 0
    end = text.find("\n" + _FENCE, len(_FENCE) - 1)
    if end < 0 and text.endswith("\n---") and len(text) > len(_FENCE):
        end = len(text) - len("\n---")
    if end < 0:
        raise DocumentError(
            f"E-FRONT: {shown(path)} opens front matter with '---' in its first line and never "
            "closes it. Put a line '---' behind it, or an empty line before the first one."
        )
    if end > LONGEST_FRONT:
        raise DocumentError(
            f"E-FRONT: the front matter of {shown(path)} is {end:,} characters long; at most "
            f"{LONGEST_FRONT:,} are read. Shorten it, or close it with '---' where it ends."
        )
    return _fields(path, text[len(_FENCE) : end + 1]), min(end + 1 + len(_FENCE), len(text))


def _fields(path: Path, front: str) -> dict[str, str]:
    try:
        read: Any = yaml.load(front, Loader=_Loader)  # noqa: S506 - makes nothing but words
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        said = clean_line(str(error))[:300]
        raise DocumentError(
            f"E-FRONT: the front matter of {shown(path)} is not YAML: {said}. Correct it."
        ) from error
    if read in (None, ""):
        return {}
    if not isinstance(read, dict):
        raise DocumentError(
            f"E-FRONT: the front matter of {shown(path)} is not a list of names and values. "
            "Write lines such as 'title: A report'."
        )
    for name in FIELDS:
        if isinstance(read.get(name), (dict, list)):
            raise DocumentError(
                f"E-FRONT: '{name}' in the front matter of {shown(path)} is not one text. "
                "Write one; if it has a colon or brackets, put it in quotes."
            )
    given = {name: read[name] for name in FIELDS if read.get(name) not in (None, *_NOTHING)}
    return {name: clean_line(value) for name, value in given.items()}
