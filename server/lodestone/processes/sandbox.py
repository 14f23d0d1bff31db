"""What a process that works on a stranger's text may not do: call out, run programs, grow.

Linux has the whole of it. Elsewhere the limits that the system offers hold, and the parser's
refusal of `SERVICE` and `LOAD` is what keeps a query from calling out.
"""

import contextlib
import ctypes
import platform
import signal
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass

MEGABYTE = 1024 * 1024

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # classic BPF, word-sized
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | 13  # SECCOMP_RET_ERRNO with EACCES
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
_UNIX_SOCKET = 1
_OTHER_ABI = 0x40000000


@dataclass(frozen=True, slots=True)
class _Calls:
    """The system call numbers of one architecture."""

    audit: int
    socket: int
    execute: tuple[int, ...]


_CALLS = {
    "x86_64": _Calls(0xC000003E, 41, (59, 322)),
    "aarch64": _Calls(0xC00000B7, 198, (221, 281)),
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one job may use: megabytes beyond what the process has now, and per file it writes."""

    memory: int
    file_size: int


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that started it ends, whatever it is doing."""
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def forbid_network_and_programs() -> bool:
    """Take away sockets other than local ones and the starting of programs, for good.

    Children inherit it. Returns whether the system could do it.
    """
    calls = _CALLS.get(platform.machine()) if sys.platform == "linux" else None
    if calls is None:
        return False
    instructions = _filter(calls)
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in instructions)
    buffer = ctypes.create_string_buffer(code)
    program = struct.pack("HxxxxxxQ", len(instructions), ctypes.addressof(buffer))
    libc = _libc()
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0) == 0)


def limit(bounds: Bounds) -> None:
    """Bound memory and file size of this process, as far as the system can.

    Memory means data that is written to, not address space: what an allocator only reserves
    differs from run to run. What the process has inherited is not counted against the job.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - absent on Windows

        data = _data_in_use() + bounds.memory * MEGABYTE
        resource.setrlimit(resource.RLIMIT_DATA, (data, data))
        size = bounds.file_size * MEGABYTE
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def _data_in_use() -> int:
    with contextlib.suppress(OSError), open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
        for line in status:
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 0


def _filter(calls: _Calls) -> Sequence[tuple[int, int, int, int]]:
    """Write the filter: code, jump if true, jump if false, value."""
    refused = [(_EQUAL, 0, 1, number) for number in calls.execute]
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, calls.audit),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _OTHER_ABI),
        (_RETURN, 0, 0, _REFUSE),
    ]
    for jump in refused:
        program += [jump, (_RETURN, 0, 0, _REFUSE)]
    program += [
        (_EQUAL, 1, 0, calls.socket),
        (_RETURN, 0, 0, _ALLOW),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 1, 0, _UNIX_SOCKET),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return program


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
