"""A language model is asked, after the rules: what it finds goes beside what they found."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from lodestone.curation.candidates import ModelWork
from lodestone.errors import CandidateError, DocumentError
from lodestone.ingestion import library
from lodestone.ingestion.ingesting import counted
from lodestone.ingestion.plan import REJECTED, Model, Plan, Tools, tools
from lodestone.model.ingested import Ingested, Load
from lodestone.population import llm
from lodestone.population.llm import LlmExtractor


def announce(items: Iterable[Ingested], model: Model) -> str | None:
    """Say how much text of which documents goes where; None if the model has nothing to do."""
    # A text that comes twice is answered for once.
    loads: dict[str, Load] = {item.digest: item.load for item in items if item.load}
    return llm.announce(loads.values(), model.settings) if loads else None


def ask(items: Iterable[Ingested], plan: Plan, tell: Callable[[Ingested], None]) -> list[Ingested]:
    """Ask the model about the documents that it has not answered for; give all, in their order.

    Raises:
        UsageError: the library that makes the calls is not installed.
    """
    at_hand = tools(plan, fresh=True)  # with all its calls before it
    done: list[Ingested] = []
    for item in items:
        if item.load is None or at_hand.model is None:
            done.append(item)
            continue
        done.append(_asked(item, plan, at_hand, at_hand.model))
        tell(done[-1])
    return done


def _asked(item: Ingested, plan: Plan, at_hand: Tools, model: LlmExtractor) -> Ingested:
    if item.path is None:
        return item
    start = time.perf_counter()
    try:
        document = library.read_again(item.path, plan)
        run = model.extract(document)
        work = ModelWork(
            model.fingerprint if run.is_complete else "",
            rejected=run.dropped,
            warnings=run.warnings,
        )
        changed, found = at_hand.extractor.record_model(document, run.candidates, work, plan.out)
        llm.write_rejected(plan.out / REJECTED / f"{document.name}.jsonl", run.rejected)
        manual = at_hand.extractor.manual(document, plan.out)
    except (DocumentError, CandidateError) as error:
        return replace(item, load=None, unread=str(error))
    seconds = {**item.seconds, "ask": time.perf_counter() - start}
    asked = replace(
        item,
        changed=item.changed or changed,
        warnings=(*item.warnings, *run.warnings),
        seconds=seconds,
        unread=run.fault,
        load=None,
    )
    return counted(asked, found, manual, at_hand.verdicts)
