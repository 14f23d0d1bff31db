"""How far an ingestion is: a bar, or lines; and the seconds of each stage."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from lodestone.cli import options
from lodestone.model.ingested import Ingested

_WORTH_A_PROCESS = 50
"""How many documents make it worth while to start a process for them."""


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.0f} a second" if task.speed else "")


def useful(documents: int) -> int:
    """Say how many processes are worth starting for so many documents."""
    return max(1, min(os.cpu_count() or 1, documents // _WORTH_A_PROCESS))


@contextmanager
def shown(total: int, doing: str = "ingesting") -> Iterator[Callable[[Ingested], None]]:
    """Show a bar on a terminal, and a line for each document elsewhere."""
    if not options.talk.is_terminal:
        yield lambda item: options.say(_line(item))
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=options.talk, transient=True) as bar:
        task = bar.add_task(doing, total=total)

        def tell(item: Ingested) -> None:
            bar.update(task, advance=1, description=f"{doing} {item.document[:40]}")

        yield tell


def profile(done: Sequence[Ingested]) -> Table:
    """Give the seconds that each stage took over all documents."""
    table = Table(title="Stages", title_justify="left")
    for column in ("stage", "seconds", "ms a document"):
        table.add_column(column, justify="left" if column == "stage" else "right")
    stages: dict[str, float] = {}
    for item in done:
        for stage, seconds in item.seconds.items():
            stages[stage] = stages.get(stage, 0.0) + seconds
    for stage, seconds in stages.items():
        table.add_row(stage, f"{seconds:.2f}", f"{1000 * seconds / len(done):.2f}")
    return table


def _line(item: Ingested) -> str:
    if item.fault:
        return f"{item.document}: {item.fault}"
    found = options.count(item.by_rules + item.by_model + item.by_hand, "candidate")
    rejected = f", {item.rejected} rejected" if item.rejected else ""
    return f"{item.document}: {found}{rejected}"
