"""Scores as tables for a terminal, and as one JSON object."""

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from lodestone.evaluation.gold import GoldFact
from lodestone.evaluation.scores import Count, Scores, relation_of
from lodestone.model.candidate import Candidate

_COLUMNS = ("strict P", "R", "F1", "relaxed P", "R", "F1")


def overview(by_split: dict[str, Scores]) -> Table:
    """Give a row for each split: how much was found, and how well."""
    table = Table(title="Extraction against gold", title_justify="left")
    for column in ("split", "documents", "gold", "found", *_COLUMNS, "modality", "traps"):
        table.add_column(column, justify="left" if column == "split" else "right")
    for split, scores in by_split.items():
        numbers = (scores.documents, scores.strict.wanted, scores.strict.found)
        table.add_row(
            split,
            *map(str, numbers),
            *_figures(scores.strict),
            *_figures(scores.relaxed),
            _share(scores.modalities.precision, scores.modalities.found),
            str(len(scores.trapped)),
        )
    return table


def by_relation(scores: Scores, title: str) -> Table:
    """Give a row for each relation, and one for each tier of review."""
    table = Table(title=title, title_justify="left")
    for column in ("relation", "gold", "found", *_COLUMNS):
        table.add_column(column, justify="left" if column == "relation" else "right")
    tiers = {f"tier {tier}": counts for tier, counts in scores.by_tier.items()}
    for name, (strict, relaxed) in [*sorted(scores.by_relation.items()), *sorted(tiers.items())]:
        numbers = (str(strict.wanted), str(strict.found))
        table.add_row(name, *numbers, *_figures(strict), *_figures(relaxed))
    return table


def details(scores: Scores) -> Iterator[str]:
    """Give a line for each fact that was missed, or found though no gold has it.

    With `strictly`, there is one by and large, but its words, its place or its node is another.
    """
    (strictly_missed, missed), (strictly_wrong, wrong) = scores.missed, scores.wrong
    for document, fact in strictly_missed:
        how = "" if (document, fact) in missed else "strictly "
        yield f"missed  {how}{document}: {written(fact)}"
    for candidate in strictly_wrong:
        how = "" if candidate in wrong else "strictly "
        yield f"wrong   {how}{candidate.document}: {_written(candidate)}"
    for document, candidate in scores.trapped:
        yield f"trapped {document}: {_written(candidate)}"


def as_json(by_split: dict[str, Scores]) -> dict[str, Any]:
    """Give the scores as numbers, for programs."""
    return {
        split: {
            "documents": scores.documents,
            "strict": _numbers(scores.strict),
            "relaxed": _numbers(scores.relaxed),
            "traps": len(scores.trapped),
            "relations": {
                name: {"strict": _numbers(strict), "relaxed": _numbers(relaxed)}
                for name, (strict, relaxed) in sorted(scores.by_relation.items())
            },
        }
        for split, scores in by_split.items()
    }


def written(fact: GoldFact) -> str:
    """Write a gold fact in a line."""
    return f"{' / '.join(fact.subject)} | {fact.relation} | {' / '.join(fact.object)}"


def _written(candidate: Candidate) -> str:
    ends = f"{candidate.subject.text} | {relation_of(candidate)} | {candidate.object.text}"
    return f"{ends}  ({candidate.origin}, {candidate.modality}, tier {candidate.tier})"


def _figures(count: Count) -> tuple[str, str, str]:
    return (
        _share(count.precision, count.found),
        _share(count.recall, count.wanted),
        _share(count.f1, min(count.found, count.wanted)),
    )


def _share(value: float, of: int) -> str:
    return f"{value:.2f}" if of else "–"


def _numbers(count: Count) -> dict[str, float | int]:
    return {
        "gold": count.wanted,
        "found": count.found,
        "precision": round(count.precision, 4),
        "recall": round(count.recall, 4),
        "f1": round(count.f1, 4),
    }
