"""Commands that make the graph public: build it, serve it, say what is set."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table

from lodestone.cli import options
from lodestone.errors import SnapshotError, WorldError
from lodestone.settings import SECRETS, Origin, Settings, resolve, variable
from lodestone.store import bulk, snapshots, versions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lodestone.pipeline import Progress


@click.command()
@options.data_option
@click.option(
    "--discard-writes", is_flag=True, default=None, help="Discard what updates have changed."
)
def build(data: Path | None, discard_writes: bool | None) -> None:
    """Build the graph from its documents and publish it as a new snapshot.

    Exit codes: 0 published; 1 the knowledge is at fault, nothing changed; 3 the machine is.
    """
    publish(options.settings(data=data, discard_writes=discard_writes))


def publish(settings: Settings) -> None:
    """Build and publish, and show each stage.

    Raises:
        FaultError: the knowledge is at fault; nothing changed.
        WorldError: the machine is; nothing changed.
    """
    from lodestone import pipeline  # slow: loads the reasoner and the validator

    show(pipeline.build(settings))


def show(steps: "Iterable[Progress | snapshots.Snapshot]") -> None:
    """Show each stage of a build while it goes on, and print the folder of its snapshot."""
    summary = Table(title="Build", title_justify="left")
    for column in ("stage", "result", "seconds"):
        summary.add_column(column, justify="right" if column == "seconds" else "left")
    with options.talk.status("building") as status:
        for step in steps:
            if isinstance(step, snapshots.Snapshot):
                click.echo(step.folder)
            elif step.seconds is None:
                status.update(step.stage)
            else:
                summary.add_row(step.stage, step.detail, f"{step.seconds:.1f}")
                if not options.talk.is_terminal:
                    options.talk.print(f"{step.stage}: {step.detail} ({step.seconds:.1f} s)")
    if options.talk.is_terminal:
        options.talk.print(summary)


@click.command()
@options.data_option
@click.option("--host", help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one."
)
@click.option("--threads", type=click.IntRange(1), help="Pages worked on at one time.")
@click.option("--read-only", is_flag=True, default=None, help="Refuse all writes.")
@click.option("--empty", is_flag=True, default=None, help="Start empty if there is no snapshot.")
@click.option("--engine", help="URL of a SPARQL endpoint to serve in place of snapshots.")
def serve(**given: Any) -> None:
    """Serve the graph; builds it first if there is no snapshot yet.

    Exit codes: 0 stopped; 1 the first build failed; 3 the port is taken, or the disk failed.
    """
    from lodestone.web.server import listen  # slow: loads the web framework

    settings = options.settings(**given)
    if not settings.engine and snapshots.current_name(settings.data) is None:
        _make_first_snapshot(settings)
    try:
        listen(settings, _announce)
    except OSError as error:
        raise WorldError(
            f"{settings.host}:{settings.port} cannot be listened on: {error.strerror or error}. "
            "Choose another with --port."
        ) from error


def _make_first_snapshot(settings: Settings) -> None:
    if known := snapshots.names(settings.data):
        raise SnapshotError(
            f"{settings.data} has versions, but nothing says which one is current. "
            f"Choose one: lodestone rollback {known[-1]}"
        )
    if settings.empty:
        versions.create_empty(settings.data, bulk.blank_manifest())
        return
    options.talk.print(f"No snapshot in {settings.data} yet: building one.")
    # A process of its own: the server never holds the reasoner or the validator.
    command = [sys.executable, "-m", "lodestone", "build", "--data", str(settings.data)]
    code = subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode  # noqa: S603
    if code != 0:
        sys.exit(code)


def _announce(url: str) -> None:
    for what, path in (
        ("pages", "/"),
        ("query editor", "/query"),
        ("SPARQL endpoint", "/sparql"),
        ("ontology", "/ont"),
    ):
        options.talk.print(f"{what:>16}  {url}{path}")
    options.talk.print("Stop with Ctrl-C.")


@click.command("settings")
def list_settings() -> None:
    """List every setting: its value, where that came from, its environment variable."""
    for origin in _origins():
        name = variable(origin.name)
        value = "(hidden)" if origin.name in SECRETS and origin.value else origin.value
        click.echo(f"{origin.name} = {value}  ({origin.origin}; {name}): {origin.meaning}")


def _origins() -> list[Origin]:
    return resolve({})[1]
