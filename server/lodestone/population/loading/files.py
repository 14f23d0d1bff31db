"""The bytes of a file: only a regular one, never more than is allowed, and without waiting."""

import errno
import os
import stat
from pathlib import Path

from lodestone.errors import DocumentError
from lodestone.population.loading.kinds import LARGEST_FILE, shown

_WITHOUT_WAITING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def take(path: Path) -> bytes:
    """Read a file as a whole.

    Raises:
        DocumentError: it is missing, not a file, not readable, or too large.
    """
    try:
        _require_file(path, path.stat())  # first, for to open a device can be to move it
        with os.fdopen(os.open(path, _WITHOUT_WAITING), "rb") as file:
            state = os.fstat(file.fileno())
            _require_file(path, state)  # again: another file may have taken its place
            if state.st_size > LARGEST_FILE:
                raise _too_large(path, f"{state.st_size / 1e6:,.1f} MB")
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise DocumentError(
            f"E-MISSING: {shown(path)} does not exist, or is a link to nowhere. Check the path."
        ) from error
    except OSError as error:
        raise DocumentError(f"E-READ: {shown(path)} cannot be read: {_advice(error)}") from error
    except ValueError as error:
        raise DocumentError(f"E-READ: {shown(path)} is no path: {error}. Correct it.") from error
    if len(data) > LARGEST_FILE:  # it grew, or is one of those that say they are empty
        raise _too_large(path, "too long to read to its end")
    return data


def _require_file(path: Path, state: os.stat_result) -> None:
    kind = next((name for test, name in _KINDS if test(state.st_mode)), None)
    if kind is not None:
        raise DocumentError(f"E-READ: {shown(path)} is {kind}, not a file. Give a file's path.")


def _too_large(path: Path, size: str) -> DocumentError:
    return DocumentError(
        f"E-SIZE: {shown(path)} is {size}; at most {LARGEST_FILE / 1e6:g} MB are read. "
        "Split it, or save only its text."
    )


def _advice(error: OSError) -> str:
    if error.errno == errno.EACCES:
        return "you may not read it. Change its permissions (chmod u+r)."
    if error.errno == errno.ELOOP:
        return "it is a link that leads back to itself. Give the path of the file."
    return f"{error.strerror or error}. Check the file and the disk it is on."
