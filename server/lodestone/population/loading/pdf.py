"""PDF files, read by a process that has a deadline and little memory."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from lodestone.errors import DocumentError
from lodestone.population.loading.cleaning import clean, clean_line
from lodestone.population.loading.kinds import LARGEST_TEXT, Content, first_bytes, shown

DEADLINE = 8
"""In seconds; pypdf takes about 6 ms for a page."""

MEMORY = 400_000_000
"""In bytes of address space, so that reader and process stay below 500 MB together."""

_WORKER = Path(__file__).with_name("pdf_worker.py")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010]\n[ ]*(?=[a-zà-öø-ÿ])")
_FOLIO = re.compile(
    r"\s*(?:[-–]\s*)?(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?(?:\s*[-–])?\s*$", re.I
)
_OPEN_END = re.compile(r"[^\W_]$|[,-]$")
_JUNK_TITLE = re.compile(r"untitled|microsoft word\b|.*\.(?:docx?|indd|pdf|tex|dvi)$", re.I)


def read_pdf(path: Path, data: bytes, encoding: str | None) -> Content:
    """Read the text of a PDF; hyphens at line ends are joined, pages parted by an empty line.

    Raises:
        DocumentError: it is broken, locked, without text, or takes too much time or memory.
    """
    if b"%PDF-" not in data[:1024]:
        raise DocumentError(
            f"E-PDF: {shown(path)} is not a PDF: {first_bytes(data)}. Save it as a PDF again."
        )
    answer = _asked(path, data)
    _require_pages(path, answer)
    pages = [clean(page) for page in answer["pages"]]
    characters = sum(c.isalnum() for page in pages for c in page[:2000])
    if not characters:
        raise DocumentError(
            f"E-NO-TEXT: {shown(path)} has {len(pages)} pages and 0 characters of text: a scan, "
            "perhaps. Run text recognition (OCR) on it, for example with ocrmypdf."
        )
    title = clean_line(str(answer["title"])[:1000])
    return Content(_joined(pages), "" if _JUNK_TITLE.match(title) else title)


def _asked(path: Path, data: bytes) -> dict[str, Any]:
    command = [sys.executable, "-P", str(_WORKER), str(MEMORY), str(DEADLINE), str(LARGEST_TEXT)]
    try:
        done = subprocess.run(  # noqa: S603 - our own script; the file is only its input
            command, input=data, capture_output=True, timeout=DEADLINE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError(
            f"E-PDF: {shown(path)} takes longer than {DEADLINE} seconds to read. Split it, or save "
            "it as text."
        ) from error
    said = done.stderr.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1]
    if done.returncode == 0:
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer
    if "MemoryError" in said or "LimitReachedError" in said:
        raise DocumentError(
            f"E-SIZE: {shown(path)} unfolds into more than may be read ({MEMORY / 1e6:g} MB of "
            "memory). Split it, or save it as text."
        )
    reason = clean_line(said[:300]) or f"its reader ended with {done.returncode}"
    raise DocumentError(
        f"E-PDF: {shown(path)} is broken: {reason} ({first_bytes(data)}, {len(data):,} bytes). "
        "Download it again, or open it and save it anew."
    )


def _require_pages(path: Path, answer: dict[str, Any]) -> None:
    if "missing" in answer:
        raise DocumentError(
            f"E-PDF: {shown(path)} is a PDF, and what reads PDFs is not installed "
            f"({clean_line(answer['missing'])[:200]}). Run: pip install 'lodestone[pdf]'"
        )
    if "locked" in answer:
        raise DocumentError(
            f"E-PDF-LOCKED: {shown(path)} is locked with a password. Save a copy without one, for "
            "example with: qpdf --password=... --decrypt in.pdf out.pdf"
        )
    if "long" in answer:
        raise DocumentError(
            f"E-SIZE: {shown(path)} has more than {LARGEST_TEXT:,} characters of text. Split it."
        )


def _joined(pages: list[str]) -> str:
    text = ""
    parts: list[str] = []
    for page in pages:
        body = _HYPHEN.sub("", _without_folio(page)).strip("\n")
        if not body.strip():
            continue
        if parts:
            # a sentence that runs on over the page is not parted by an empty line
            runs_on = _OPEN_END.search(text[-1:]) and body[:1].islower()
            parts.append("\n" if runs_on else "\n\n")
        text = body
        parts.append(body)
    return clean(_HYPHEN.sub("", "".join(parts))) + "\n"


def _without_folio(page: str) -> str:
    lines = page.strip("\n ").split("\n")
    if len(lines) > 2 and _FOLIO.match(lines[-1]):
        lines.pop()
    elif len(lines) > 2 and _FOLIO.match(lines[0]):
        lines.pop(0)
    return "\n".join(lines)
