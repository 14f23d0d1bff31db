"""Commands that populate the graph from documents: ingest, extract, measure, try the rules."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from lodestone import locations
from lodestone.cli import asking, options, outcome, progress

encoding_option = click.option(
    "--encoding", help="Encoding of the text and HTML files, if you know it."
)


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
@encoding_option
@asking.calls_option
@click.option("--profile", is_flag=True, help="Show the seconds that each stage took.")
def ingest(paths: tuple[str, ...], data: Path | None, out: Path | None, **given: Any) -> None:
    """Turn documents into candidate statements, each with its exact quote and offsets.

    Text, Markdown, HTML, Word and PDF files, and folders of them. Documents and candidates are
    kept in the data folder, where the next build finds them; with --out, only candidates are
    written, and only there. If a language model is set, it is asked after the rules; its answers
    are kept in the data folder, so that nothing is asked twice.

    Exit codes: 0 all documents read; 1 some could not be, or not by the model; 2 wrong use.
    """
    from lodestone import ingestion, pipeline  # slow: loads the reasoner and the validator

    settings = options.settings(data=data, llm_max_calls=given["max_calls"])
    model = asking.model(settings)
    folders = pipeline.data_folders(settings)
    if out is not None and out.name == "candidates" and out.resolve().parent not in folders:
        folders.append(out.parent)
    plan = ingestion.Plan(
        tuple(folders),
        out or settings.data / "candidates",
        None if out else settings.data / "documents",
        given["encoding"],
        model,
    )
    count = len(ingestion.find(paths)[0])
    start = time.perf_counter()
    with progress.shown(count) as tell:
        done = ingestion.ingest(paths, plan, tell, given["jobs"] or progress.useful(count))
    done = asking.ask(done, plan)
    seconds = time.perf_counter() - start
    options.talk.print(outcome.summary(done, plan.out, with_model=model is not None))
    options.talk.print(
        f"{len(done)} documents in {seconds:.1f} s ({len(done) / seconds:.0f} a second)"
    )
    if given["profile"]:
        options.talk.print(progress.profile(done))
    asking.say_if_stopped(done, plan)
    if any(item.fault for item in done):
        sys.exit(1)


@click.command()
@click.argument("paths", nargs=-1, required=True)
@options.data_option
@click.option("--jsonl", default="-", type=click.File("w"), help="Where to write; - is stdout.")
@click.option(
    "--rejected", type=click.File("w"), help="Where to write the model's claims that fail."
)
@encoding_option
@asking.calls_option
def extract(paths: tuple[str, ...], data: Path | None, jsonl: Any, **given: Any) -> None:
    """Write what is found in documents as JSON Lines, without touching documents or candidates.

    By the rules and names of the data folder, and by a language model, if one is set.

    Exit codes: 0 all documents read; 1 some could not be, or not by the model; 2 wrong use.
    """
    from lodestone import ingestion, pipeline  # slow: loads the reasoner and the validator
    from lodestone.population import llm

    settings = options.settings(data=data, llm_max_calls=given["max_calls"])
    folders = tuple(pipeline.data_folders(settings))
    out, encoding = settings.data / "candidates", given["encoding"]
    plan = ingestion.Plan(folders, out, None, encoding, asking.model(settings))
    found, done = ingestion.find(paths)
    for line in (line for missing in done for line in outcome.remarks(missing)):
        options.say(line)
    if plan.model:
        asking.announce(ingestion.preview(found, plan), plan)
    for extracted in ingestion.extract(found, plan):
        for candidate in extracted.candidates:
            jsonl.write(json.dumps(pipeline.brief(candidate), ensure_ascii=False) + "\n")
        if given["rejected"]:
            given["rejected"].write(llm.as_lines(extracted.rejected))
        done.append(extracted.outcome)
        for line in outcome.remarks(extracted.outcome):
            options.say(line)
    asking.say_if_stopped(done, plan)
    if any(item.fault for item in done):
        sys.exit(1)


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@options.data_option
def forget(names: tuple[str, ...], data: Path | None, dry_run: bool) -> None:
    """Remove documents of your own: their text, their candidates, a model's answers about them.

    What the next build drops is said. Decisions stay: they count again if a document comes back.

    Exit codes: 0 removed; 1 a file of candidates is at fault; 2 there is no such document.
    """
    from lodestone import ingestion, pipeline  # slow: loads the reasoner and the validator
    from lodestone.curation import wording

    settings = options.settings(data=data)
    folders = pipeline.data_folders(settings)
    forgotten = ingestion.find_forgotten(names, settings.data, folders)
    dropped = ingestion.dropped(forgotten, folders)
    if not dry_run:
        ingestion.forget(forgotten, settings.data)
    for document in forgotten:
        for path in document.paths:
            options.say(f"{'would remove' if dry_run else 'removed'} {path}")
    drops = options.count(len(dropped), "statement")
    options.say(f"The next build drops {drops} for which there is no other document.")
    for statement in dropped:
        options.say(f"  {wording.in_words(statement)}")


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
        options.say(remark)
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
    from lodestone.population.rules import examples

    engine = pipeline.load_extractor(pipeline.data_folders(options.settings(data=data))).engine
    failures = examples.test_rules(engine)
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
    from lodestone.population.rules import explaining

    engine = pipeline.load_extractor(pipeline.data_folders(options.settings(data=data))).engine
    for explanation in explaining.explain(engine, sentence):
        for line in explaining.lines(explanation, stops):
            click.echo(line)
