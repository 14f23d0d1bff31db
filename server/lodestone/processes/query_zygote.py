"""The zygote of the query workers: `python -m lodestone.processes.query_zygote OPTIONS`.

The front starts it with a local socket as its standard input and `QueryOptions` in JSON.
"""

import json
import sys
from collections import OrderedDict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from lodestone.processes import sandbox, zygote
from lodestone.sparql import syntax
from lodestone.sparql.answer import Answer
from lodestone.sparql.answering import Answerer, AnswerLimits, Call, ProtocolJob
from lodestone.sparql.guard import TextLimits
from lodestone.store import snapshots
from lodestone.store.engine import Engine

_OPEN_STORES = 3


@dataclass(frozen=True, slots=True)
class QueryOptions:
    """What the front tells the query workers; sizes in megabytes."""

    text: TextLimits
    result: int
    memory: int
    spool: str
    federates: bool

    def to_json(self) -> str:
        """Write the options as one argument of a command line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "QueryOptions":
        """Read the options."""
        values = json.loads(text)
        return cls(**{**values, "text": TextLimits(**values["text"])})


class Engines:
    """The engines that a worker has open: the snapshot in memory, and a few on disk."""

    def __init__(self, folder: str = "", engine: Engine | None = None) -> None:
        self._folder = folder
        self._engine = engine
        self._on_disk: OrderedDict[str, Engine] = OrderedDict()

    def __call__(self, folder: str) -> Engine:
        """Give the engine over the store in that folder."""
        if self._engine is not None and folder == self._folder:
            return self._engine
        found = self._on_disk.pop(folder, None) or Engine(snapshots.open_whole(Path(folder)))
        self._on_disk[folder] = found
        while len(self._on_disk) > _OPEN_STORES:
            self._on_disk.popitem(last=False)
        return found


def work_with(answerer: Answerer, engines: Engines) -> zygote.Work:
    """Make what a query worker does."""

    def work(fields: tuple[Any, ...], call: Call) -> Answer:
        job = ProtocolJob(*fields)
        return answerer.answer(job, engines, call)

    return work


def load(folder: str) -> Engine:
    """Load a store into memory, where scans and large results are several times faster."""
    syntax.parse_query("ASK {}")  # the grammar is made ready here, once for all workers
    memory = ox.Store()
    stored = snapshots.open_whole(Path(folder))
    sources = sorted((Path(folder).parent / snapshots.SOURCES).glob("*"))
    for path in sources:
        memory.bulk_load(path=str(path))
    if not sources:
        memory.bulk_extend(stored)
    for name in stored.named_graphs():
        memory.add_graph(name)
    return Engine(memory)


def main() -> None:
    """Be the zygote."""
    options = QueryOptions.from_json(sys.argv[1])
    limits = AnswerLimits(options.text, options.result)
    answerer = Answerer(limits, Path(options.spool), options.federates)
    trade = zygote.Trade(
        work=work_with(answerer, Engines()),
        load=lambda folder: work_with(answerer, Engines(folder, load(folder))),
        bounds=sandbox.Bounds(options.memory, options.result),
    )
    zygote.run(zygote.control_socket(), trade)


if __name__ == "__main__":
    main()
