"""What commands share that ask a language model: whether one is set, and what is said of it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from lodestone.cli import options, progress
from lodestone.model.ingested import Ingested
from lodestone.settings import Settings, variable

if TYPE_CHECKING:
    from lodestone.ingestion import Model, Plan

calls_option = click.option(
    "--max-calls",
    type=click.IntRange(0),
    help="Calls that this run may make to the language model, if one is set.",
)


def model(settings: Settings) -> "Model | None":
    """Give the language model that is set; None if none is.

    Raises:
        UsageError: it is set wrongly, or the library that asks it is not installed.
    """
    from lodestone import ingestion  # slow: loads what extraction needs
    from lodestone.population import llm

    found = llm.LlmSettings.of(settings)
    if found is None:
        if settings.llm_url or settings.llm_model:
            missing = variable("llm_model" if settings.llm_url else "llm_url")
            options.say(f"No language model is asked, as {missing} is not set.")
        return None
    llm.require_library()
    return ingestion.Model(found, settings.data / ingestion.ANSWERS)


def announce(items: Iterable[Ingested], plan: "Plan") -> bool:
    """Say, before anything is sent, how much goes where; give whether there is anything to ask."""
    from lodestone import ingestion  # slow: loads what extraction needs

    said = ingestion.announce(items, plan.model) if plan.model else None
    if said:
        options.say(said)
    return said is not None


def ask(done: Sequence[Ingested], plan: "Plan") -> list[Ingested]:
    """Ask the model about the documents that it has not answered for, and show how far it is."""
    from lodestone import ingestion  # slow: loads what extraction needs

    if not announce(done, plan):
        return list(done)
    with progress.shown(sum(item.load is not None for item in done), "asking") as tell:
        return ingestion.ask(done, plan, tell)


def say_if_stopped(items: Iterable[Ingested], plan: "Plan") -> None:
    """Say that the calls are used up, if they are, and how to go on."""
    from lodestone.population.llm import OUT_OF_CALLS

    left = sum((item.unread or "").startswith(OUT_OF_CALLS) for item in items)
    if left and plan.model:
        options.say(
            f"Stopped at {plan.model.settings.max_calls:,} calls, which is all that llm_max_calls "
            f"allows; the model has yet to read {options.count(left, 'document')}. Nothing is "
            "lost: the same command goes on from here."
        )
