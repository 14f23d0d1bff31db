"""A file → a document, whatever its kind."""

import re
from collections.abc import Callable
from pathlib import Path

from lodestone.errors import DocumentError
from lodestone.model.document import Document
from lodestone.population.loading.cleaning import clean_line
from lodestone.population.loading.files import take
from lodestone.population.loading.finding import located
from lodestone.population.loading.kinds import (
    LARGEST_TEXT,
    LONGEST_TITLE,
    SUFFIXES,
    Content,
    first_bytes,
    nature,
    shown,
)
from lodestone.population.loading.pdf import read_pdf
from lodestone.population.loading.plain import first_line, read_plain
from lodestone.population.loading.remarks import language_of, long_parts
from lodestone.population.loading.web_page import read_web_page
from lodestone.population.loading.word import read_word

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")  # as in Turtle and SPARQL
_Reader = Callable[[Path, bytes, str | None], Content]
_READERS: dict[str, _Reader] = {
    ".md": read_plain,
    ".txt": read_plain,
    ".html": read_web_page,
    ".htm": read_web_page,
    ".docx": read_word,
    ".pdf": read_pdf,
}


def read(path: Path | str, encoding: str | None = None) -> Document:
    """Read a document into its normal form.

    Args:
        path: A file, or the `file:` URL of one.
        encoding: The encoding of a text or HTML file, if it is known better than the file says.

    Raises:
        DocumentError: the file cannot be read; the message begins with a code, and says what was
            wrong, where, and what to do.
    """
    file = located(path)
    data = take(file)
    reader = _READERS.get(file.suffix.lower())
    if reader is None:
        kind = nature(data)
        raise DocumentError(
            f"E-TYPE: {shown(file)} is not one of: {', '.join(SUFFIXES)} "
            f"({f'it is {kind}; ' if kind else ''}{first_bytes(data)}). Convert it."
        )
    if not data:
        raise _empty(file, data)
    content = reader(file, data, encoding)
    if not content.text.strip():
        raise _empty(file, data)
    if len(content.text) > LARGEST_TEXT:
        raise DocumentError(
            f"E-SIZE: {shown(file)} has {len(content.text):,} characters of text; at most "
            f"{LARGEST_TEXT:,} are read. Split it."
        )
    return _document(file, content)


def _document(file: Path, content: Content) -> Document:
    fields = content.fields
    language = language_of(content.text, content.body_start)
    title = clean_line(content.title[: 2 * LONGEST_TITLE]) or first_line(content.text)
    told = fields.get("language")
    is_told = bool(told and _LANGUAGE_TAG.fullmatch(told))
    warnings = (
        *content.warnings,
        long_parts(content.text, content.body_start),
        language.warning,
        "" if is_told or not told else f"W-LANG: “{told}” is no language tag, such as en or zh",
    )
    return Document(
        name=clean_line(file.stem) or "document",
        text=content.text,
        title=title[:LONGEST_TITLE],
        publisher=fields.get("publisher"),
        date=fields.get("date"),
        language=told if told and is_told else language.code,
        licence=fields.get("licence"),
        source=fields.get("source"),
        summary=fields.get("summary"),
        body_start=content.body_start,
        warnings=tuple(warning for warning in warnings if warning),
    )


def _empty(file: Path, data: bytes) -> DocumentError:
    return DocumentError(
        f"E-EMPTY: {shown(file)} has no text ({len(data)} bytes). Check that it was saved."
    )
