"""Writing decisions: whole lines at the end of `decisions.jsonl`, on disk before it is told."""

import getpass
import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from lodestone.curation.decisions import (
    EDITABLE,
    REASONS,
    REJECT,
    UNDO,
    Decision,
    fault,
    read_decisions,
    to_json,
)
from lodestone.errors import BusyError, CandidateError, DiskError, UsageError

FILE = "decisions.jsonl"
LOCK_SECONDS = 10


def decide(
    identifier: str,
    verdict: str,
    by: str,
    *,
    reason: str = "",
    edit: Mapping[str, str | None] | None = None,
    batch: str | None = None,
) -> Decision:
    """Make a decision that is taken now."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    changes = tuple((name, edit[name]) for name in sorted(EDITABLE) if edit and name in edit)
    return Decision(identifier, verdict, reason, by, at, changes, batch)


def reviewer() -> str:
    """Name the person at the machine: as git knows them, else as the system does."""
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(
            ["git", "config", "user.name"],  # noqa: S607 - whichever git the person has
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
        if done.stdout.strip():
            return done.stdout.strip()
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    raise UsageError("Nothing says who decides. Name yourself with --by.")


def append(path: Path, decisions: Sequence[Decision]) -> None:
    """Append decisions to a file; those of other writers stay whole, and nothing is rewritten.

    Raises:
        UsageError: a decision is not one that can be made; none was written.
        BusyError: another writer holds the file for too long.
        DiskError: the disk is full or read-only; none was written.
    """
    for decision in decisions:
        _require_sound(decision)
    with _locked(path):
        _write(path, decisions)


def revert(path: Path, batch: str, by: str) -> int:
    """Take back what a batch decided, by appending; give how many decisions that were.

    Raises:
        UsageError: nothing counts in the file that bears the batch's name.
        BusyError: another writer holds the file for too long.
        DiskError: the disk is full or read-only.
    """
    with _locked(path):
        heard = read_decisions([path])
        undone = [
            decide(word.identifier, UNDO, by, batch=batch)
            for words in heard.words.values()
            for word in words
            if word.batch == batch
        ]
        if not undone:
            raise UsageError(f"No decision in {path} that counts is of a batch named “{batch}”.")
        _write(path, undone)
    return len(undone)


def _require_sound(decision: Decision) -> None:
    wrong = fault(decision)
    if not decision.by.strip():
        wrong = "a decision needs the name of the person who takes it."
    if decision.verdict == REJECT and decision.reason not in REASONS:
        wrong = f"a claim is rejected for one of these reasons: {', '.join(REASONS)}."
    if wrong:
        raise UsageError(f"The decision on {decision.identifier} cannot be taken: {wrong}")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(path.with_name(f"{path.name}.lock")))
        lock.acquire(timeout=LOCK_SECONDS)
    except Timeout as error:
        raise BusyError(f"{path} is held by another writer. Try again soon.") from error
    except OSError as error:
        raise DiskError(f"{path} cannot be written: {error.strerror}.") from error
    try:
        yield
    finally:
        lock.release()


def _write(path: Path, decisions: Sequence[Decision]) -> None:
    lines = [json.dumps(to_json(decision), ensure_ascii=False) + "\n" for decision in decisions]
    try:
        is_new = not path.exists()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
        try:
            size = os.fstat(descriptor).st_size
            content = (_line_end(path, descriptor, size) + "".join(lines)).encode()
            _write_whole(descriptor, size, content)
        finally:
            os.close(descriptor)
        if is_new:
            _force_folder(path.parent)
    except OSError as error:
        raise DiskError(f"{path} cannot be written: {error.strerror}.") from error


def _write_whole(descriptor: int, size: int, content: bytes) -> None:
    """Write all of it and force it to disk, or leave the file as it was."""
    try:
        written = 0
        while written < len(content):
            written += os.write(descriptor, content[written:])
        os.fsync(descriptor)
    except OSError:
        with suppress(OSError):
            os.ftruncate(descriptor, size)
        raise


def _line_end(path: Path, descriptor: int, size: int) -> str:
    """Give what ends the last line, where an editor left it open.

    Raises:
        CandidateError: the last line is half a decision, as a power cut may leave it.
    """
    if size == 0 or os.pread(descriptor, 1, size - 1) == b"\n":
        return ""
    last = path.read_text(encoding="utf-8").rsplit("\n", 1)[-1]
    try:
        json.loads(last)
    except ValueError as error:
        raise CandidateError(
            f"{path} ends in half a line. Complete the line, or delete it, and decide again."
        ) from error
    return "\n"


def _force_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
