"""What a request is answered with, which formats can carry which results, how they are written."""

import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from lodestone.errors import TooLargeError
from lodestone.sparql.formats import (
    BOOLEAN_FORMATS,
    GRAPH_FORMATS,
    SOLUTION_FORMATS,
    Format,
)
from lodestone.store.engine import Kind

OFFERED: Mapping[Kind, Sequence[Format]] = {
    "solutions": SOLUTION_FORMATS,
    "boolean": BOOLEAN_FORMATS,
    "graph": GRAPH_FORMATS,
}
"""The formats that can carry each kind of results, in order of preference."""

_NOT_XML = re.compile(rb"[\x00-\x08\x0B\x0C\x0E-\x1F]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}".encode()
"""Some characters that a literal may have cannot stand in XML 1.0 in any way (§2.2)."""

INLINE_BYTES = 1024 * 1024
"""Larger bodies are written to a file, so that no process holds them in memory."""

PIECE_BYTES = 256 * 1024
"""How much of them is written at a time."""


class Answer(NamedTuple):
    """A whole answer: status, headers, and the body, or a descriptor of the file that holds it.

    `lasts` says that an equal request on the same snapshot has the same answer.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    spool: int | None = None
    length: int = 0
    lasts: bool = False

    def close(self) -> None:
        """Close the file of a spooled body."""
        if self.spool is not None:
            os.close(self.spool)


class Sink:
    """Takes a serialisation as it is made: small ones in memory, large ones in a nameless file."""

    def __init__(self, folder: Path, largest: int, *, is_xml: bool = False) -> None:
        self._folder = folder
        self._largest = largest
        self._is_xml = is_xml
        self._pieces: list[bytes] = []
        self._held = 0
        self._descriptor: int | None = None
        self.length = 0

    def write(self, piece: bytes) -> int:
        """Take the next piece.

        Raises:
            TooLargeError: the whole is larger than a result may be.
        """
        taken = len(piece)
        if self._is_xml:
            piece = _NOT_XML.sub(_REPLACEMENT, piece)
        self.length += len(piece)
        if self.length > self._largest:
            raise TooLargeError(
                f"The result is larger than {self._largest // 1024 // 1024} megabytes. Ask for "
                "less at a time with LIMIT and OFFSET, or take the dump of the dataset."
            )
        self._pieces.append(piece)
        self._held += len(piece)
        if self._held > (INLINE_BYTES if self._descriptor is None else PIECE_BYTES):
            self._spill()
        return taken

    def flush(self) -> None:
        """Do nothing: what is taken is kept."""

    def take(self) -> tuple[bytes, int | None]:
        """Give the body, or the descriptor of its file."""
        if self._descriptor is None:
            return b"".join(self._pieces), None
        self._spill()
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        descriptor, self._descriptor = self._descriptor, None
        return b"", descriptor

    def discard(self) -> None:
        """Throw away what was taken."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _spill(self) -> None:
        if self._descriptor is None:
            folder = self._folder if self._folder.is_dir() else None
            with tempfile.TemporaryFile(dir=folder) as file:
                self._descriptor = os.dup(file.fileno())
        content = b"".join(self._pieces)
        self._pieces, self._held = [], 0
        try:
            while content:
                content = content[os.write(self._descriptor, content) :]
        except OSError as error:
            if error.errno == errno.EFBIG:
                raise TooLargeError("The result is larger than a result may be here.") from error
            raise


def entity_tag(body: bytes) -> str:
    """Give a strong entity tag for a body (RFC 9110 §8.8.3)."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def serialise_graph(
    triples: Iterable[ox.Triple], chosen: Format, prefixes: dict[str, str] | None = None
) -> bytes:
    """Serialise triples of ours; `prefixes` shorten the formats that know them."""
    known = ox.RdfFormat.from_media_type(chosen.media_type)
    return ox.serialize(triples, format=known, prefixes=prefixes) or b""
