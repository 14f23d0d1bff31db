"""Commands by which people decide on candidates."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.text import Text

from lodestone.cli import options, publishing
from lodestone.curation import wording
from lodestone.errors import LodestoneError, UsageError
from lodestone.model.candidate import Candidate

if TYPE_CHECKING:
    from lodestone import applying
    from lodestone.pipeline import Progress
    from lodestone.store.snapshots import Snapshot


@click.command()
@options.data_option
@click.option("--document", help="Show only what waits in this document.")
@click.option("--tier", type=click.Choice(["A", "B", "C"]), help="Show only this tier.")
@click.option("--by", help="Who decides. Default: git's user.name, or the system's user.")
def review(data: Path | None, document: str | None, tier: str | None, by: str | None) -> None:
    """Go through the candidates that wait for a decision, one by one.

    At a pipe, each key is a line. Exit codes: 0 done; 1 a file of candidates is at fault.
    """
    from lodestone.curation import review_queue
    from lodestone.reviewing import desk, terminal

    opened = desk.open_desk(options.settings(data=data).data, by)
    if opened.queue.left_out:
        left_out = " ".join(opened.queue.left_out)
        options.say(
            f"Left out, as their documents are gone: {left_out}. "
            "To remove their candidates: lodestone forget NAME"
        )
    waiting = review_queue.selected(opened.queue.waiting, document, tier)
    if not waiting:
        options.talk.print("Nothing waits for a decision.")
        return
    terminal.Session(opened, waiting, Console(highlight=False)).run()


@click.command()
@click.argument("identifiers", nargs=-1, metavar="[ID]...")
@click.option("--accept", "verdict", flag_value="accept", help="Accept the claims.")
@click.option("--reject", "verdict", flag_value="reject", help="Reject them; needs --reason.")
@click.option("--undo", "verdict", flag_value="undo", help="Take the last word on each back.")
@click.option("--reason", default="", help="Why; a rejection has one of a few reasons.")
@click.option("--batch", help="Name that the decisions bear, by which they can be reverted.")
@click.option("--revert", metavar="BATCH", help="Take back all that a batch decided.")
@click.option("--by", help="Who decides. Default: git's user.name, or the system's user.")
@options.data_option
def decide(identifiers: tuple[str, ...], data: Path | None, **given: str | None) -> None:
    """Decide on candidates by their identifiers, for scripts.

    Exit codes: 0 written; 1 a file is at fault; 2 wrong use, nothing was written.
    """
    from lodestone.reviewing import desk

    verdict, revert = given["verdict"], given["revert"]
    if bool(verdict and identifiers) == bool(revert) or bool(verdict) != bool(identifiers):
        raise UsageError("Say --accept, --reject or --undo with identifiers, or --revert BATCH.")
    opened = desk.open_desk(options.settings(data=data).data, given["by"])
    if revert:
        done = desk.revert(opened, revert)
    else:
        reason, batch = given["reason"] or "", given["batch"]
        done = desk.decide(opened, verdict or "", identifiers, reason, batch)
    options.talk.print(f"{done} decisions written. They are published by: lodestone build")


@click.command()
@click.option("--batch", required=True, help="Name of the batch, by which it can be reverted.")
@click.option("--document", help="Only what waits in this document.")
@click.option("--tier", type=click.Choice(["A", "B", "C"]), help="Only this tier.")
@click.option("--by", help="Who decides. Default: git's user.name, or the system's user.")
@options.data_option
def apply(batch: str, data: Path | None, **given: str | None) -> None:
    """Accept all that waits, as one batch, and publish it.

    Claims by which the graph would not conform are named and left waiting; the rest is published.
    If the rest does not conform either, or nothing of it remains, nothing changes.

    Exit codes: 0 published; 1 the knowledge is at fault, nothing changed; 2 wrong use.
    """
    from lodestone import applying  # slow: loads the reasoner and the validator
    from lodestone.curation import review_queue
    from lodestone.reviewing import desk

    settings = options.settings(data=data)
    opened = desk.open_desk(settings.data, given["by"])
    if any(
        said.batch == batch for words in opened.queue.decisions.words.values() for said in words
    ):
        raise UsageError(f"There is a batch '{batch}' already. Choose another name.")
    waiting = review_queue.selected(opened.queue.waiting, given["document"], given["tier"])
    identifiers = [item.identifier for item in waiting]
    steps = applying.apply(settings, opened, identifiers, batch)
    try:
        publishing.show(_told(steps, opened.queue.claims, batch))
    except LodestoneError:
        options.talk.print(f"Batch '{batch}' was not applied; nothing changed.", markup=False)
        raise


def _told(
    steps: "Iterable[applying.Step]", claims: Mapping[str, Candidate], batch: str
) -> "Iterator[Progress | Snapshot]":
    """Tell what a batch leaves waiting and how many of it were accepted; give the other steps."""
    from lodestone import applying  # slow: loads the reasoner and the validator

    aside = 0
    for step in steps:
        if isinstance(step, applying.SetAside):
            aside += len(step.claims)
            for identifier, said in step.claims.items():
                options.talk.print(_set_aside(claims[identifier], said), soft_wrap=True)
        elif isinstance(step, applying.Accepted):
            left = f"; {aside} set aside, they still wait" if aside else ""
            line = f"{step.count} claims accepted as batch '{batch}'{left}."
            options.talk.print(line, markup=False)
        else:
            yield step


def _set_aside(claim: Candidate, said: Iterable[str]) -> Text:
    quote = " ".join(claim.quote.exact.split())
    lines = (
        f"set aside  {claim.identifier}  {claim.document}  {wording.in_words(claim)}",
        f"    “{quote}”",
        *(f"    {words}" for words in said),
    )
    return Text(wording.visible("\n".join(lines)))


@click.command()
@click.argument("batch")
@click.option("--by", help="Who decides. Default: git's user.name, or the system's user.")
@options.data_option
def revert(batch: str, data: Path | None, by: str | None) -> None:
    """Take back all that a batch decided, and publish the graph without it.

    Exit codes: 0 published; 1 the knowledge is at fault; 2 there is no such batch.
    """
    from lodestone.reviewing import desk

    settings = options.settings(data=data)
    done = desk.revert(desk.open_desk(settings.data, by), batch)
    options.talk.print(f"{done} decisions of batch '{batch}' taken back.")
    publishing.publish(settings)
