"""Commands on the versions of the graph: list, go back, copy, check, load, push."""

from pathlib import Path

import click

from lodestone.cli import options
from lodestone.errors import SnapshotError, UsageError
from lodestone.store import bulk, pushing, snapshots, versions


@click.command("versions")
@options.data_option
def list_versions(data: Path | None) -> None:
    """List the published versions, newest first; the current one is marked."""
    settings = options.settings(data=data)
    current = snapshots.current_name(settings.data)
    for name in reversed(snapshots.names(settings.data)):
        manifest = snapshots.load(settings.data, name).manifest
        mark = "*" if name == current else " "
        counts = f"{manifest.counts['quads']} quads, {manifest.counts['statements']} statements"
        click.echo(f"{mark} {name}  {manifest.created}  {counts}  {manifest.digest[:12]}")


@click.command()
@click.argument("version", required=False)
@options.data_option
def rollback(version: str | None, data: Path | None) -> None:
    """Make an earlier version the current one; the one before, if none is named.

    A running server follows at once. Exit codes: 0 done; 3 there is no such version.
    """
    click.echo(versions.roll_back(options.settings(data=data).data, version).folder)


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@options.data_option
def backup(target: Path, data: Path | None) -> None:
    """Copy the current version to a new folder; a server may be running.

    Exit codes: 0 done; 3 there is nothing to copy, or the folder is there already.
    """
    saved = versions.back_up(options.settings(data=data).data, target)
    options.talk.print(f"version {saved.manifest.version}, {saved.manifest.counts['quads']} quads")


@click.command()
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@options.data_option
def restore(source: Path, data: Path | None) -> None:
    """Check a backup, and publish it as a new version.

    Exit codes: 0 done; 3 the backup is damaged, and nothing changed.
    """
    click.echo(versions.restore(options.settings(data=data).data, source).folder)


@click.command()
@click.argument("version", required=False)
@options.data_option
def verify(version: str | None, data: Path | None) -> None:
    """Read every quad of a version and compare with its manifest; the current, if none is named.

    Exit codes: 0 whole; 3 damaged.
    """
    folder = options.settings(data=data).data
    found = snapshots.load(folder, version.zfill(6)) if version else snapshots.current(folder)
    if found is None:
        raise SnapshotError(f"There is no snapshot in {folder} yet. Build one: lodestone build")
    click.echo(f"{found.folder.name}: {versions.verify(found)} quads, as its manifest says")


@click.command()
@options.data_option
@click.option("--engine-graphs", help="URL of the other store's graph store endpoint.")
@click.option("--engine-user", help="NAME:PASSWORD there, if it asks for one.")
def push(data: Path | None, **given: str | None) -> None:
    """Copy the current version to another store, by the Graph Store HTTP Protocol.

    Exit codes: 0 done; 2 no URL is set; 3 the store cannot be reached, or refuses.
    """
    settings = options.settings(data=data, **given)
    current = snapshots.current(settings.data)
    if not settings.engine_graphs or current is None:
        raise UsageError("Name the graph store with --engine-graphs, and build a snapshot first.")
    for pushed in pushing.push(current, settings.engine_graphs, settings.engine_user):
        name = f"<{pushed.graph}>" if pushed.graph else "default graph"
        click.echo(f"{name}: {pushed.refused or f'{pushed.quads} triples'}")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@options.data_option
def load(files: tuple[Path, ...], data: Path | None) -> None:
    """Load RDF files of your own as a new version that holds nothing else; not validated.

    N-Quads and TriG keep their graphs, other formats go to the default graph.

    Exit codes: 0 published; 1 a file is at fault, nothing changed; 3 the disk failed.
    """
    click.echo(bulk.load(files, options.settings(data=data).data).folder)
