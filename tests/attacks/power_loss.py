"""What a power cut would leave: a model of the disk, fed with a trace of system calls.

The model is the strictest that POSIX allows. Of a file, what was written before its last fsync is
on disk. Of a folder, the names that it had at its last fsync are. All else is gone.
"""

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CALLS = (
    "openat,creat,mkdir,mkdirat,link,linkat,rename,renameat,renameat2,unlink,unlinkat,rmdir,"
    "write,writev,pwrite64,pwritev,ftruncate,sendfile,copy_file_range,fsync,fdatasync,syncfs,sync"
)
_SMALL = 32
_LINE = re.compile(r"^\d+ +([\d.]+) (\w+)\((.*)\) += (-?\d+)(?:<([^>]*)>)?")
_UNFINISHED = re.compile(r"^(\d+) +([\d.]+ \w+\(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(\d+) +[\d.]+ <\.\.\. \w+ resumed>(.*)$")
_DESCRIPTOR = re.compile(r"(?:\d+|AT_FDCWD)<([^>]*)>")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


def tracing(trace: Path) -> list[str]:
    """Give the command that runs another under a tracer, and what the trace is written to."""
    options = ["-f", "-qq", "-y", "-ttt", "-s", str(_SMALL), "-e", f"trace={CALLS}"]
    return ["strace", *options, "-o", str(trace)]


@dataclass(slots=True, eq=False)
class File:
    """A file: how much was written, and how much of that is on disk; of a small one, what."""

    size: int = 0
    durable: int = 0
    small: str = ""


@dataclass(slots=True, eq=False)
class Folder:
    """A folder: its names now, and those that are on disk."""

    names: "dict[str, File | Folder]" = field(default_factory=dict)
    durable: "dict[str, File | Folder]" = field(default_factory=dict)


Image = dict[str, "Image | tuple[File, int]"]
"""The names of a folder on disk: folders, and files with how much of each is on disk."""


@dataclass(frozen=True, slots=True)
class Call:
    """A system call that went well, and when it began."""

    at: float
    name: str
    arguments: str
    result: int
    opened: str

    @property
    def descriptors(self) -> list[str]:
        """The paths of the descriptors among its arguments."""
        return _DESCRIPTOR.findall(self.arguments)

    @property
    def paths(self) -> list[str]:
        """The paths among its arguments; relative ones stand in the folder named before them."""
        found, folders = [], self.descriptors
        for number, path in enumerate(_STRING.findall(self.arguments)):
            is_relative = not path.startswith("/") and folders
            found.append(
                f"{folders[min(number, len(folders) - 1)]}/{path}" if is_relative else path
            )
        return found


class Disk:
    """The folders and files below a root, as a series of system calls leaves them."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = Folder()

    def replay(self, trace: Path, moments: Sequence[float]) -> "list[Image]":
        """Apply the calls of a trace in order; give what was on disk at each of some moments."""
        images: list[Image] = []
        for call in _calls(trace):
            while len(images) < len(moments) and call.at > moments[len(images)]:
                images.append(_freeze(self._folder))
            self._apply(call)
        images += [_freeze(self._folder) for _ in moments[len(images) :]]
        return images

    def write(self, image: "Image", target: Path) -> None:
        """Write what was on disk at a moment to another folder; the trace has to be at its end."""
        contents = {id(node): path for path, node in _walk(self._folder, self._root)}
        _write(image, target, contents)

    def _apply(self, call: Call) -> None:
        if call.name in ("openat", "creat"):
            self._open(call)
        elif call.name in ("mkdir", "mkdirat"):
            self._bind(call.paths[0], Folder())
        elif call.name in ("link", "linkat", "rename", "renameat", "renameat2"):
            self._name_again(call)
        elif call.name in ("unlink", "unlinkat", "rmdir"):
            self._unbind(call.paths[0])
        elif call.name in ("fsync", "fdatasync"):
            _synchronise(self._find(call.descriptors[0]))
        elif call.name in ("sync", "syncfs"):
            for _, node in _walk(self._folder, self._root):
                _synchronise(node)
        else:
            self._write_to(call)

    def _open(self, call: Call) -> None:
        path = call.opened or call.paths[0]
        node = self._find(path)
        if node is None and ("O_CREAT" in call.arguments or call.name == "creat"):
            self._bind(path, File())
        elif isinstance(node, File) and "O_TRUNC" in call.arguments:
            node.size = node.durable = 0
            node.small = ""

    def _name_again(self, call: Call) -> None:
        old, new = call.paths[:2]
        node = self._find(old)
        if node is None:
            return
        if call.name.startswith("rename"):
            self._unbind(old)
        self._bind(new, node)

    def _write_to(self, call: Call) -> None:
        written = call.descriptors[-1 if call.name == "copy_file_range" else 0]
        node = self._find(written)
        if not isinstance(node, File):
            return
        if call.name == "ftruncate":
            node.size = int(call.arguments.rpartition(",")[2])
        elif call.name in ("pwrite64", "pwritev"):
            node.size = max(node.size, int(call.arguments.rpartition(",")[2]) + call.result)
        else:
            node.size += call.result
            text = "".join(_STRING.findall(call.arguments))
            if node.size <= _SMALL:
                node.small += text.encode().decode("unicode_escape")

    def _find(self, path: str) -> "File | Folder | None":
        node: File | Folder | None = self._folder
        for name in self._below(path) or ():
            node = node.names.get(name) if isinstance(node, Folder) else None
        return None if self._below(path) is None else node

    def _bind(self, path: str, node: "File | Folder") -> None:
        place = Path(path)
        parent = self._find(str(place.parent))
        if self._below(path) and isinstance(parent, Folder):
            parent.names[place.name] = node

    def _unbind(self, path: str) -> None:
        parent = self._find(str(Path(path).parent))
        if self._below(path) and isinstance(parent, Folder):
            parent.names.pop(Path(path).name, None)

    def _below(self, path: str) -> tuple[str, ...] | None:
        place = Path(path.removesuffix(" (deleted)"))
        return place.relative_to(self._root).parts if place.is_relative_to(self._root) else None


def _freeze(folder: Folder) -> Image:
    return {
        name: _freeze(node) if isinstance(node, Folder) else (node, node.durable)
        for name, node in folder.durable.items()
    }


def _write(image: Image, target: Path, contents: dict[int, Path]) -> None:
    target.mkdir()
    for name, node in image.items():
        if isinstance(node, dict):
            _write(node, target / name, contents)
            continue
        file, durable = node
        source = contents.get(id(file))
        if len(file.small) == file.size:
            (target / name).write_text(file.small[:durable], encoding="latin-1")
        elif source is not None:
            with source.open("rb") as whole, (target / name).open("wb") as part:
                part.write(whole.read(durable))


def _synchronise(node: "File | Folder | None") -> None:
    if isinstance(node, File):
        node.durable = node.size
    elif isinstance(node, Folder):
        node.durable = dict(node.names)


def _walk(folder: Folder, place: Path) -> "Iterator[tuple[Path, File | Folder]]":
    yield place, folder
    for name, node in folder.names.items():
        if isinstance(node, Folder):
            yield from _walk(node, place / name)
        else:
            yield place / name, node


def _calls(trace: Path) -> Iterator[Call]:
    begun: dict[str, str] = {}
    with trace.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            whole = line.rstrip("\n")
            if match := _UNFINISHED.match(whole):
                begun[match[1]] = match[2]
                continue
            if match := _RESUMED.match(whole):
                whole = f"{match[1]} {begun.pop(match[1], '')}{match[2]}"
            match = _LINE.match(whole)
            if match and int(match[4]) >= 0:
                at, name, arguments, result, opened = match.groups()
                yield Call(float(at), name, arguments, int(result), opened or "")


def is_available() -> bool:
    """Whether the tracer is installed."""
    return shutil.which("strace") is not None
