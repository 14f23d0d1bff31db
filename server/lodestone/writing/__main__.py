"""The zygote of the write processes: `python -m lodestone.writing OPTIONS`."""

import json
import sys
from pathlib import Path
from typing import Any

from lodestone import locations
from lodestone.processes import sandbox, zygote
from lodestone.sparql.answer import Answer
from lodestone.writing.entailing import entail
from lodestone.writing.gate import Gate
from lodestone.writing.writer import Call, WriteOptions, Writer

LARGEST_FILE = 64 * 1024
"""Megabytes: a store's own files may be large; what bounds a write is the free disk."""


def main() -> None:
    """Be the zygote: what every write needs is loaded before the first one."""
    options = WriteOptions(**json.loads(sys.argv[1]))
    writer = Writer(options, Gate(locations.folder("ontology")))

    def work(job: Any, call: Call) -> Answer:
        if job[0] == "entail":
            return entail(Path(options.data), job[1], job[2])
        return writer.write(job, call)

    def load(_: Any) -> zygote.Work:
        return work

    trade = zygote.Trade(work, load, sandbox.Bounds(options.memory, LARGEST_FILE))
    zygote.run(zygote.control_socket(), trade)


if __name__ == "__main__":
    main()
