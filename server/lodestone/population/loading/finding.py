"""Which files paths name: folders stand for what is in them, `file:` URLs for their path."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from lodestone.errors import DocumentError
from lodestone.population.loading.kinds import SUFFIXES, shown

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/")
_FILE = re.compile(r"file:(?://(?P<host>[^/]*))?(?P<path>/.*)", re.IGNORECASE | re.DOTALL)
_LEFT_OVERS = ("~$", "._", ".~")


def find(paths: Iterable[Path | str]) -> Iterator[Path]:
    """List the documents that paths name; a folder stands for all documents in it, sorted.

    Left out in folders are the lock and resource files that Office and macOS leave behind.

    Raises:
        DocumentError: a path does not exist (E-MISSING), or is the URL of a web page (E-URL).
    """
    for given in paths:
        path = located(given)
        try:
            if path.is_dir():
                yield from sorted(_documents(path))
                continue
            path.lstat()  # a broken link is there; reading it says what is wrong
        except (FileNotFoundError, NotADirectoryError) as error:
            raise DocumentError(
                f"E-MISSING: {shown(path)} does not exist. Check the path."
            ) from error
        except (OSError, ValueError) as error:
            raise DocumentError(
                f"E-READ: {shown(path)} cannot be looked at: {_reason(error)}. Check the path."
            ) from error
        yield path


def located(given: Path | str) -> Path:
    """Give the path that a path or a `file:` URL stands for.

    Raises:
        DocumentError: it is the URL of something that is not on this machine.
    """
    text = str(given)
    scheme = _SCHEME.match(text)  # two letters or more: "C:/" is a drive
    if scheme is None:
        return Path(given)
    # a Path has already folded "//" into "/", so that no host is left in it
    url = _FILE.match(text)
    if url is None or url["host"] not in (None, "", "localhost"):
        raise DocumentError(
            f"E-URL: {shown(text)} is not on this machine, and nothing is fetched from elsewhere. "
            "Save the page or file, and give the path of the copy."
        )
    return Path(unquote(url["path"]))


def _documents(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.suffix.lower() in SUFFIXES and not path.name.startswith(_LEFT_OVERS):
            if path.is_dir():  # "report.pdf" may be the name of a folder
                continue
            yield path


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
