"""The commands: arguments in, lines out. Results go to stdout, talk and progress to stderr."""

import json
import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from lodestone import __version__, locations
from lodestone.errors import FaultError, LodestoneError, SnapshotError, UsageError, WorldError
from lodestone.settings import SECRETS, Origin, Settings, resolve, variable
from lodestone.store import bulk, pushing, snapshots, versions

EXIT_CODES: dict[type[LodestoneError], int] = {
    FaultError: 1,
    UsageError: 2,
    WorldError: 3,
    LodestoneError: 3,
}
"""The exit code of each error; a child that is not listed takes its parent's."""

_talk = Console(stderr=True, highlight=False)


def _data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder of the snapshots, and of documents and candidates of your own.",
    )(command)


def _settings(**options: Any) -> Settings:
    return resolve(options)[0]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lodestone")
def commands() -> None:
    """Build and serve Lodestone, an evidenced knowledge graph of the AI landscape."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


@commands.command()
@_data_option
@click.option(
    "--discard-writes", is_flag=True, default=None, help="Discard what updates have changed."
)
def build(data: Path | None, discard_writes: bool | None) -> None:
    """Build the graph from its documents and publish it as a new snapshot.

    Exit codes: 0 published; 1 the knowledge is at fault, nothing changed; 3 the machine is.
    """
    from lodestone import pipeline  # slow: loads the reasoner and the validator

    settings = _settings(data=data, discard_writes=discard_writes)
    summary = Table(title="Build", title_justify="left")
    for column in ("stage", "result", "seconds"):
        summary.add_column(column, justify="right" if column == "seconds" else "left")
    with _talk.status("building") as status:
        for step in pipeline.build(settings):
            if isinstance(step, snapshots.Snapshot):
                click.echo(step.folder)
            elif step.seconds is None:
                status.update(step.stage)
            else:
                summary.add_row(step.stage, step.detail, f"{step.seconds:.1f}")
                if not _talk.is_terminal:
                    _talk.print(f"{step.stage}: {step.detail} ({step.seconds:.1f} s)")
    if _talk.is_terminal:
        _talk.print(summary)


@commands.command()
@_data_option
@click.option("--host", help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one."
)
@click.option("--threads", type=click.IntRange(1), help="Pages worked on at one time.")
@click.option("--read-only", is_flag=True, default=None, help="Refuse all writes.")
@click.option("--empty", is_flag=True, default=None, help="Start empty if there is no snapshot.")
@click.option("--engine", help="URL of a SPARQL endpoint to serve in place of snapshots.")
def serve(**options: Any) -> None:
    """Serve the graph; builds it first if there is no snapshot yet.

    Exit codes: 0 stopped; 1 the first build failed; 3 the port is taken, or the disk failed.
    """
    from lodestone.web.server import listen  # slow: loads the web framework

    settings = _settings(**options)
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
    _talk.print(f"No snapshot in {settings.data} yet: building one.")
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
        _talk.print(f"{what:>16}  {url}{path}")
    _talk.print("Stop with Ctrl-C.")


@commands.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@_data_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the candidate files. Default: candidates/ in the data folder.",
)
def ingest(paths: tuple[Path, ...], data: Path | None, out: Path | None) -> None:
    """Turn documents into candidate statements, each with its exact quote and offsets.

    Documents and candidates are kept in the data folder, where the next build finds them; with
    --out, only candidates are written, and only there.

    Exit codes: 0 all documents read; 1 some could not be; 2 wrong use.
    """
    from lodestone import pipeline  # slow: loads the reasoner and the validator

    settings = _settings(data=data)
    folders = pipeline.data_folders(settings)
    target = out or settings.data / "candidates"
    if out is not None and out.name == "candidates" and out.resolve().parent not in folders:
        folders.append(out.parent)
    library = None if out else settings.data / "documents"
    done = pipeline.ingest(paths, target, folders, lambda item: _talk.print(item.document), library)
    table = Table(title=f"Candidates in {target}", title_justify="left")
    for column in ("document", "by rules", "by hand", "accepted", "file", "remark"):
        table.add_column(column)
    for item in done:
        remark = item.error or "; ".join(item.warnings)
        changed = "changed" if item.changed else "as before"
        numbers = (str(item.by_rules), str(item.by_hand), str(item.accepted))
        table.add_row(item.document, *numbers, "–" if item.error else changed, remark)
    _talk.print(table)
    if any(item.error for item in done):
        sys.exit(1)


@commands.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--jsonl", default="-", type=click.File("w"), help="Where to write; - is stdout.")
def extract(paths: tuple[Path, ...], jsonl: Any) -> None:
    """Write what the rules find in documents as JSON Lines, without touching any data.

    Exit codes: 0 all documents read; 1 a document is at fault; 2 wrong use.
    """
    from lodestone import pipeline  # slow: loads the reasoner and the validator
    from lodestone.population import documents

    extractor = pipeline.load_extractor([locations.folder("data")])
    for path in documents.find(paths):
        for candidate in extractor.extract(documents.read(path)):
            jsonl.write(json.dumps(pipeline.brief(candidate), ensure_ascii=False) + "\n")


@commands.command()
@_data_option
@click.option("--document", help="Show only what waits in this document.")
@click.option("--tier", type=click.Choice(["A", "B", "C"]), help="Show only this tier.")
@click.option("--by", help="Who decides. Default: git's user.name, or the system's user.")
def review(data: Path | None, document: str | None, tier: str | None, by: str | None) -> None:
    """Go through the candidates that wait for a decision, one by one.

    At a pipe, each key is a line. Exit codes: 0 done; 1 a file of candidates is at fault.
    """
    from lodestone.curation import review_queue
    from lodestone.reviewing import desk, terminal

    opened = desk.open_desk(_settings(data=data).data, by)
    waiting = review_queue.selected(opened.queue.waiting, document, tier)
    if not waiting:
        _talk.print("Nothing waits for a decision.")
        return
    terminal.Session(opened, waiting, Console(highlight=False)).run()


@commands.command()
@click.argument("identifiers", nargs=-1, metavar="[ID]...")
@click.option("--accept", "verdict", flag_value="accept", help="Accept the claims.")
@click.option("--reject", "verdict", flag_value="reject", help="Reject them; needs --reason.")
@click.option("--undo", "verdict", flag_value="undo", help="Take the last word on each back.")
@click.option("--reason", default="", help="Why; a rejection has one of a few reasons.")
@click.option("--batch", help="Name that the decisions bear, by which they can be reverted.")
@click.option("--revert", metavar="BATCH", help="Take back all that a batch decided.")
@click.option("--by", help="Who decides. Default: git's user.name, or the system's user.")
@_data_option
def decide(identifiers: tuple[str, ...], data: Path | None, **options: str | None) -> None:
    """Decide on candidates by their identifiers, for scripts.

    Exit codes: 0 written; 1 a file is at fault; 2 wrong use, nothing was written.
    """
    from lodestone.reviewing import desk

    verdict, revert = options["verdict"], options["revert"]
    if bool(verdict and identifiers) == bool(revert) or bool(verdict) != bool(identifiers):
        raise UsageError("Say --accept, --reject or --undo with identifiers, or --revert BATCH.")
    opened = desk.open_desk(_settings(data=data).data, options["by"])
    if revert:
        done = desk.revert(opened, revert)
    else:
        reason, batch = options["reason"] or "", options["batch"]
        done = desk.decide(opened, verdict or "", identifiers, reason, batch)
    _talk.print(f"{done} decisions written. They are published by: lodestone build")


@commands.command("eval")
@click.argument("gold", nargs=-1, type=click.Path(path_type=Path))
@_data_option
@click.option(
    "--documents",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Folder of the documents that a gold file only names.",
)
@click.option("--relations", is_flag=True, help="Show each relation and tier too.")
@click.option("--details", is_flag=True, help="List what was missed and what was wrong.")
@click.option("--json", "as_json", is_flag=True, help="Write the figures as JSON.")
def evaluate(
    gold: tuple[Path, ...], data: Path | None, documents: Path | None, **show: bool
) -> None:
    """Measure precision and recall of extraction against gold facts, by default our own.

    Exit codes: 0 measured; 1 a gold file is at fault; 2 wrong use.
    """
    from lodestone import evaluation, pipeline  # slow: loads the reasoner and the validator

    extractor = pipeline.load_extractor(pipeline.data_folders(_settings(data=data)))
    measured = evaluation.evaluate(
        extractor, gold or [locations.folder("data") / "gold"], documents
    )
    for remark in measured.remarks:
        _talk.print(remark)
    if show["as_json"]:
        click.echo(json.dumps(evaluation.as_json(measured.scores), ensure_ascii=False, indent=1))
        return
    out = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
    out.print(evaluation.overview(measured.scores))
    for split, scores in measured.scores.items():
        if show["relations"]:
            out.print(evaluation.by_relation(scores, split))
        for line in evaluation.details(scores) if show["details"] else ():
            click.echo(f"{split}: {line}")


@commands.group()
def rules() -> None:
    """Work on the extraction rules."""


@rules.command("test")
@_data_option
def rules_test(data: Path | None) -> None:
    """Run the examples and counter-examples of every rule.

    Exit codes: 0 all hold; 1 some do not.
    """
    from lodestone import pipeline  # slow: loads the reasoner and the validator
    from lodestone.population import rule_tests

    engine = pipeline.load_extractor(pipeline.data_folders(_settings(data=data))).engine
    failures = rule_tests.test_rules(engine)
    for line in failures:
        click.echo(line)
    _talk.print(f"{len(engine.rules)} rules, {len(failures)} failures")
    if failures:
        sys.exit(1)


@commands.command("versions")
@_data_option
def list_versions(data: Path | None) -> None:
    """List the published versions, newest first; the current one is marked."""
    settings = _settings(data=data)
    current = snapshots.current_name(settings.data)
    for name in reversed(snapshots.names(settings.data)):
        manifest = snapshots.load(settings.data, name).manifest
        mark = "*" if name == current else " "
        counts = f"{manifest.counts['quads']} quads, {manifest.counts['statements']} statements"
        click.echo(f"{mark} {name}  {manifest.created}  {counts}  {manifest.digest[:12]}")


@commands.command()
@click.argument("version", required=False)
@_data_option
def rollback(version: str | None, data: Path | None) -> None:
    """Make an earlier version the current one; the one before, if none is named.

    A running server follows at once. Exit codes: 0 done; 3 there is no such version.
    """
    click.echo(versions.roll_back(_settings(data=data).data, version).folder)


@commands.command()
@click.argument("target", type=click.Path(path_type=Path))
@_data_option
def backup(target: Path, data: Path | None) -> None:
    """Copy the current version to a new folder; a server may be running.

    Exit codes: 0 done; 3 there is nothing to copy, or the folder is there already.
    """
    saved = versions.back_up(_settings(data=data).data, target)
    _talk.print(f"version {saved.manifest.version}, {saved.manifest.counts['quads']} quads")


@commands.command()
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_data_option
def restore(source: Path, data: Path | None) -> None:
    """Check a backup, and publish it as a new version.

    Exit codes: 0 done; 3 the backup is damaged, and nothing changed.
    """
    click.echo(versions.restore(_settings(data=data).data, source).folder)


@commands.command()
@click.argument("version", required=False)
@_data_option
def verify(version: str | None, data: Path | None) -> None:
    """Read every quad of a version and compare with its manifest; the current, if none is named.

    Exit codes: 0 whole; 3 damaged.
    """
    folder = _settings(data=data).data
    found = snapshots.load(folder, version.zfill(6)) if version else snapshots.current(folder)
    if found is None:
        raise SnapshotError(f"There is no snapshot in {folder} yet. Build one: lodestone build")
    click.echo(f"{found.folder.name}: {versions.verify(found)} quads, as its manifest says")


@commands.command()
@_data_option
@click.option("--engine-graphs", help="URL of the other store's graph store endpoint.")
@click.option("--engine-user", help="NAME:PASSWORD there, if it asks for one.")
def push(data: Path | None, **options: str | None) -> None:
    """Copy the current version to another store, by the Graph Store HTTP Protocol.

    Exit codes: 0 done; 2 no URL is set; 3 the store cannot be reached, or refuses.
    """
    settings = _settings(data=data, **options)
    current = snapshots.current(settings.data)
    if not settings.engine_graphs or current is None:
        raise UsageError("Name the graph store with --engine-graphs, and build a snapshot first.")
    for pushed in pushing.push(current, settings.engine_graphs, settings.engine_user):
        name = f"<{pushed.graph}>" if pushed.graph else "default graph"
        click.echo(f"{name}: {pushed.refused or f'{pushed.quads} triples'}")


@commands.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@_data_option
def load(files: tuple[Path, ...], data: Path | None) -> None:
    """Load RDF files of your own as a new version that holds nothing else; not validated.

    N-Quads and TriG keep their graphs, other formats go to the default graph.

    Exit codes: 0 published; 1 a file is at fault, nothing changed; 3 the disk failed.
    """
    click.echo(bulk.load(files, _settings(data=data).data).folder)


@commands.command("settings")
def list_settings() -> None:
    """List every setting: its value, where that came from, its environment variable."""
    for origin in _origins():
        name = variable(origin.name)
        value = "(hidden)" if origin.name in SECRETS and origin.value else origin.value
        click.echo(f"{origin.name} = {value}  ({origin.origin}; {name}): {origin.meaning}")


def _origins() -> list[Origin]:
    return resolve({})[1]
