"""The kinds of files: which suffixes are read, and what the first bytes of a file tell."""

from dataclasses import dataclass, field
from pathlib import Path

SUFFIXES = (".md", ".txt", ".html", ".htm", ".docx", ".pdf")
"""The endings of the files that can be read, in any case."""

LARGEST_FILE = 20_000_000
"""In bytes. A book is under 2 MB of text; what is larger is data, or pictures, or an attack."""

LARGEST_TEXT = 20_000_000
"""In characters: no file may unfold into more than the largest plain file has."""

LONGEST_TITLE = 300
"""In characters; a title is shown in lists, and a file without line ends has a first line too."""

_MAGIC = (
    (b"%PDF-", "a PDF", ".pdf"),
    (b"PK\x03\x04", "a zip archive (also .docx, .xlsx, .epub, .odt)", ".docx"),
    (b"PK\x05\x06", "an empty zip archive", ""),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or locked Office file (.doc, .xls)", ""),
    (b"{\\rtf", "an RTF file", ""),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", ""),
    (b"\xff\xd8\xff", "a JPEG picture", ""),
    (b"GIF87a", "a GIF picture", ""),
    (b"GIF89a", "a GIF picture", ""),
    (b"\x1f\x8b", "a gzip archive", ""),
    (b"BZh91AY", "a bzip2 archive", ""),
    (b"\xfd7zXZ\x00", "an xz archive", ""),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", ""),
    (b"(\xb5/\xfd", "a Zstandard archive", ""),
    (b"Rar!\x1a\x07", "a RAR archive", ""),
    (b"\x7fELF", "a program", ""),
    (b"SQLite format 3\x00", "an SQLite database", ""),
)


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds, whatever its kind: its text, and what it says about itself.

    `fields` are those of its front matter, `body_start` is where the text behind them begins.
    """

    text: str
    title: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    body_start: int = 0
    warnings: tuple[str, ...] = ()


def shown(path: Path | str) -> str:
    """Give a path as it can be printed: a name may hold line ends, escapes and broken letters."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(path))


def nature(data: bytes) -> str | None:
    """Say what a file is by its first bytes, or None if they are not those of a known format."""
    return next((name for magic, name, _ in _MAGIC if data.startswith(magic)), None)


def better_suffix(data: bytes) -> str:
    """Give the suffix that the file should have had, or "" if there is none that is read."""
    return next((suffix for magic, _, suffix in _MAGIC if data.startswith(magic)), "")


def first_bytes(data: bytes) -> str:
    """Show the first eight bytes in hex, and as characters."""
    head = data[:8]
    drawn = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in head)
    return f"first bytes {head.hex(' ')} ({drawn})" if head else "no bytes"
