"""Word files (.docx): the text of a zip archive of XML, unpacked no further than is allowed."""

import io
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from xml.parsers import expat

from lodestone.errors import DocumentError
from lodestone.population.loading.cleaning import clean, clean_line
from lodestone.population.loading.kinds import LARGEST_TEXT, Content, first_bytes, nature, shown
from lodestone.population.loading.word_text import Body, MainPart, Styles

LARGEST_PART = 50_000_000
"""In bytes, unpacked. The text of a book is 5 MB of XML."""

LARGEST_RATIO = 200
"""Unpacked to packed size, of parts above a megabyte; XML of long tables reaches 60."""

MOST_PARTS = 5_000
"""Files in the archive; each costs memory before it is looked at."""

DEADLINE = 7.0
"""In seconds, for the archive as a whole."""

_CHUNK = 1_000_000  # not smaller: expat before 2.6 reads a long token anew with each chunk
_MOST_RATIO_FREE = 1_000_000
_ENTRY = b"PK\x01\x02"
_LOCKED = 1
_BROKEN = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, RuntimeError, KeyError,
    ValueError, OverflowError,
)  # fmt: skip


class Handler(Protocol):
    """Takes what the XML parser meets."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the begin of an element; the name is 'namespace local'."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def data(self, text: str) -> None:
        """Take text."""


def read_word(path: Path, data: bytes, encoding: str | None) -> Content:
    """Read the paragraphs, headings, lists and tables of a Word file; nothing is written to disk.

    Deleted and hidden text is left out.

    Raises:
        DocumentError: it is no Word file, broken, or unfolds into too much (E-DOCX, E-SIZE).
    """
    if not data.startswith(b"PK"):
        kind = nature(data) or "not a Word file"
        raise DocumentError(
            f"E-DOCX: {shown(path)} is {kind}: {first_bytes(data)}. Open it and save it as .docx, "
            "without a password."
        )
    if data.count(_ENTRY) > MOST_PARTS:
        raise _too_large(path, f"has more than {MOST_PARTS:,} parts")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            body = _Archive(path, archive).body()
    except _BROKEN as error:
        said = clean_line(str(error) or type(error).__name__)[:200]
        raise DocumentError(
            f"E-DOCX: {shown(path)} is broken: {said} ({first_bytes(data)}, {len(data):,} bytes). "
            "Open it in a word processor and save it anew."
        ) from error
    return Content(clean(body.text()), body.title)


class _Archive:
    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._archive = archive
        self._deadline = time.monotonic() + DEADLINE

    def body(self) -> Body:
        names = set(self._archive.namelist())
        main = "word/document.xml"
        if main not in names:  # some servers number it; names lead nowhere but into the archive
            found = MainPart()
            if "_rels/.rels" in names:
                self._parse("_rels/.rels", found)
            main = found.target
        if main not in names:
            raise ValueError("it is an archive without the text of a Word file")
        styles = Styles()
        part = f"{main.rpartition('/')[0]}/styles.xml"
        if part in names:
            self._parse(part, styles)
        body = Body(styles)
        self._parse(main, body)
        return body

    def _parse(self, part: str, handler: Handler) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = handler.start
        parser.EndElementHandler = handler.end
        parser.CharacterDataHandler = handler.data
        parser.StartDoctypeDeclHandler = _refuse_document_type
        self._feed(part, parser.Parse)

    def _feed(self, part: str, parse: Callable[[bytes, bool], object]) -> None:
        info = self._archive.getinfo(part)
        if info.flag_bits & _LOCKED:
            raise ValueError("it is locked with a password")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError("it is packed in a way that Word does not use")
        taken = 0
        with self._archive.open(info) as file:
            while chunk := file.read(_CHUNK):
                taken += len(chunk)  # what is counted is what comes, not what the archive says
                if taken > LARGEST_PART:
                    raise _too_large(self._path, f"unfolds into more than {LARGEST_PART:,} bytes")
                packed = max(info.compress_size, 1)
                if taken > _MOST_RATIO_FREE and taken > LARGEST_RATIO * packed:
                    raise _too_large(self._path, f"unfolds to {LARGEST_RATIO} times its size")
                parse(chunk, False)
                if time.monotonic() > self._deadline:
                    raise _too_large(self._path, f"takes longer than {DEADLINE:g} seconds to read")
        parse(b"", True)


def _refuse_document_type(*_: object) -> None:
    raise ValueError("it declares a document type, which Word never does and attacks do")


def _too_large(path: Path, why: str) -> DocumentError:
    return DocumentError(
        f"E-SIZE: {shown(path)} {why}. Split it, or save only its text (at most "
        f"{LARGEST_TEXT:,} characters)."
    )
