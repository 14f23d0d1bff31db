"""Commands that populate the graph from documents: ingest, extract, measure, try the rules."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from lodestone import locations
from lodestone.cli import options, progress
from lodestone.population import loading


@click.command()
@click.argument("paths", nargs=-1, required=True)
@options.data_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the candidate files. Default: candidates/ in the data folder.",
)
@click.option(
    "--jobs", type=click.IntRange(0), default=0, help="Processes to use; 0 takes what is useful."
)
@click.option("--encoding", help="Encoding of the text and HTML files, if you know it.")
@click.option("--profile", is_flag=True, help="Show the seconds that each stage took.")
def ingest(paths: tuple[str, ...], data: Path | None, out: Path | None, **given: Any) -> None:
    """Turn documents into candidate statements, each with its exact quote and offsets.

    Text, Markdown, HTML, Word and PDF files, and folders of them. Documents and candidates are
    kept in the data folder, where the next build finds them; with --out, only candidates are
    written, and only there.

    Exit codes: 0 all documents read; 1 some could not be; 2 wrong use.
    """
    from lodestone import ingestion, pipeline  # slow: loads the reasoner and the validator

    settings = options.settings(data=data)
    folders = pipeline.data_folders(settings)
    if out is not None and out.name == "candidates" and out.resolve().parent not in folders:
        folders.append(out.parent)
    plan = ingestion.Plan(
        tuple(folders),
        out or settings.data / "candidates",
        None if out else settings.data / "documents",
        given["encoding"],
    )
    listed = list(loading.find(paths))
    start = time.perf_counter()
    with progress.shown(len(listed)) as tell:
        done = ingestion.ingest(listed, plan, tell, given["jobs"] or progress.useful(len(listed)))
    seconds = time.perf_counter() - start
    options.talk.print(progress.summary(done, plan.out))
    options.talk.print(
        f"{len(done)} documents in {seconds:.1f} s ({len(done) / seconds:.0f} a second)"
    )
    if given["profile"]:
        options.talk.print(progress.profile(done))
    if any(item.error for item in done):
        sys.exit(1)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--jsonl", default="-", type=click.File("w"), help="Where to write; - is stdout.")
def extract(paths: tuple[Path, ...], jsonl: Any) -> None:
    """Write what the rules find in documents as JSON Lines, without touching any data.

    Exit codes: 0 all documents read; 1 a document is at fault; 2 wrong use.
    """
    from lodestone import pipeline  # slow: loads the reasoner and the validator

    extractor = pipeline.load_extractor([locations.folder("data")])
    for path in loading.find(paths):
        for candidate in extractor.extract(loading.read(path)):
            jsonl.write(json.dumps(pipeline.brief(candidate), ensure_ascii=False) + "\n")


@click.command("eval")
@click.argument("gold", nargs=-1, type=click.Path(path_type=Path))
@options.data_option
@click.option(
    "--documents",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Folder of the documents that a gold file only names, by default beside the checkout.",
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

    extractor = pipeline.load_extractor(pipeline.data_folders(options.settings(data=data)))
    measured = evaluation.evaluate(
        extractor,
        gold or [locations.folder("data") / "gold"],
        documents or locations.unpublished_documents(),
    )
    for remark in measured.remarks:
        options.talk.print(remark)
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


@click.group()
def rules() -> None:
    """Work on the extraction rules."""


@rules.command("test")
@options.data_option
def rules_test(data: Path | None) -> None:
    """Run the examples and counter-examples of every rule.

    Exit codes: 0 all hold; 1 some do not.
    """
    from lodestone import pipeline  # slow: loads the reasoner and the validator
    from lodestone.population import rule_tests

    engine = pipeline.load_extractor(pipeline.data_folders(options.settings(data=data))).engine
    failures = rule_tests.test_rules(engine)
    for line in failures:
        click.echo(line)
    options.talk.print(f"{len(engine.rules)} rules, {len(failures)} failures")
    if failures:
        sys.exit(1)


@rules.command("explain")
@click.argument("sentence")
@options.data_option
@click.option("--stops", default=10, show_default=True, help="How many stopped rules to show.")
def rules_explain(sentence: str, data: Path | None, stops: int) -> None:
    """Show what the rules make of a sentence: which matched, and where others stopped."""
    from lodestone import pipeline  # slow: loads the reasoner and the validator
    from lodestone.population import explaining

    engine = pipeline.load_extractor(pipeline.data_folders(options.settings(data=data))).engine
    for explanation in explaining.explain(engine, sentence):
        for line in explaining.lines(explanation, stops):
            click.echo(line)
