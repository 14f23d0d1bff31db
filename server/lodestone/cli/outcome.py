"""What came of an ingestion: a row for each document, and below it all that there is to say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lodestone.cli import options
from lodestone.model.ingested import Ingested

FEW = 50
"""Up to so many documents each has a row; of more, those that have something to say."""

_WIDEST = 24
"""How many cells wide the name of a document is shown, so that a row fits into 80."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns, and how wide the first one is; rows that are laid out alone stay in line."""

    width: int
    with_model: bool

    @property
    def columns(self) -> list[str]:
        model = ["model", "rejected"] if self.with_model else []
        return ["rules", *model, "by hand", "accepted"]

    def row(self, name: str, cells: Sequence[object], style: str = "") -> Table:
        row = Table.grid(padding=(0, 2, 0, 0))
        row.add_column(min_width=self.width, no_wrap=True)
        for heading in self.columns:
            row.add_column(justify="right", min_width=len(heading), no_wrap=True)
        row.add_column(no_wrap=True)
        row.add_row(*(Text(str(cell), style) for cell in (name, *cells)))
        return row

    def cells(self, item: Ingested) -> list[object]:
        if item.error:
            return ["–"] * len(self.columns)
        model = [item.by_model, item.rejected] if self.with_model else []
        accepted = "–" if item.accepted is None else item.accepted
        state = "changed" if item.changed else "as before"
        return [item.by_rules, *model, item.by_hand, accepted, state]

    def totals(self, read: Sequence[Ingested]) -> list[object]:
        model = [sum(i.by_model for i in read), sum(i.rejected for i in read)]
        others = [sum(i.by_hand for i in read), sum(i.accepted or 0 for i in read)]
        return [sum(i.by_rules for i in read), *(model if self.with_model else []), *others]


def summary(done: Sequence[Ingested], out: Path, *, with_model: bool = False) -> Group:
    """Give the rows; those of all documents, if they are few."""
    with_model = with_model or any(item.by_model or item.rejected for item in done)
    told = [item for item in done if len(done) <= FEW or item.fault or item.warnings]
    names = [_short(item.document) for item in told]
    layout = _Layout(max(map(cell_len, (*names, "document"))), with_model)
    rows: list[RenderableType] = [Text(f"Candidates in {out}", "italic")]
    rows.append(layout.row("document", layout.columns, "bold"))
    for item, name in zip(told, names, strict=True):
        rows.append(layout.row(name, layout.cells(item)))
        rows += [Padding(Text(remark), (0, 0, 0, 4)) for remark in _remarks(item)]
    read = [item for item in done if not item.error]
    rows.append(layout.row(f"{len(read)} read", layout.totals(read), "bold"))
    failures = ", ".join(_failures(done))
    return Group(*rows, *([Text(failures, "bold")] if failures else []))


def remarks(item: Ingested) -> Iterator[str]:
    """Give what there is to say of a document, a line each."""
    yield from (f"{item.document}: {remark}" for remark in _remarks(item))
    if item.rejected:
        yield f"{item.document}: {options.count(item.rejected, 'claim')} of the model did not pass"


def _short(name: str) -> str:
    return name if cell_len(name) <= _WIDEST else f"{set_cell_size(name, _WIDEST - 1)}…"


def _remarks(item: Ingested) -> Iterator[str]:
    if item.fault:
        yield item.fault
    yield from item.warnings


def _failures(done: Sequence[Ingested]) -> Iterator[str]:
    failed = sum(bool(item.error) for item in done)
    unread = sum(bool(item.unread) for item in done)
    if failed:
        yield f"{failed} failed"
    if unread:
        yield f"{unread} not read by the model as a whole"
