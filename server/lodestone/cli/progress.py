"""How far an ingestion is, and what came of it: a bar, a table, and the seconds of each stage."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

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
def shown(total: int) -> Iterator[Callable[[Ingested], None]]:
    """Show a bar on a terminal, and a line for each document elsewhere."""
    if not options.talk.is_terminal:
        yield lambda item: options.talk.print(_line(item), soft_wrap=True)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=options.talk, transient=True) as bar:
        task = bar.add_task("ingesting", total=total)

        def tell(item: Ingested) -> None:
            bar.update(task, advance=1, description=item.document[:40])

        yield tell


def summary(done: Sequence[Ingested], out: Path) -> Table:
    """Give a row for each document that has something to say; all of them, if they are few."""
    table = Table(title=f"Candidates in {out}", title_justify="left")
    for column in ("document", "by rules", "by hand", "accepted", "file", "remark"):
        table.add_column(column)
    few = len(done) <= _WORTH_A_PROCESS
    for item in done:
        if few or item.error or item.warnings:
            numbers = (
                str(item.by_rules),
                str(item.by_hand),
                "–" if item.accepted is None else str(item.accepted),
            )
            table.add_row(item.document, *numbers, _file(item), _remark(item))
    read = [item for item in done if not item.error]
    totals = (sum(i.by_rules for i in read), sum(i.by_hand for i in read))
    accepted = sum(item.accepted or 0 for item in read)
    failed = f"{len(done) - len(read)} failed" if len(read) < len(done) else ""
    table.add_section()
    table.add_row(f"{len(read)} read", *map(str, totals), str(accepted), "", failed)
    return table


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
    return f"{item.document}: {item.error or f'{item.by_rules + item.by_hand} candidates'}"


def _file(item: Ingested) -> str:
    if item.error:
        return "–"
    return "changed" if item.changed else "as before"


def _remark(item: Ingested) -> str:
    return item.error or "; ".join(item.warnings)
