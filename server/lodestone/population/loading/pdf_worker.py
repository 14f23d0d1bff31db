"""Reads one PDF from stdin and writes its pages to stdout as JSON; has little memory and time.

It is run as a script and imports nothing of ours, so that it starts quickly, and what a hostile PDF
does to it is done to nobody else. What goes wrong inside pypdf is not caught here: the last line of
the traceback is the message that the reader is shown.
"""

import io
import json
import logging
import sys
from typing import Any


def main(memory: int, seconds: int, longest: int) -> None:
    """Read a PDF within limits: bytes of memory, seconds of work, characters of text."""
    _limit(memory, seconds)
    sys.tracebacklimit = 0
    try:
        import pypdf  # noqa: PLC0415 - optional, and has to stay within the limits as well
    except ImportError as error:
        _tell({"missing": str(error)})
        return
    logging.disable(logging.CRITICAL)
    reader = pypdf.PdfReader(io.BytesIO(sys.stdin.buffer.read()), strict=False)
    if reader.is_encrypted and not _unlocked(reader):
        _tell({"locked": True})
        return
    pages: list[str] = []
    room = longest
    for page in reader.pages:
        pages.append(page.extract_text())
        room -= len(pages[-1]) + 1  # pages can be shared, so that a small file has millions
        if room < 0:
            _tell({"long": True})
            return
    _tell({"pages": pages, "title": _title(reader)})


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows, where only the deadline holds
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _unlocked(reader: Any) -> bool:
    from pypdf.errors import DependencyError, FileNotDecryptedError, PdfReadError  # noqa: PLC0415

    try:  # many files are locked against printing only, and open with an empty password
        return bool(reader.decrypt(""))
    except (DependencyError, FileNotDecryptedError, PdfReadError, NotImplementedError):
        return False


def _title(reader: Any) -> str:
    metadata = reader.metadata
    title = metadata.title if metadata is not None else None
    return title if isinstance(title, str) else ""


def _tell(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
